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
        number_key text NOT NULL,
        payment_reference text,
        summary jsonb NOT NULL,
        command_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX document_subject ON document (subject);
      CREATE UNIQUE INDEX document_invoice ON document (subject) WHERE kind = 'INVOICE';
      CREATE INDEX document_number_key ON document (number_key) WHERE kind = 'INVOICE';
      CREATE INDEX receivable_look_alike ON receivable (buyer, face_minor, issue_date);

      CREATE TABLE quote_request (
        request_id uuid PRIMARY KEY,
        supplier text NOT NULL,
        financier text NOT NULL,
        position smallint NOT NULL,
        currency text NOT NULL,
        lot_ids text[] NOT NULL CHECK (cardinality(lot_ids) BETWEEN 1 AND 100),
        idempotency_key text NOT NULL,
        body_hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (supplier, idempotency_key, financier)
      );
      CREATE INDEX quote_request_supplier
        ON quote_request (supplier, created_at DESC, request_id DESC);
      CREATE INDEX quote_request_financier
        ON quote_request (financier, created_at DESC, request_id DESC);
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

      CREATE TABLE deal_evidence (
        evidence_hash text PRIMARY KEY,
        deal_number integer NOT NULL,
        party text NOT NULL,
        salt text NOT NULL,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX deal_evidence_deal ON deal_evidence (deal_number);

      CREATE TABLE bank_file (
        bank_file_id uuid PRIMARY KEY,
        party text NOT NULL,
        file_name text,
        sha256 text NOT NULL,
        content bytea NOT NULL,
        idempotency_key text NOT NULL,
        body_hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (party, idempotency_key)
      );
      CREATE TABLE bank_statement (
        bank_statement_id uuid PRIMARY KEY,
        bank_file_id uuid NOT NULL REFERENCES bank_file,
        position integer NOT NULL,
        party text NOT NULL,
        account text NOT NULL,
        kind text NOT NULL,
        statement_reference text NOT NULL,
        currency text,
        entry_count integer NOT NULL,
        already_known_count integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (bank_file_id, position)
      );
      CREATE INDEX bank_statement_party
        ON bank_statement (party, created_at DESC, bank_statement_id DESC);
      CREATE TABLE bank_entry (
        entry_hash text PRIMARY KEY,
        bank_statement_id uuid NOT NULL REFERENCES bank_statement,
        position integer NOT NULL,
        party text NOT NULL,
        account text NOT NULL,
        booking_date date NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
        currency text NOT NULL,
        credit_debit text NOT NULL CHECK (credit_debit IN ('CRDT', 'DBIT')),
        booking_status text NOT NULL,
        is_reversal boolean NOT NULL,
        is_matchable boolean NOT NULL,
        remittance text,
        reference text,
        reference_fields text[] NOT NULL,
        end_to_end_id text,
        servicer_reference text,
        counterparty_name text,
        counterparty_account text,
        match_rule text,
        match jsonb,
        command_id uuid REFERENCES command DEFERRABLE INITIALLY DEFERRED,
        attempts smallint NOT NULL DEFAULT 0,
        refused_command_id uuid REFERENCES command,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX bank_entry_party ON bank_entry (party, booking_date DESC, entry_hash DESC);
      CREATE INDEX bank_entry_all ON bank_entry (booking_date DESC, entry_hash DESC);
      CREATE INDEX bank_entry_statement ON bank_entry (bank_statement_id, position);
      CREATE INDEX bank_entry_command ON bank_entry (command_id) WHERE command_id IS NOT NULL;
      CREATE INDEX bank_entry_unmatched ON bank_entry (party, booking_date, entry_hash)
        WHERE command_id IS NULL AND is_matchable;

      CREATE TABLE bank_entry_allocation (
        entry_hash text NOT NULL REFERENCES bank_entry,
        position smallint NOT NULL,
        receivable_id text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        PRIMARY KEY (entry_hash, position)
      );
      CREATE INDEX bank_entry_allocation_receivable ON bank_entry_allocation (receivable_id);
      CREATE INDEX command_outcome_refused ON command_outcome (signer, forwarder_nonce)
        WHERE NOT succeeded;
      CREATE INDEX command_failed ON command (command_id) WHERE failure IS NOT NULL;

      CREATE TABLE statement_draft (
        statement_id text NOT NULL,
        items_root text NOT NULL,
        block_number bigint NOT NULL,
        item_count integer NOT NULL,
        PRIMARY KEY (statement_id, items_root)
      );
      CREATE TABLE statement_item (
        statement_id text NOT NULL,
        items_root text NOT NULL,
        position integer NOT NULL,
        receivable_id text NOT NULL,
        due_date date NOT NULL,
        outstanding_minor bigint NOT NULL,
        PRIMARY KEY (statement_id, items_root, position)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX command_failed, command_outcome_refused;
      DROP TABLE statement_item, statement_draft, bank_entry_allocation, bank_entry, bank_statement,
        bank_file, deal_evidence, quote, quote_request, document,
        signer_key, api_token, app_user, bank_account, party_identifier, party_profile;
    `);
  }
}
