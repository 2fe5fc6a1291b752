import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices of assignment, onward assignments, positions of lots, repurchases, cancelled quotes. */
export class AssignmentsAndRecourse1700000000007 implements MigrationInterface {
  readonly name = 'AssignmentsAndRecourse1700000000007';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE lot_notice (
        lot_id text PRIMARY KEY,
        receivable_id text NOT NULL,
        supplier text NOT NULL,
        buyer text NOT NULL,
        assignee text,
        noticed_at timestamptz,
        evidence_hash text,
        payee text,
        acknowledged_at timestamptz
      );
      CREATE INDEX lot_notice_receivable ON lot_notice (receivable_id);
      CREATE INDEX lot_notice_supplier ON lot_notice (supplier, noticed_at DESC, lot_id DESC);
      CREATE INDEX lot_notice_buyer ON lot_notice (buyer, noticed_at DESC, lot_id DESC);
      CREATE INDEX lot_notice_assignee ON lot_notice (assignee, noticed_at DESC, lot_id DESC);
      CREATE INDEX lot_notice_all ON lot_notice (noticed_at DESC, lot_id DESC);
      CREATE INDEX lot_held ON lot (owner) WHERE deal_number <> 0;

      CREATE TABLE onward (
        onward_number integer PRIMARY KEY,
        from_party text NOT NULL,
        to_party text NOT NULL,
        lots_hash text NOT NULL,
        accept_by timestamptz NOT NULL,
        status text NOT NULL,
        offered_at timestamptz NOT NULL,
        ended_at timestamptz
      );
      CREATE INDEX onward_from ON onward (from_party, onward_number DESC);
      CREATE INDEX onward_to ON onward (to_party, onward_number DESC);

      CREATE TABLE lot_position (
        lot_id text PRIMARY KEY,
        deal_number integer NOT NULL,
        advance_minor bigint NOT NULL CHECK (advance_minor >= 0),
        reserve_minor bigint NOT NULL CHECK (reserve_minor >= 0),
        demanded_at timestamptz,
        repurchase_offered boolean NOT NULL,
        is_closed boolean NOT NULL
      );
      CREATE TABLE lot_repurchase (
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        deal_number integer NOT NULL,
        lot_id text NOT NULL,
        price_minor bigint NOT NULL,
        reserve_applied_minor bigint NOT NULL,
        reserve_released_minor bigint NOT NULL,
        repurchased_at timestamptz NOT NULL,
        PRIMARY KEY (block_number, log_index)
      );
      CREATE INDEX lot_repurchase_deal ON lot_repurchase (deal_number, block_number, log_index);
      CREATE TABLE quote_cancellation (
        financier text NOT NULL,
        quote_hash text NOT NULL,
        cancelled_at timestamptz NOT NULL,
        PRIMARY KEY (financier, quote_hash)
      );
      CREATE TABLE quote_nonce (
        financier text PRIMARY KEY,
        nonce_min numeric(20) NOT NULL
      );

      CREATE TABLE onward_lots (
        lots_hash text PRIMARY KEY,
        lot_ids text[] NOT NULL
      );
      CREATE TABLE assignment_evidence (
        evidence_hash text PRIMARY KEY,
        party text NOT NULL,
        salt text NOT NULL,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE assignment_evidence, onward_lots, quote_nonce, quote_cancellation, lot_repurchase,
        lot_position, onward, lot_notice;
      DROP INDEX lot_held;
    `);
  }
}
