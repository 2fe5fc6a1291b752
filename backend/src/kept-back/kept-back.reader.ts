import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { openMinorOf, standing } from './kept-back.store.js';
import { type KeptBack, type KeptBackKind, KeptBackStatus } from './kept-back.type.js';

/** SQL: orders what was kept back `k` at one instant, as of one entry. */
const PLACE = 'k.entry_hash || k.receivable_id || k.kind';

/** SQL: what became of `k`. */
const STATUS = `CASE WHEN k.credit_command IS NOT NULL THEN '${KeptBackStatus.CREDITED}'
  WHEN k.claimed_at IS NOT NULL THEN '${KeptBackStatus.CLAIMED}' ELSE '${KeptBackStatus.OPEN}' END`;

/** SQL: what of `k` is outstanding; what was kept back before counts first. */
const OWED = `CASE WHEN k.credit_command IS NULL THEN greatest(0, least(k.amount_minor,
  r.outstanding_minor - ${openMinorOf('r', '(f.kept_at, f.entry_hash, f.kind) < (k.kept_at, k.entry_hash, k.kind)')}))
  ELSE 0 END`;

/** What was kept back, with the supplier that may do something about it. */
export type ListedKeptBack = KeptBack & {
  readonly supplier: string;
  readonly attempts: number;
  readonly keyset: Keyset;
};

export interface KeptBackFilter {
  readonly kind?: KeptBackKind | null;
  readonly status?: KeptBackStatus | null;
  readonly receivableId?: string | null;
  readonly entryHash?: string | null;
}

interface Row {
  entry_hash: string;
  receivable_id: string;
  kind: KeptBackKind;
  amount_minor: string;
  currency: string;
  owed_minor: string;
  status: KeptBackStatus;
  cause: string | null;
  is_earned: boolean;
  kept_at: Date;
  credit_command: string | null;
  credited_minor: string | null;
  attempts: number;
  problem: string | null;
  claim_reason: string | null;
  claimed_by: string | null;
  claimed_at: Date | null;
  supplier: string;
  kept_key: string;
  place: string;
}

/** Reads what payers kept back. */
@Injectable()
export class KeptBackReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Of receivables that the viewer's party supplied or owes, the latest first. */
  async list(viewer: Viewer, page: Page, filter: KeptBackFilter): Promise<ListedKeptBack[]> {
    return this.find(this.dataSource.manager, viewer, page, filter);
  }

  /** The one of an entry, receivable and kind, as far as it concerns the viewer. */
  async findOne(
    viewer: Viewer,
    of: { readonly entryHash: string; readonly receivableId: string; readonly kind: KeptBackKind },
    db: EntityManager = this.dataSource.manager,
  ): Promise<ListedKeptBack | null> {
    const { kind } = of;
    const [entryHash, receivableId] = [of.entryHash.toLowerCase(), of.receivableId.toLowerCase()];
    const page = { size: 1, limit: 1, after: null };
    const [found] = await this.find(db, viewer, page, { entryHash, receivableId, kind });
    return found ?? null;
  }

  private async find(
    db: EntityManager,
    viewer: Viewer,
    page: Page,
    filter: KeptBackFilter,
  ): Promise<ListedKeptBack[]> {
    const rows: Row[] = await db.query(
      `SELECT k.*, r.currency, r.supplier, ${STATUS} AS status, ${OWED} AS owed_minor,
         k.kept_at::text AS kept_key, ${PLACE} AS place
       FROM kept_back k JOIN receivable r USING (receivable_id)
       WHERE ($1 OR r.supplier = $2 OR r.buyer = $2)
         AND ($3::text IS NULL OR k.kind = $3) AND ($4::text IS NULL OR ${STATUS} = $4)
         AND ($5::text IS NULL OR k.receivable_id = $5) AND ($6::text IS NULL OR k.entry_hash = $6)
         AND ($7::timestamptz IS NULL OR (k.kept_at, ${PLACE}) < ($7, $8))
         AND (k.credit_command IS NOT NULL OR ${standing('k')})
       ORDER BY k.kept_at DESC, ${PLACE} DESC LIMIT $9`,
      [
        ...[seesEverything(viewer), viewer.party, filter.kind, filter.status],
        ...[filter.receivableId?.toLowerCase(), filter.entryHash],
        ...[page.after?.[0], page.after?.[1], page.limit],
      ],
    );
    return rows.map((row) =>
      toKeptBack(row, seesEverything(viewer) || row.supplier === viewer.party),
    );
  }
}

/** @param isOwn whether the reader is of the supplier's side, whose users and obstacles are none of the buyer's business */
function toKeptBack(row: Row, isOwn: boolean): ListedKeptBack {
  return {
    entryHash: row.entry_hash,
    receivableId: row.receivable_id,
    kind: row.kind,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    owedMinor: BigInt(row.owed_minor),
    status: row.status,
    cause: row.cause,
    isEarned: row.is_earned,
    keptAt: row.kept_at,
    commandId: row.credit_command,
    creditedMinor: row.credited_minor === null ? null : BigInt(row.credited_minor),
    problem: isOwn ? row.problem : null,
    claimReason: row.claim_reason,
    claimedBy: isOwn ? row.claimed_by : null,
    claimedAt: row.claimed_at,
    supplier: row.supplier,
    attempts: row.attempts,
    keyset: [row.kept_key, row.place],
  };
}
