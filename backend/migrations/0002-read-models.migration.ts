import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Read models: only projectors write them, and they can be rebuilt from block 0. */
export class ReadModels1700000000002 implements MigrationInterface {
  readonly name = 'ReadModels1700000000002';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE party (
        party text PRIMARY KEY,
        legal_id_hash text NOT NULL,
        roles smallint NOT NULL,
        status text NOT NULL,
        expires_at timestamptz NOT NULL,
        admitted_at timestamptz NOT NULL
      );
      CREATE TABLE signer (
        signer text PRIMARY KEY,
        party text NOT NULL,
        active boolean NOT NULL
      );
      CREATE INDEX signer_party ON signer (party);

      CREATE TABLE receivable (
        receivable_id text PRIMARY KEY,
        supplier text NOT NULL,
        buyer text NOT NULL,
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        face_minor bigint NOT NULL CHECK (face_minor > 0),
        outstanding_minor bigint NOT NULL CHECK (outstanding_minor BETWEEN 0 AND face_minor),
        paid_minor bigint NOT NULL CHECK (paid_minor >= 0),
        credited_minor bigint NOT NULL CHECK (credited_minor >= 0),
        disputed_minor bigint NOT NULL CHECK (disputed_minor >= 0),
        issue_date date NOT NULL,
        due_date date NOT NULL,
        status text NOT NULL,
        scope smallint NOT NULL,
        document_commitment text NOT NULL,
        registered_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        settled_at timestamptz
      );
      CREATE INDEX receivable_supplier ON receivable (supplier, registered_at DESC, receivable_id DESC);
      CREATE INDEX receivable_buyer ON receivable (buyer, registered_at DESC, receivable_id DESC);
      CREATE INDEX receivable_all ON receivable (registered_at DESC, receivable_id DESC);
      CREATE INDEX receivable_open ON receivable (supplier, buyer, currency, due_date)
        WHERE outstanding_minor > 0;

      CREATE TABLE lot (
        lot_id text PRIMARY KEY,
        receivable_id text NOT NULL,
        lot_index smallint NOT NULL,
        owner text NOT NULL,
        outstanding_minor bigint NOT NULL CHECK (outstanding_minor >= 0),
        paid_minor bigint NOT NULL CHECK (paid_minor >= 0),
        deal_number integer NOT NULL,
        created_at timestamptz NOT NULL
      );
      CREATE INDEX lot_receivable ON lot (receivable_id, lot_index);
      CREATE INDEX lot_owner ON lot (owner, created_at DESC, lot_id DESC);
      CREATE INDEX lot_all ON lot (created_at DESC, lot_id DESC);
      CREATE INDEX lot_deal ON lot (deal_number) WHERE deal_number <> 0;

      CREATE TABLE deal (
        deal_number integer PRIMARY KEY,
        quote_hash text NOT NULL UNIQUE,
        supplier text NOT NULL,
        financier text NOT NULL,
        currency text NOT NULL,
        eligible_minor bigint NOT NULL,
        advance_minor bigint NOT NULL,
        reserve_minor bigint NOT NULL,
        discount_charge_minor bigint NOT NULL,
        service_fee_minor bigint NOT NULL,
        reserve_released_minor bigint NOT NULL,
        status text NOT NULL,
        disclosed boolean NOT NULL,
        fund_by timestamptz NOT NULL,
        accepted_at timestamptz NOT NULL,
        funded_at timestamptz,
        ended_at timestamptz
      );
      CREATE INDEX deal_supplier ON deal (supplier, deal_number DESC);
      CREATE INDEX deal_financier ON deal (financier, deal_number DESC);

      CREATE TABLE deal_lot (
        deal_number integer NOT NULL,
        lot_id text NOT NULL,
        position integer NOT NULL,
        PRIMARY KEY (deal_number, lot_id)
      );
      CREATE INDEX deal_lot_lot ON deal_lot (lot_id);

      CREATE TABLE remittance (
        entry_hash text PRIMARY KEY,
        agent text NOT NULL,
        currency text NOT NULL,
        amount_minor bigint NOT NULL,
        unapplied_minor bigint NOT NULL CHECK (unapplied_minor BETWEEN 0 AND amount_minor),
        booking_date date NOT NULL,
        transaction_hash text NOT NULL,
        applied_at timestamptz NOT NULL
      );

      CREATE TABLE payment (
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        entry_hash text NOT NULL,
        receivable_id text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        applied_at timestamptz NOT NULL,
        PRIMARY KEY (block_number, log_index)
      );
      CREATE INDEX payment_receivable ON payment (receivable_id, block_number, log_index);
      CREATE INDEX payment_entry ON payment (entry_hash);

      CREATE TABLE lot_payment (
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        lot_id text NOT NULL,
        owner text NOT NULL,
        entry_hash text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        PRIMARY KEY (block_number, log_index)
      );
      CREATE INDEX lot_payment_lot ON lot_payment (lot_id, block_number, log_index);
      CREATE INDEX lot_payment_entry ON lot_payment (entry_hash);

      CREATE TABLE statement (
        statement_id text PRIMARY KEY,
        supplier text NOT NULL,
        buyer text NOT NULL,
        currency text NOT NULL,
        as_of_date date NOT NULL,
        balance_minor bigint NOT NULL,
        ledger_balance_minor bigint NOT NULL,
        items_root text NOT NULL,
        status text NOT NULL,
        acknowledged_minor bigint,
        acknowledged_root text,
        issued_at timestamptz NOT NULL,
        acknowledged_at timestamptz
      );
      CREATE INDEX statement_supplier ON statement (supplier, issued_at DESC, statement_id DESC);
      CREATE INDEX statement_buyer ON statement (buyer, issued_at DESC, statement_id DESC);
      CREATE INDEX statement_all ON statement (issued_at DESC, statement_id DESC);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE statement, lot_payment, payment, remittance, deal_lot, deal, lot, receivable, signer,
        party;
    `);
  }
}
