import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rebuilds that somebody asked for, and the trace that a command belongs to. */
export class RebuildAndTrace1700000000018 implements MigrationInterface {
  readonly name = 'RebuildAndTrace1700000000018';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE projection_version ADD COLUMN asked_at timestamptz;
      ALTER TABLE command ADD COLUMN trace_parent text;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE command DROP COLUMN trace_parent;
      ALTER TABLE projection_version DROP COLUMN asked_at;
    `);
  }
}
