import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When statements are issued by themselves, what moved between them, who saw them, and under which law they are. */
export class StatementSchedules1700000000025 implements MigrationInterface {
  readonly name = 'StatementSchedules1700000000025';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE statement_schedule (
        supplier text NOT NULL,
        buyer text NOT NULL,
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        frequency text NOT NULL,
        -- Last day of the period whose statement comes next; null while none does.
        next_date date,
        user_id uuid NOT NULL,
        user_name text NOT NULL,
        set_at timestamptz NOT NULL,
        last_command_id uuid,
        last_refusal text,
        PRIMARY KEY (supplier, buyer, currency)
      );
      CREATE INDEX statement_schedule_next ON statement_schedule (next_date)
        WHERE next_date IS NOT NULL;
      CREATE INDEX statement_schedule_key
        ON statement_schedule ((supplier || ':' || buyer || ':' || currency));

      CREATE TABLE statement_movement (
        statement_id text NOT NULL,
        items_root text NOT NULL,
        kind text NOT NULL,
        count integer NOT NULL,
        amount_minor bigint NOT NULL,
        PRIMARY KEY (statement_id, items_root, kind)
      );
      ALTER TABLE statement_draft
        ADD COLUMN opening_minor bigint,
        ADD COLUMN opening_date date;

      CREATE TABLE statement_sight (
        statement_id text PRIMARY KEY,
        user_id uuid NOT NULL,
        seen_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX statement_item_receivable ON statement_item (receivable_id);
      CREATE INDEX statement_pair ON statement (supplier, buyer, currency, as_of_date DESC);

      ALTER TABLE statement_evidence ADD COLUMN reason text;

      CREATE TABLE pair_law (
        supplier text NOT NULL,
        buyer text NOT NULL,
        side text NOT NULL CHECK (side IN ('SUPPLIER', 'BUYER')),
        law text NOT NULL,
        user_id uuid NOT NULL,
        said_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        idempotency_key text NOT NULL,
        body_hash text NOT NULL
      );
      CREATE INDEX pair_law_said ON pair_law (supplier, buyer, side, said_at DESC);
      CREATE UNIQUE INDEX pair_law_key ON pair_law (supplier, buyer, side, idempotency_key);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE pair_law, statement_sight, statement_movement, statement_schedule;
      DROP INDEX statement_pair, statement_item_receivable;
      ALTER TABLE statement_evidence DROP COLUMN reason;
      ALTER TABLE statement_draft DROP COLUMN opening_minor, DROP COLUMN opening_date;
    `);
  }
}
