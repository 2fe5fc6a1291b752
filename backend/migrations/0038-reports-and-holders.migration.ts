import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What credit reports say, as it was when they were made, loss allowances of those who hold lots, and warnings that ask for a guarantee. */
export class ReportsAndHolders1700000000038 implements MigrationInterface {
  readonly name = 'ReportsAndHolders1700000000038';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE credit_report (
        report_id text PRIMARY KEY CHECK (report_id ~ '^0x[0-9a-f]{64}$'),
        owner text NOT NULL,
        party text NOT NULL,
        currency text NOT NULL,
        as_of_date date NOT NULL,
        content text NOT NULL,
        content_hash text NOT NULL,
        made_by uuid NOT NULL,
        made_at timestamptz NOT NULL
      );

      ALTER TABLE early_warning ADD COLUMN needs_guarantee boolean NOT NULL DEFAULT false;
      ALTER TABLE provision_run ADD COLUMN book text NOT NULL DEFAULT 'OWED';
      ALTER TABLE provision_line
        ADD COLUMN lot_id text NOT NULL DEFAULT '',
        ADD COLUMN recourse_days smallint CHECK (recourse_days > 0),
        DROP CONSTRAINT provision_line_pkey,
        ADD PRIMARY KEY (run_id, receivable_id, lot_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM provision_line WHERE lot_id <> '';
      ALTER TABLE provision_line DROP CONSTRAINT provision_line_pkey, DROP COLUMN lot_id,
        DROP COLUMN recourse_days, ADD PRIMARY KEY (run_id, receivable_id);
      ALTER TABLE provision_run DROP COLUMN book;
      ALTER TABLE early_warning DROP COLUMN needs_guarantee;
      DROP TABLE credit_report;
    `);
  }
}
