import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { seesEveryAccount } from '../settlement/index.js';
import type { DutyReason } from './duty.entity.js';
import type { DutyEntryFilter, DutyEntryType, DutyFilter, DutyType } from './duty.type.js';

/** A row of a listing with its place in it. */
type Listed<Row> = Row & { readonly keyset: Keyset };

interface DutyRow {
  debtor: string;
  creditor: string;
  currency: string;
  owed_minor: string;
  changed_at: Date;
  key: string;
}

interface DutyEntryRow {
  debtor: string;
  creditor: string;
  currency: string;
  amount_minor: string;
  owed_minor: string;
  reason: DutyReason | null;
  source_hash: string;
  entered_at: Date;
  block_number: string;
  log_index: number;
}

/** Evidence of an act that gave none. */
const NO_EVIDENCE = `0x${'0'.repeat(64)}`;

/** SQL: who sees a duty: debtor and creditor, operator and auditor; and what the filter wants. $1 to $5. */
const WANTED = `($1 OR d.debtor = $2 OR d.creditor = $2)
  AND ($3::text IS NULL OR d.debtor = $3) AND ($4::text IS NULL OR d.creditor = $4)
  AND ($5::text IS NULL OR d.currency = $5)`;

/** What parties owe each other, and why. */
@Injectable()
export class DutyReader {
  constructor(private readonly dataSource: DataSource) {}

  /** By debtor, creditor and currency. */
  async list(viewer: Viewer, page: Page, filter: DutyFilter): Promise<Array<Listed<DutyType>>> {
    const rows: DutyRow[] = await this.dataSource.query(
      `SELECT d.*, d.debtor || d.creditor || d.currency AS key FROM duty d
       WHERE ${WANTED} AND ($6::boolean IS NOT TRUE OR d.owed_minor > 0)
         AND ($7::text IS NULL OR d.debtor || d.creditor || d.currency > $7)
       ORDER BY d.debtor || d.creditor || d.currency LIMIT $8`,
      [...wantedBy(viewer, filter), filter.openOnly, page.after?.[0], page.limit],
    );
    return rows.map((row) => ({
      debtor: row.debtor,
      creditor: row.creditor,
      currency: row.currency,
      owedMinor: BigInt(row.owed_minor),
      changedAt: row.changed_at,
      keyset: [row.key, ''],
    }));
  }

  /** The latest first. */
  async listEntries(
    viewer: Viewer,
    page: Page,
    filter: DutyEntryFilter,
  ): Promise<Array<Listed<DutyEntryType>>> {
    const rows: DutyEntryRow[] = await this.dataSource.query(
      `SELECT d.* FROM duty_entry d
       WHERE ${WANTED} AND ($6::text IS NULL OR d.source_hash = $6)
         AND ($7::bigint IS NULL OR (d.block_number, d.log_index) < ($7, $8::bigint))
       ORDER BY d.block_number DESC, d.log_index DESC LIMIT $9`,
      [
        ...wantedBy(viewer, filter),
        filter.sourceHash?.toLowerCase(),
        ...[page.after?.[0], page.after?.[1], page.limit],
      ],
    );
    return rows.map(toEntry);
  }

  /**
   * What bank entries caused and their reversals took back, in the order of the ledger.
   *
   * Whoever sees every account sees all of it; the owner of an account what concerns it.
   */
  async findOfEntries(
    viewer: Viewer,
    entryHashes: readonly string[],
  ): Promise<Array<DutyEntryType & { readonly entryHash: string }>> {
    const rows: Array<DutyEntryRow & { entry_hash: string }> = await this.dataSource.query(
      `SELECT d.*, h.entry_hash
       FROM (
         SELECT k.entry_hash, k.entry_hash AS source_hash FROM unnest($3::text[]) AS k (entry_hash)
         UNION SELECT r.entry_hash, r.evidence_hash FROM allocation_reversal r
         WHERE r.entry_hash = ANY($3) AND r.evidence_hash <> '${NO_EVIDENCE}'
       ) h JOIN duty_entry d USING (source_hash)
       WHERE $1 OR d.debtor = $2 OR d.creditor = $2
       ORDER BY d.block_number, d.log_index`,
      [seesEveryAccount(viewer), viewer.party, entryHashes],
    );
    return rows.map((row) => ({ ...toEntry(row), entryHash: row.entry_hash }));
  }
}

function wantedBy(viewer: Viewer, filter: Omit<DutyFilter, 'openOnly'>): unknown[] {
  return [
    seesEverything(viewer),
    viewer.party,
    filter.debtorId?.toLowerCase(),
    filter.creditorId?.toLowerCase(),
    filter.currency,
  ];
}

function toEntry(row: DutyEntryRow): Listed<DutyEntryType> {
  return {
    debtor: row.debtor,
    creditor: row.creditor,
    currency: row.currency,
    amountMinor: BigInt(row.amount_minor),
    owedMinor: BigInt(row.owed_minor),
    reason: row.reason,
    sourceHash: row.source_hash,
    enteredAt: row.entered_at,
    keyset: [row.block_number, String(row.log_index)],
  };
}
