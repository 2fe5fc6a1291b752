import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Powers of operators, approvals, orders of courts, pauses, and what is known of signers and their keys. */
export class Powers1700000000008 implements MigrationInterface {
  readonly name = 'Powers1700000000008';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE signer_key DROP COLUMN revoked_at,
        ADD COLUMN user_id uuid REFERENCES app_user,
        ADD COLUMN begins_with_command uuid,
        ADD COLUMN is_prepared boolean NOT NULL DEFAULT false;
      CREATE INDEX signer_key_user ON signer_key (user_id) WHERE user_id IS NOT NULL;

      TRUNCATE signer, party;
      ALTER TABLE signer DROP COLUMN active,
        ADD COLUMN added_at timestamptz NOT NULL,
        ADD COLUMN revoked_at timestamptz,
        ADD COLUMN recovery_order_hash text;
      DROP INDEX signer_party;
      CREATE INDEX signer_party ON signer (party, added_at DESC, signer DESC);
      CREATE INDEX signer_all ON signer (added_at DESC, signer DESC);
      ALTER TABLE party ADD COLUMN suspended_at timestamptz, ADD COLUMN suspension_hash text;

      CREATE TABLE paused_act (
        act smallint PRIMARY KEY,
        paused_at timestamptz,
        reason_hash text
      );
      CREATE TABLE pause_change (
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        is_start boolean NOT NULL,
        acts smallint NOT NULL,
        paused_acts smallint NOT NULL,
        reason_hash text,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (block_number, log_index)
      );

      CREATE TABLE approval (
        act_hash text PRIMARY KEY,
        approver text NOT NULL,
        target text NOT NULL,
        call_data text NOT NULL,
        order_hash text NOT NULL,
        recovered_party text,
        status text NOT NULL,
        approved_at timestamptz NOT NULL,
        ended_at timestamptz,
        ended_by text
      );
      CREATE INDEX approval_latest ON approval (approved_at DESC, act_hash DESC);
      CREATE INDEX approval_party ON approval (recovered_party, approved_at DESC, act_hash DESC);
      CREATE TABLE approval_step (
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        act_hash text NOT NULL,
        status text NOT NULL,
        signer text NOT NULL,
        order_hash text,
        taken_at timestamptz NOT NULL,
        PRIMARY KEY (block_number, log_index)
      );
      CREATE INDEX approval_step_act ON approval_step (act_hash, block_number, log_index);

      CREATE TABLE power_holder (
        role_id text NOT NULL,
        signer text NOT NULL,
        since timestamptz NOT NULL,
        execution_delay_seconds bigint NOT NULL,
        delay_from timestamptz NOT NULL,
        revoked_at timestamptz,
        PRIMARY KEY (role_id, signer)
      );
      CREATE TABLE power_role (
        role_id text PRIMARY KEY,
        label text,
        admin_role_id text NOT NULL,
        guardian_role_id text NOT NULL,
        grant_delay_seconds bigint NOT NULL,
        grant_delay_from timestamptz
      );
      CREATE TABLE power_function (
        target text NOT NULL,
        selector text NOT NULL,
        role_id text NOT NULL,
        PRIMARY KEY (target, selector)
      );
      CREATE TABLE power_target (
        target text PRIMARY KEY,
        is_closed boolean NOT NULL,
        admin_delay_seconds bigint NOT NULL,
        admin_delay_from timestamptz
      );
      CREATE TABLE scheduled_operation (
        operation_id text NOT NULL,
        nonce bigint NOT NULL,
        caller text NOT NULL,
        target text NOT NULL,
        call_data text NOT NULL,
        status text NOT NULL,
        scheduled_at timestamptz NOT NULL,
        ready_at timestamptz NOT NULL,
        ended_at timestamptz,
        PRIMARY KEY (operation_id, nonce)
      );
      CREATE INDEX scheduled_operation_latest
        ON scheduled_operation (scheduled_at DESC, operation_id DESC);

      CREATE TABLE lot_order (
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        lot_id text NOT NULL,
        kind text NOT NULL,
        owner text NOT NULL,
        new_owner text,
        order_hash text NOT NULL,
        carried_out_at timestamptz NOT NULL,
        PRIMARY KEY (block_number, log_index)
      );
      CREATE INDEX lot_order_lot ON lot_order (lot_id, block_number, log_index);

      CREATE TABLE operation_evidence (
        evidence_hash text PRIMARY KEY,
        command_id uuid NOT NULL,
        subject text NOT NULL,
        salt text NOT NULL,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      -- What was indexed before has left nothing here, nor in the tables of the migration before: the read models are
      -- filled again from block 0.
      DELETE FROM ledger_checkpoint;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE operation_evidence, lot_order, scheduled_operation, power_target, power_function,
        power_role, power_holder, approval_step, approval, pause_change, paused_act;
      TRUNCATE signer, party;
      ALTER TABLE party DROP COLUMN suspended_at, DROP COLUMN suspension_hash;
      DROP INDEX signer_all;
      DROP INDEX signer_party;
      CREATE INDEX signer_party ON signer (party);
      ALTER TABLE signer DROP COLUMN added_at, DROP COLUMN revoked_at,
        DROP COLUMN recovery_order_hash, ADD COLUMN active boolean NOT NULL;
      ALTER TABLE signer_key DROP COLUMN user_id, DROP COLUMN begins_with_command,
        DROP COLUMN is_prepared, ADD COLUMN revoked_at timestamptz;
      DELETE FROM ledger_checkpoint;
    `);
  }
}
