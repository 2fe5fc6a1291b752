import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { AllocationReversalType, EntryAllocationType } from './allocation.type.js';

type Amount<Row> = Omit<Row, 'amountMinor'> & { readonly amountMinor: string };
type AllocationRow = Amount<Omit<EntryAllocationType, 'applications'>> & {
  readonly applications: ReadonlyArray<{ receivableId: string; amountMinor: string }> | null;
};

/** SQL: the agent that settles entry `a.entry_hash` of this installation. */
const AGENT = `
  SELECT c.party FROM bank_entry b JOIN command c USING (command_id)
  WHERE b.entry_hash = a.entry_hash`;

/** SQL: what allocation `a` brought to receivables: its shares come after the allocation before it. */
const APPLICATIONS = `
  SELECT jsonb_agg(jsonb_build_object('receivableId', x.receivable_id,
    'amountMinor', x.amount_minor) ORDER BY x.place)
  FROM (
    SELECT l.receivable_id, sum(s.amount_minor)::text AS amount_minor,
      min(ARRAY[s.block_number, s.log_index]) AS place
    FROM lot_payment s JOIN lot l USING (lot_id)
    WHERE s.entry_hash = a.entry_hash
      AND (s.block_number, s.log_index) < (a.block_number, a.log_index)
      AND NOT EXISTS (
        SELECT FROM ledger_event e WHERE e.subject = a.entry_hash AND e.name = 'AllocationMade'
          AND (e.block_number, e.log_index) > (s.block_number, s.log_index)
          AND (e.block_number, e.log_index) < (a.block_number, a.log_index))
    GROUP BY l.receivable_id
  ) x`;

/** What was done with bank entries that the viewer was found to see; each method reads for many at once. */
@Injectable()
export class AllocationReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Allocations that stand, in their order. */
  async findStanding(entryHashes: readonly string[]): Promise<EntryAllocationType[]> {
    const rows: AllocationRow[] = await this.dataSource.query(
      `SELECT a.entry_hash AS "entryHash", a.number, a.kind, a.amount_minor AS "amountMinor",
         a.creditor, a.early_payment_number AS "earlyPaymentNumber", a.made_at AS "madeAt",
         a.number = m.allocations AS "isReversible", (${APPLICATIONS}) AS applications
       FROM allocation a JOIN remittance m USING (agent, entry_hash)
       WHERE a.entry_hash = ANY($1) AND a.number <= m.allocations AND a.agent = (${AGENT})
       ORDER BY a.entry_hash, a.number`,
      [entryHashes],
    );
    return rows.map((row) => ({
      ...row,
      amountMinor: BigInt(row.amountMinor),
      applications: (row.applications ?? []).map(({ receivableId, amountMinor }) => ({
        receivableId,
        amountMinor: BigInt(amountMinor),
      })),
    }));
  }

  /** In the order in which they were reversed. */
  async findReversals(entryHashes: readonly string[]): Promise<AllocationReversalType[]> {
    const rows: Array<Amount<AllocationReversalType>> = await this.dataSource.query(
      `SELECT a.entry_hash AS "entryHash", a.number, a.kind, a.amount_minor AS "amountMinor",
         a.creditor, a.early_payment_number AS "earlyPaymentNumber", a.made_at AS "madeAt",
         a.reversed_at AS "reversedAt", a.evidence_hash AS "evidenceHash", w.content AS note
       FROM allocation_reversal a LEFT JOIN settlement_evidence w USING (evidence_hash)
       WHERE a.entry_hash = ANY($1) AND a.agent = (${AGENT})
       ORDER BY a.block_number, a.log_index`,
      [entryHashes],
    );
    return rows.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) }));
  }
}
