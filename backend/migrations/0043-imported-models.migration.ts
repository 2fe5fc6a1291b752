import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Models that were trained elsewhere: no training of the platform and no holdout belong to them. */
export class ImportedModels1700000000043 implements MigrationInterface {
  readonly name = 'ImportedModels1700000000043';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE model_version
        ADD COLUMN origin text NOT NULL DEFAULT 'TRAINED' CHECK (origin IN ('TRAINED', 'IMPORTED')),
        ALTER COLUMN work_id DROP NOT NULL,
        ALTER COLUMN holdout_from DROP NOT NULL,
        ALTER COLUMN holdout_until DROP NOT NULL,
        ALTER COLUMN figures DROP NOT NULL,
        ADD CHECK (origin = 'IMPORTED' OR (work_id IS NOT NULL AND figures IS NOT NULL
          AND holdout_from IS NOT NULL AND holdout_until IS NOT NULL));
      CREATE INDEX model_version_imported ON model_version (owner, purpose, version DESC)
        WHERE origin = 'IMPORTED';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM model_comparison WHERE challenger_id IN (
        SELECT version_id FROM model_version WHERE origin = 'IMPORTED')
        OR champion_id IN (SELECT version_id FROM model_version WHERE origin = 'IMPORTED');
      DELETE FROM model_version WHERE origin = 'IMPORTED';
      ALTER TABLE model_version
        DROP COLUMN origin,
        ALTER COLUMN work_id SET NOT NULL,
        ALTER COLUMN holdout_from SET NOT NULL,
        ALTER COLUMN holdout_until SET NOT NULL,
        ALTER COLUMN figures SET NOT NULL;
    `);
  }
}
