import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Course of collection of receivables, and what parties owe each other outside of them. */
export class Collections1700000000006 implements MigrationInterface {
  readonly name = 'Collections1700000000006';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE write_off (
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        receivable_id text NOT NULL,
        lot_id text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        total_minor bigint NOT NULL CHECK (total_minor >= amount_minor),
        evidence_hash text NOT NULL,
        written_off_at timestamptz NOT NULL,
        PRIMARY KEY (block_number, log_index)
      );
      CREATE INDEX write_off_receivable ON write_off (receivable_id, block_number, log_index);

      CREATE TABLE collection_course (
        receivable_id text PRIMARY KEY,
        stage text NOT NULL,
        since timestamptz NOT NULL
      );
      CREATE INDEX collection_course_since ON collection_course (since DESC, receivable_id DESC);
      CREATE TABLE collection_step (
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        receivable_id text NOT NULL,
        lot_id text NOT NULL,
        actor text NOT NULL,
        from_stage text,
        stage text NOT NULL,
        evidence_hash text NOT NULL,
        entered_at timestamptz NOT NULL,
        PRIMARY KEY (block_number, log_index)
      );
      CREATE INDEX collection_step_receivable
        ON collection_step (receivable_id, block_number, log_index);

      CREATE TABLE collection_arrangement (
        receivable_id text PRIMARY KEY,
        recorded_block bigint NOT NULL,
        recorded_log_index integer NOT NULL,
        lot_id text NOT NULL,
        actor text NOT NULL,
        kind text NOT NULL,
        status text NOT NULL,
        instalment_count smallint NOT NULL CHECK (instalment_count > 0),
        met_count smallint NOT NULL CHECK (met_count BETWEEN 0 AND instalment_count),
        last_date date NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        open_minor bigint NOT NULL CHECK (open_minor >= amount_minor),
        evidence_hash text NOT NULL,
        recorded_at timestamptz NOT NULL,
        ended_at timestamptz
      );
      CREATE INDEX collection_arrangement_running ON collection_arrangement (receivable_id)
        WHERE status = 'RUNNING';
      CREATE TABLE collection_arrangement_ended (
        LIKE collection_arrangement INCLUDING CONSTRAINTS,
        PRIMARY KEY (recorded_block, recorded_log_index)
      );
      CREATE INDEX collection_arrangement_ended_receivable
        ON collection_arrangement_ended (receivable_id, recorded_block, recorded_log_index);
      CREATE TABLE collection_instalment (
        recorded_block bigint NOT NULL,
        recorded_log_index integer NOT NULL,
        number smallint NOT NULL,
        due_date date NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        PRIMARY KEY (recorded_block, recorded_log_index, number)
      );
      CREATE TABLE promise_record (
        buyer text PRIMARY KEY,
        promises_kept integer NOT NULL,
        promises_broken integer NOT NULL,
        plans_kept integer NOT NULL,
        plans_broken integer NOT NULL
      );

      CREATE TABLE collection_mandate (
        lot_id text PRIMARY KEY,
        receivable_id text NOT NULL,
        owner text NOT NULL,
        collector text NOT NULL,
        evidence_hash text NOT NULL,
        given_at timestamptz NOT NULL,
        ended_at timestamptz
      );
      CREATE INDEX collection_mandate_owner ON collection_mandate (owner, given_at DESC, lot_id DESC);
      CREATE INDEX collection_mandate_collector
        ON collection_mandate (collector, given_at DESC, lot_id DESC);
      CREATE TABLE collection_evidence (
        evidence_hash text PRIMARY KEY,
        subject text NOT NULL,
        party text NOT NULL,
        command_id uuid NOT NULL,
        salt text NOT NULL,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX collection_evidence_subject ON collection_evidence (subject);

      CREATE TABLE duty (
        debtor text NOT NULL,
        creditor text NOT NULL,
        currency text NOT NULL,
        owed_minor bigint NOT NULL CHECK (owed_minor >= 0),
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (debtor, creditor, currency)
      );
      CREATE INDEX duty_creditor ON duty (creditor);
      CREATE TABLE duty_entry (
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        debtor text NOT NULL,
        creditor text NOT NULL,
        currency text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
        owed_minor bigint NOT NULL CHECK (owed_minor >= 0),
        reason text,
        source_hash text NOT NULL,
        entered_at timestamptz NOT NULL,
        PRIMARY KEY (block_number, log_index)
      );
      CREATE INDEX duty_entry_duty
        ON duty_entry (debtor, creditor, currency, block_number, log_index);
      CREATE INDEX duty_entry_creditor ON duty_entry (creditor, block_number, log_index);
      CREATE INDEX duty_entry_source ON duty_entry (source_hash);
      CREATE TABLE duty_evidence (
        evidence_hash text PRIMARY KEY,
        debtor text NOT NULL,
        party text NOT NULL,
        command_id uuid NOT NULL,
        salt text NOT NULL,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      -- What was indexed before has left nothing here: the read models are filled again from block 0.
      DELETE FROM ledger_checkpoint;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE duty_evidence, duty_entry, duty, collection_evidence, collection_mandate,
        promise_record, collection_instalment, collection_arrangement_ended, collection_arrangement,
        collection_step, collection_course, write_off;
    `);
  }
}
