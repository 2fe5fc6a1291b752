import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The request that a command came with, by the id under which logs know it. */
export class CommandCorrelation1700000000012 implements MigrationInterface {
  readonly name = 'CommandCorrelation1700000000012';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE command ADD COLUMN correlation_id text
        CHECK (length(correlation_id) BETWEEN 1 AND 64);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE command DROP COLUMN correlation_id;');
  }
}
