import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What has no place on a shared ledger: people, names, keys, documents, quotes and bank entries. */
export class OffLedger1700000000003 implements MigrationInterface {
  readonly name = 'OffLedger1700000000003';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE party_profile (
        party text PRIMARY KEY,
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
        name_key text NOT NULL,
        country text CHECK (country ~ '^[A-Z]{2}$'),
        admission_command_id uuid,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX party_profile_name_key ON party_profile (name_key);
      CREATE TABLE party_identifier (
        scheme text NOT NULL,
        value text NOT NULL,
        party text NOT NULL REFERENCES party_profile,
        is_legal_id boolean NOT NULL DEFAULT false,
        PRIMARY KEY (scheme, value)
      );
      CREATE INDEX party_identifier_party ON party_identifier (party);
      CREATE TABLE bank_account (
        account text PRIMARY KEY,
        party text NOT NULL REFERENCES party_profile,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX bank_account_party ON bank_account (party);

      CREATE TABLE app_user (
        user_id uuid PRIMARY KEY,
        party text NOT NULL,
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (party, name)
      );
      CREATE TABLE api_token (
        token_hash text PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES app_user,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz
      );
      CREATE TABLE signer_key (
        signer text PRIMARY KEY,
        party text NOT NULL,
        sealed_key bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        revoked_at timestamptz
      );
      CREATE INDEX signer_key_party ON signer_key (party);

      CREATE TABLE document (
        document_id uuid PRIMARY KEY,
        party text NOT NULL,
        subject text NOT NULL,
        kind text NOT NULL,
        format text NOT NULL,
        file_name text,
        sha256 text NOT NULL,
        salt text NOT NULL,
        content bytea NOT NULL,
        number text NOT NULL,
        payment_reference text,
        summary jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX document_subject ON document (subject);

      CREATE TABLE quote_request (
        request_id uuid PRIMARY KEY,
        supplier text NOT NULL,
        financier text NOT NULL,
        lot_ids text[] NOT NULL CHECK (cardinality(lot_ids) BETWEEN 1 AND 100),
        idempotency_key text NOT NULL,
        body_hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (supplier, idempotency_key)
      );
      CREATE INDEX quote_request_financier ON quote_request (financier, created_at DESC, request_id);
      CREATE INDEX quote_request_lots ON quote_request USING gin (lot_ids);

      CREATE TABLE quote (
        quote_hash text PRIMARY KEY,
        request_id uuid NOT NULL REFERENCES quote_request,
        supplier text NOT NULL,
        financier text NOT NULL,
        currency text NOT NULL,
        lot_ids text[] NOT NULL,
        terms jsonb NOT NULL,
        signature text NOT NULL,
        valid_until timestamptz NOT NULL,
        idempotency_key text NOT NULL,
        body_hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (financier, idempotency_key)
      );
      CREATE INDEX quote_supplier ON quote (supplier, created_at DESC, quote_hash DESC);
      CREATE INDEX quote_financier ON quote (financier, created_at DESC, quote_hash DESC);

      CREATE TABLE bank_statement (
        bank_statement_id uuid PRIMARY KEY,
        party text NOT NULL,
        account text NOT NULL,
        statement_reference text NOT NULL,
        sha256 text NOT NULL,
        currency text,
        content bytea NOT NULL,
        idempotency_key text NOT NULL,
        body_hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (party, idempotency_key, account, statement_reference)
      );
      CREATE TABLE bank_entry (
        entry_hash text PRIMARY KEY,
        bank_statement_id uuid NOT NULL REFERENCES bank_statement,
        party text NOT NULL,
        account text NOT NULL,
        position integer NOT NULL,
        booking_date date NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
        currency text NOT NULL,
        credit_debit text NOT NULL,
        remittance text,
        reference text,
        end_to_end_id text,
        counterparty_name text,
        counterparty_account text,
        match_rule text,
        match jsonb,
        command_id uuid REFERENCES command,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX bank_entry_party ON bank_entry (party, created_at DESC, entry_hash DESC);
      CREATE INDEX bank_entry_unmatched ON bank_entry (created_at) WHERE command_id IS NULL;

      CREATE TABLE statement_item (
        statement_id text NOT NULL,
        position integer NOT NULL,
        receivable_id text NOT NULL,
        number text,
        due_date date NOT NULL,
        outstanding_minor bigint NOT NULL,
        PRIMARY KEY (statement_id, position)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE statement_item, bank_entry, bank_statement, quote, quote_request, document,
        signer_key, api_token, app_user, bank_account, party_identifier, party_profile;
    `);
  }
}
