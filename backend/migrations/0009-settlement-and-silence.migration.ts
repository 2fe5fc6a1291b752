import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Agreements on silence, allocations and their reversal, cash accounts and movements. */
export class SettlementAndSilence1700000000009 implements MigrationInterface {
  readonly name = 'SettlementAndSilence1700000000009';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE receivable ADD COLUMN claimed_at timestamptz;
      UPDATE receivable SET claimed_at = registered_at;
      ALTER TABLE receivable ALTER COLUMN claimed_at SET NOT NULL;
      CREATE TABLE silence_agreement (
        buyer text NOT NULL,
        supplier text NOT NULL,
        silence_days smallint NOT NULL CHECK (silence_days >= 0),
        scope smallint NOT NULL,
        agreed_at timestamptz NOT NULL,
        PRIMARY KEY (buyer, supplier)
      );
      CREATE INDEX silence_agreement_supplier ON silence_agreement (supplier, buyer);

      ALTER TABLE remittance ADD COLUMN allocations_hash text NOT NULL DEFAULT '',
        ADD COLUMN counter_entry_hash text,
        ADD COLUMN reversed_at timestamptz;
      ALTER TABLE remittance ALTER COLUMN allocations_hash DROP DEFAULT;
      CREATE INDEX remittance_unapplied ON remittance (entry_hash) WHERE unapplied_minor > 0;
      CREATE INDEX remittance_counter ON remittance (counter_entry_hash)
        WHERE counter_entry_hash IS NOT NULL;
      CREATE TABLE allocation (
        agent text NOT NULL,
        entry_hash text NOT NULL,
        number smallint NOT NULL CHECK (number > 0),
        kind text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        creditor text,
        early_payment_number integer,
        previous_hash text NOT NULL,
        allocations_hash text NOT NULL,
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        made_at timestamptz NOT NULL,
        PRIMARY KEY (agent, entry_hash, number)
      );
      CREATE INDEX allocation_entry ON allocation (entry_hash, number);
      CREATE TABLE allocation_reversal (
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        agent text NOT NULL,
        entry_hash text NOT NULL,
        number smallint NOT NULL,
        kind text NOT NULL,
        amount_minor bigint NOT NULL,
        creditor text,
        early_payment_number integer,
        evidence_hash text NOT NULL,
        made_at timestamptz NOT NULL,
        reversed_at timestamptz NOT NULL,
        PRIMARY KEY (block_number, log_index)
      );
      CREATE INDEX allocation_reversal_entry
        ON allocation_reversal (entry_hash, block_number, log_index);
      ALTER TABLE early_payment ADD COLUMN restored_lot_id text;

      CREATE TABLE cash_account (
        party text NOT NULL,
        token text NOT NULL,
        currency text NOT NULL,
        account text NOT NULL,
        set_at timestamptz NOT NULL,
        PRIMARY KEY (party, token, currency)
      );
      CREATE TABLE cash_movement (
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        payer text NOT NULL,
        payee text NOT NULL,
        token text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
        source_hash text NOT NULL,
        moved_at timestamptz NOT NULL,
        PRIMARY KEY (block_number, log_index)
      );
      CREATE INDEX cash_movement_payer ON cash_movement (payer, block_number DESC, log_index DESC);
      CREATE INDEX cash_movement_payee ON cash_movement (payee, block_number DESC, log_index DESC);

      ALTER TABLE bank_entry ADD COLUMN return_reason text;
      CREATE INDEX bank_entry_amount ON bank_entry (account, amount_minor);
      CREATE TABLE allocation_order (
        command_id uuid NOT NULL,
        position smallint NOT NULL,
        entry_hash text NOT NULL,
        receivable_id text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        PRIMARY KEY (command_id, position)
      );
      CREATE INDEX allocation_order_receivable ON allocation_order (receivable_id);
      CREATE TABLE settlement_evidence (
        evidence_hash text PRIMARY KEY,
        entry_hash text NOT NULL,
        party text NOT NULL,
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
      DROP TABLE settlement_evidence, allocation_order, cash_movement, cash_account,
        allocation_reversal, allocation, silence_agreement;
      DROP INDEX bank_entry_amount, remittance_counter, remittance_unapplied;
      ALTER TABLE bank_entry DROP COLUMN return_reason;
      ALTER TABLE early_payment DROP COLUMN restored_lot_id;
      ALTER TABLE remittance DROP COLUMN allocations_hash, DROP COLUMN counter_entry_hash,
        DROP COLUMN reversed_at;
      ALTER TABLE receivable DROP COLUMN claimed_at;
      DELETE FROM ledger_checkpoint;
    `);
  }
}
