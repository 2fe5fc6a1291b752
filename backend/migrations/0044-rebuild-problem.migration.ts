import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why tables that are to be filled anew are not yet. */
export class RebuildProblem1700000000044 implements MigrationInterface {
  readonly name = 'RebuildProblem1700000000044';

  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE projection_version ADD COLUMN problem text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE projection_version DROP COLUMN problem');
  }
}
