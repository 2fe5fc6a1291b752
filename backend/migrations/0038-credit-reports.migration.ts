import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What credit reports say, as it was when they were made. */
export class CreditReports1700000000038 implements MigrationInterface {
  readonly name = 'CreditReports1700000000038';

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
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE credit_report;');
  }
}
