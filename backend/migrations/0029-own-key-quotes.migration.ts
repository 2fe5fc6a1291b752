import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Quotes that wait for the signature of the financier's own key. */
export class OwnKeyQuotes1700000000029 implements MigrationInterface {
  readonly name = 'OwnKeyQuotes1700000000029';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE quote
        ALTER COLUMN signature DROP NOT NULL,
        ADD COLUMN own_key text,
        ADD CONSTRAINT quote_signable CHECK (signature IS NOT NULL OR own_key IS NOT NULL);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM quote WHERE signature IS NULL;
      ALTER TABLE quote
        DROP CONSTRAINT quote_signable,
        DROP COLUMN own_key,
        ALTER COLUMN signature SET NOT NULL;
    `);
  }
}
