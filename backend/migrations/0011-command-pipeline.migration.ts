import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who cancelled a command and when, and the queue by party. */
export class CommandPipeline1700000000011 implements MigrationInterface {
  readonly name = 'CommandPipeline1700000000011';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE command
        ADD COLUMN cancelled_at timestamptz,
        ADD COLUMN cancelled_by uuid,
        ADD CONSTRAINT command_cancelled CHECK (
          (failure IS NOT DISTINCT FROM 'CANCELLED') = (cancelled_at IS NOT NULL)
          AND (cancelled_at IS NULL) = (cancelled_by IS NULL)
          AND (cancelled_at IS NULL OR (relay_nonce IS NULL AND attempts = 0)));
      DROP INDEX command_queued;
      CREATE INDEX command_queued ON command (party, sequence)
        WHERE relay_nonce IS NULL AND failure IS NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX command_queued;
      CREATE INDEX command_queued ON command (sequence) WHERE relay_nonce IS NULL AND failure IS NULL;
      ALTER TABLE command DROP CONSTRAINT command_cancelled, DROP COLUMN cancelled_at,
        DROP COLUMN cancelled_by;
    `);
  }
}
