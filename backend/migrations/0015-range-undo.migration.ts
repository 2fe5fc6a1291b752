import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Undo images are kept per range and table instead of per row: they are written always and read almost never. */
export class RangeUndo1700000000015 implements MigrationInterface {
  readonly name = 'RangeUndo1700000000015';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE ledger_undo;
      DELETE FROM ledger_undo_point;
      CREATE TABLE ledger_undo (
        block_number bigint NOT NULL REFERENCES ledger_undo_point ON DELETE CASCADE,
        table_name text NOT NULL,
        fresh_keys json NOT NULL,
        rows_before json NOT NULL,
        PRIMARY KEY (block_number, table_name)
      );
      -- Compressing what is dropped soon would take longer than writing it.
      ALTER TABLE ledger_undo ALTER COLUMN fresh_keys SET STORAGE EXTERNAL,
        ALTER COLUMN rows_before SET STORAGE EXTERNAL;

      -- Whoever holds rows in memory notices that other tables have taken the place of those they are from.
      ALTER TABLE ledger_checkpoint ADD COLUMN generation integer NOT NULL DEFAULT 0;

      CREATE TABLE projection_version (
        table_name text PRIMARY KEY,
        -- 0 asks for the table to be filled anew.
        version integer NOT NULL CHECK (version >= 0)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE projection_version;
      ALTER TABLE ledger_checkpoint DROP COLUMN generation;
      DROP TABLE ledger_undo;
      DELETE FROM ledger_undo_point;
      CREATE TABLE ledger_undo (
        block_number bigint NOT NULL REFERENCES ledger_undo_point ON DELETE CASCADE,
        table_name text NOT NULL,
        row_key jsonb NOT NULL,
        row_before jsonb,
        PRIMARY KEY (block_number, table_name, row_key)
      );
    `);
  }
}
