import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Verification finds rows by the columns of their primary keys: indexes of joined keys are not needed any more. */
export class VerificationKeys1700000000046 implements MigrationInterface {
  readonly name = 'VerificationKeys1700000000046';

  async up(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX remittance_key, statement_line_key');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX statement_line_key ON statement_line ((statement_id || receivable_id));
      CREATE INDEX remittance_key ON remittance ((agent || entry_hash));
    `);
  }
}
