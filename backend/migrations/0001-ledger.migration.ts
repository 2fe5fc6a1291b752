import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the ledger pipeline keeps: the outbox, the indexer's position, events and their undo. */
export class Ledger1700000000001 implements MigrationInterface {
  readonly name = 'Ledger1700000000001';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE command (
        command_id uuid PRIMARY KEY,
        sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        party text NOT NULL,
        user_id uuid,
        idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 200),
        body_hash text NOT NULL,
        kind text NOT NULL,
        signer text NOT NULL,
        contract text NOT NULL,
        call_data bytea NOT NULL,
        gas bigint NOT NULL CHECK (gas > 0),
        subjects text[] NOT NULL DEFAULT '{}',
        relay_nonce bigint,
        forwarder_nonce bigint,
        attempts smallint NOT NULL DEFAULT 0,
        failure text,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (party, idempotency_key)
      );
      CREATE INDEX command_queued ON command (sequence) WHERE relay_nonce IS NULL AND failure IS NULL;
      CREATE UNIQUE INDEX command_in_flight ON command (signer, forwarder_nonce)
        WHERE forwarder_nonce IS NOT NULL;
      CREATE INDEX command_party ON command (party, sequence);
      CREATE INDEX command_relay_nonce ON command (relay_nonce);

      CREATE TABLE relay_transaction (
        relay_nonce bigint PRIMARY KEY,
        transaction_hash text NOT NULL UNIQUE,
        raw_transaction text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE command_outcome (
        signer text NOT NULL,
        forwarder_nonce bigint NOT NULL,
        succeeded boolean NOT NULL,
        refusal_data text,
        transaction_hash text NOT NULL,
        block_number bigint NOT NULL,
        included_at timestamptz NOT NULL,
        PRIMARY KEY (signer, forwarder_nonce)
      );

      CREATE TABLE ledger_checkpoint (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        chain_id bigint NOT NULL,
        genesis_hash text NOT NULL,
        block_number bigint NOT NULL,
        block_hash text NOT NULL,
        block_time timestamptz NOT NULL,
        verified_block bigint
      );

      CREATE TABLE ledger_event (
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        block_time timestamptz NOT NULL,
        transaction_hash text NOT NULL,
        contract text NOT NULL,
        name text NOT NULL,
        subject text,
        args jsonb NOT NULL,
        PRIMARY KEY (block_number, log_index)
      );
      CREATE INDEX ledger_event_subject ON ledger_event (subject, block_number, log_index)
        WHERE subject IS NOT NULL;

      CREATE TABLE ledger_undo_point (
        block_number bigint PRIMARY KEY,
        block_hash text NOT NULL,
        block_time timestamptz NOT NULL
      );
      CREATE TABLE ledger_undo (
        block_number bigint NOT NULL REFERENCES ledger_undo_point ON DELETE CASCADE,
        table_name text NOT NULL,
        row_key jsonb NOT NULL,
        row_before jsonb,
        PRIMARY KEY (block_number, table_name, row_key)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE ledger_undo, ledger_undo_point, ledger_event, ledger_checkpoint, command_outcome,
        relay_transaction, command;
    `);
  }
}
