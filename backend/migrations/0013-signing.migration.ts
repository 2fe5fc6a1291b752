import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Kept keys under data keys, keys that their party keeps itself, and commands that wait for their signature.
 *
 * A key without a wrapped data key was sealed by the master key itself, which no migration knows: it opens as before,
 * until the keys are rewrapped.
 */
export class Signing1700000000013 implements MigrationInterface {
  readonly name = 'Signing1700000000013';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE signer_key
        ALTER COLUMN sealed_key DROP NOT NULL,
        ADD COLUMN wrapped_data_key bytea,
        ADD COLUMN wrapping_key_id text,
        ADD CONSTRAINT signer_key_wrapped CHECK (
          (wrapped_data_key IS NULL) = (wrapping_key_id IS NULL)
          AND (wrapped_data_key IS NULL OR sealed_key IS NOT NULL)
          AND (sealed_key IS NOT NULL OR NOT is_prepared));
      CREATE INDEX signer_key_wrapping ON signer_key (wrapping_key_id, signer)
        WHERE sealed_key IS NOT NULL;

      ALTER TABLE command
        ADD COLUMN request_deadline timestamptz,
        ADD COLUMN signature text,
        ADD COLUMN awaits_signature boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT command_signed CHECK (
          (request_deadline IS NOT NULL OR (signature IS NULL AND NOT awaits_signature))
          AND (NOT awaits_signature OR (
            signature IS NULL AND relay_nonce IS NULL AND forwarder_nonce IS NULL))
          AND (signature IS NULL OR forwarder_nonce IS NOT NULL)),
        DROP CONSTRAINT command_cancelled,
        ADD CONSTRAINT command_cancelled CHECK (
          (failure IS NOT DISTINCT FROM 'CANCELLED') = (cancelled_at IS NOT NULL)
          AND (cancelled_at IS NULL) = (cancelled_by IS NULL)
          AND (cancelled_at IS NULL
            OR (relay_nonce IS NULL AND (attempts = 0 OR awaits_signature))));
      DROP INDEX command_queued;
      CREATE INDEX command_queued ON command (party, sequence)
        WHERE relay_nonce IS NULL AND failure IS NULL AND NOT awaits_signature;
      CREATE INDEX command_awaiting ON command (signer, sequence)
        WHERE awaits_signature AND failure IS NULL;
      CREATE INDEX command_request_deadline ON command (request_deadline)
        WHERE request_deadline IS NOT NULL AND relay_nonce IS NULL AND failure IS NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX command_queued, command_awaiting, command_request_deadline;
      CREATE INDEX command_queued ON command (party, sequence)
        WHERE relay_nonce IS NULL AND failure IS NULL;
      ALTER TABLE command DROP CONSTRAINT command_signed, DROP CONSTRAINT command_cancelled,
        DROP COLUMN request_deadline, DROP COLUMN signature, DROP COLUMN awaits_signature,
        ADD CONSTRAINT command_cancelled CHECK (
          (failure IS NOT DISTINCT FROM 'CANCELLED') = (cancelled_at IS NOT NULL)
          AND (cancelled_at IS NULL) = (cancelled_by IS NULL)
          AND (cancelled_at IS NULL OR (relay_nonce IS NULL AND attempts = 0))) NOT VALID;
      DROP INDEX signer_key_wrapping;
      ALTER TABLE signer_key DROP CONSTRAINT signer_key_wrapped, DROP COLUMN wrapped_data_key,
        DROP COLUMN wrapping_key_id;
    `);
  }
}
