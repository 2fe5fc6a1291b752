import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists of what buyers say they owe, compared with statements item by item. */
export class Payables1700000000024 implements MigrationInterface {
  readonly name = 'Payables1700000000024';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE payables (
        payables_id uuid PRIMARY KEY,
        party text NOT NULL,
        idempotency_key text NOT NULL,
        body_hash text NOT NULL,
        statement_id text NOT NULL,
        file_name text,
        sha256 text NOT NULL,
        format text NOT NULL,
        row_count integer NOT NULL,
        item_count integer NOT NULL,
        balance_minor bigint NOT NULL,
        items_root text NOT NULL,
        equal_count integer NOT NULL,
        difference_count integer NOT NULL,
        command_id uuid,
        -- As exact as a cursor is.
        created_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
        UNIQUE (party, idempotency_key)
      );
      CREATE INDEX payables_statement ON payables (statement_id, created_at DESC, payables_id DESC);
      CREATE INDEX payables_party ON payables (party, created_at DESC, payables_id DESC);
      CREATE INDEX payables_all ON payables (created_at DESC, payables_id DESC);

      CREATE TABLE payable_difference (
        payables_id uuid NOT NULL REFERENCES payables,
        position integer NOT NULL,
        cause text NOT NULL,
        receivable_id text,
        number text,
        supplier_minor bigint,
        buyer_minor bigint,
        supplier_due_date date,
        buyer_due_date date,
        line integer,
        PRIMARY KEY (payables_id, position)
      );
      CREATE INDEX payable_difference_cause ON payable_difference (payables_id, cause, position);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE payable_difference, payables;');
  }
}
