import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { CalendarDate } from '../common/index.js';
import type { Pair, StatementItem } from './statement-items.js';

/** Which pairs are looked at, and how far back. */
export interface OpenItemsQuery {
  readonly supplier: string;
  /** Null is all. */
  readonly buyers: readonly string[] | null;
  readonly currency: string | null;
  /** What was open when this block was the last one. */
  readonly atBlock: number;
  /** Reads no more than this. */
  readonly limit: number;
}

/** An item with the pair that it belongs to. */
export type PairItem = StatementItem & Pick<Pair, 'buyer' | 'currency'>;

interface ItemRow {
  receivable_id: string;
  buyer: string;
  currency: string;
  due_date: string;
  outstanding_minor: string;
}

/** SQL: events that say what is outstanding of a receivable; confirmations say it as its face. */
export const OPEN_CHANGES = `'ReceivableConfirmed', 'ReceivableDeemedConfirmed', 'PaymentApplied', 'PaymentReversed',
  'EarlyPaymentReversed', 'ReceivableCredited', 'ReceivableWrittenOff'`;

/** Reads what is or was open from the read models of the ledger. */
@Injectable()
export class OpenItemsReader {
  /**
   * Open receivables of a supplier as of a block, ordered by pair and id.
   *
   * Of what changed since, the last event until the block says what was open, so the answer for a block stays the
   * same while later blocks are indexed.
   */
  async itemsAt(db: EntityManager, query: OpenItemsQuery): Promise<PairItem[]> {
    const rows: ItemRow[] = await db.query(
      `WITH changed AS (
         SELECT DISTINCT subject AS receivable_id FROM ledger_event
         WHERE block_number > $4 AND name IN (${OPEN_CHANGES})
       ), item AS (
         SELECT r.receivable_id, r.buyer, r.currency, r.due_date::text,
           CASE WHEN c.receivable_id IS NULL THEN r.outstanding_minor ELSE (
             SELECT coalesce(e.args->>'outstandingMinor', e.args->>'faceMinor')::bigint
             FROM ledger_event e WHERE e.subject = r.receivable_id AND e.block_number <= $4
               AND e.name IN (${OPEN_CHANGES})
             ORDER BY e.block_number DESC, e.log_index DESC LIMIT 1) END AS outstanding_minor
         FROM receivable r LEFT JOIN changed c USING (receivable_id)
         WHERE r.supplier = $1 AND ($2::text[] IS NULL OR r.buyer = ANY($2))
           AND ($3::text IS NULL OR r.currency = $3) AND r.confirmed_at IS NOT NULL
           AND (r.outstanding_minor > 0 OR c.receivable_id IS NOT NULL)
       )
       SELECT * FROM item WHERE outstanding_minor > 0 ORDER BY buyer, currency, receivable_id
       LIMIT $5`,
      [query.supplier, query.buyers, query.currency, query.atBlock, query.limit],
    );
    return rows.map((row) => ({
      receivableId: row.receivable_id,
      buyer: row.buyer,
      currency: row.currency,
      dueDate: row.due_date,
      outstandingMinor: BigInt(row.outstanding_minor),
    }));
  }

  /** Last block of a day on which something happened on the ledger; 0 if nothing had yet. */
  async lastBlockOf(db: EntityManager, day: CalendarDate): Promise<number> {
    const rows: Array<{ block_number: string }> = await db.query(
      `SELECT block_number FROM ledger_event
       WHERE block_time < (($1::date + 1)::timestamp AT TIME ZONE 'UTC')
       ORDER BY block_number DESC LIMIT 1`,
      [day],
    );
    return Number(rows[0]?.block_number ?? 0);
  }
}
