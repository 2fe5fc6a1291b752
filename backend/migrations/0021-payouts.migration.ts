import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payment instructions for what parties owe, and the accounts that buyers agreed to pay to. */
export class Payouts1700000000021 implements MigrationInterface {
  readonly name = 'Payouts1700000000021';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE payout_instruction (
        instruction_id uuid PRIMARY KEY,
        party text NOT NULL,
        debtor_account text NOT NULL,
        currency text NOT NULL,
        execution_date date NOT NULL,
        message text NOT NULL,
        message_id text NOT NULL UNIQUE,
        control_sum_minor bigint NOT NULL CHECK (control_sum_minor > 0),
        payment_count integer NOT NULL CHECK (payment_count > 0),
        content bytea NOT NULL,
        sha256 text NOT NULL,
        idempotency_key text NOT NULL,
        body_hash text NOT NULL,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        cancelled_by uuid,
        cancelled_at timestamptz,
        cancelled_for text,
        UNIQUE (party, idempotency_key)
      );
      CREATE INDEX payout_instruction_party
        ON payout_instruction (party, created_at DESC, instruction_id DESC);
      CREATE TABLE payout_payment (
        instruction_id uuid NOT NULL REFERENCES payout_instruction,
        position integer NOT NULL,
        creditor text NOT NULL,
        creditor_name text NOT NULL,
        creditor_account text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        end_to_end_id text NOT NULL,
        PRIMARY KEY (instruction_id, position)
      );
      CREATE TABLE payout_duty (
        instruction_id uuid NOT NULL,
        position integer NOT NULL,
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        is_live boolean NOT NULL DEFAULT true,
        PRIMARY KEY (instruction_id, block_number, log_index),
        FOREIGN KEY (instruction_id, position) REFERENCES payout_payment
      );
      CREATE UNIQUE INDEX payout_duty_once ON payout_duty (block_number, log_index) WHERE is_live;

      CREATE TABLE payee_account_step (
        step_number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        change_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('PROPOSED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN')),
        payee text NOT NULL,
        buyer text NOT NULL,
        account text NOT NULL,
        user_id uuid NOT NULL,
        note text NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (change_id, kind)
      );
      CREATE UNIQUE INDEX payee_account_step_answer ON payee_account_step (change_id)
        WHERE kind <> 'PROPOSED';
      CREATE INDEX payee_account_step_pair ON payee_account_step (payee, buyer, step_number);
      CREATE INDEX payee_account_step_buyer ON payee_account_step (buyer, step_number);
      CREATE RULE payee_account_step_no_update AS ON UPDATE TO payee_account_step DO INSTEAD NOTHING;
      CREATE RULE payee_account_step_no_delete AS ON DELETE TO payee_account_step DO INSTEAD NOTHING;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE payee_account_step, payout_duty, payout_payment, payout_instruction;
    `);
  }
}
