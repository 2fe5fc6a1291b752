import type { MigrationInterface, QueryRunner } from 'typeorm';

/** SQL: causes of duties, numbered among those of one source, which no reorganisation changes. */
const CAUSES = `
  SELECT block_number, log_index, debtor, creditor, currency, reason, source_hash,
    row_number() OVER (PARTITION BY debtor, creditor, currency, reason, source_hash
      ORDER BY block_number, log_index) - 1 AS occurrence
  FROM duty_entry WHERE reason IS NOT NULL`;

/**
 * A booking of a batch, and entries that are the payments in it, count once; buyers save how their lists are read;
 * instructions name the causes of duties by what they are, since a reorganisation moves them to other blocks.
 */
export class CashIn1700000000041 implements MigrationInterface {
  readonly name = 'CashIn1700000000041';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE bank_entry
        ADD COLUMN batch_references text[] NOT NULL DEFAULT '{}',
        ADD COLUMN batch_entry_hash text,
        ADD COLUMN is_batch_total boolean NOT NULL DEFAULT false;
      CREATE TABLE payables_mapping (
        party text PRIMARY KEY,
        mapping jsonb NOT NULL,
        saved_by uuid NOT NULL,
        saved_at timestamptz NOT NULL DEFAULT now()
      );
      ALTER TABLE payout_duty
        ADD COLUMN debtor text, ADD COLUMN creditor text, ADD COLUMN currency text,
        ADD COLUMN reason text, ADD COLUMN source_hash text, ADD COLUMN occurrence integer;
      UPDATE payout_duty p SET debtor = i.party, creditor = y.creditor, currency = i.currency,
        -- What the ledger has no more at its place stays on record, and stops nothing.
        reason = 'UNKNOWN', source_hash = p.block_number || ':' || p.log_index, occurrence = 0
      FROM payout_instruction i JOIN payout_payment y USING (instruction_id)
      WHERE i.instruction_id = p.instruction_id AND y.position = p.position;
      UPDATE payout_duty p SET reason = c.reason, source_hash = c.source_hash,
        occurrence = c.occurrence
      FROM (${CAUSES}) c
      WHERE c.block_number = p.block_number AND c.log_index = p.log_index
        AND (c.debtor, c.creditor, c.currency) = (p.debtor, p.creditor, p.currency);
      ALTER TABLE payout_duty DROP COLUMN block_number, DROP COLUMN log_index,
        ALTER COLUMN debtor SET NOT NULL, ALTER COLUMN creditor SET NOT NULL,
        ALTER COLUMN currency SET NOT NULL, ALTER COLUMN reason SET NOT NULL,
        ALTER COLUMN source_hash SET NOT NULL, ALTER COLUMN occurrence SET NOT NULL,
        ADD PRIMARY KEY (instruction_id, creditor, reason, source_hash, occurrence);
      CREATE UNIQUE INDEX payout_duty_once ON payout_duty
        (debtor, creditor, currency, reason, source_hash, occurrence) WHERE is_live;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE payout_duty ADD COLUMN block_number bigint, ADD COLUMN log_index integer;
      UPDATE payout_duty p SET block_number = c.block_number, log_index = c.log_index
      FROM (${CAUSES}) c
      WHERE (c.debtor, c.creditor, c.currency, c.reason, c.source_hash, c.occurrence)
        = (p.debtor, p.creditor, p.currency, p.reason, p.source_hash, p.occurrence);
      DELETE FROM payout_duty WHERE block_number IS NULL;
      DROP INDEX payout_duty_once;
      ALTER TABLE payout_duty DROP CONSTRAINT payout_duty_pkey,
        DROP COLUMN debtor, DROP COLUMN creditor, DROP COLUMN currency, DROP COLUMN reason,
        DROP COLUMN source_hash, DROP COLUMN occurrence,
        ADD PRIMARY KEY (instruction_id, block_number, log_index);
      CREATE UNIQUE INDEX payout_duty_once ON payout_duty (block_number, log_index) WHERE is_live;
      DROP TABLE payables_mapping;
      ALTER TABLE bank_entry DROP COLUMN batch_references, DROP COLUMN batch_entry_hash,
        DROP COLUMN is_batch_total;
    `);
  }
}
