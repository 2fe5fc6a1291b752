import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A booking of a batch, and entries that are the payments in it, count once; buyers save how their lists are read. */
export class BatchesAndMappings1700000000041 implements MigrationInterface {
  readonly name = 'BatchesAndMappings1700000000041';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE bank_entry
        ADD COLUMN batch_references text[] NOT NULL DEFAULT '{}',
        ADD COLUMN batch_entry_hash text,
        ADD COLUMN is_batch_total boolean NOT NULL DEFAULT false;
      CREATE TABLE payables_mapping (
        party text PRIMARY KEY,
        mapping jsonb NOT NULL,
        saved_by uuid NOT NULL,
        saved_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE payables_mapping;
      ALTER TABLE bank_entry DROP COLUMN batch_references, DROP COLUMN batch_entry_hash,
        DROP COLUMN is_batch_total;
    `);
  }
}
