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

/** Reads what is or was open from the read models of the ledger. */
@Injectable()
export class OpenItemsReader {
  /**
   * Open receivables of a supplier as of a block, ordered by pair and id.
   *
   * What was paid or credited since is added back, so the answer for a block stays the same while later blocks are
   * indexed.
   */
  async itemsAt(db: EntityManager, query: OpenItemsQuery): Promise<PairItem[]> {
    const rows: ItemRow[] = await db.query(
      `WITH later_payment AS (
         SELECT receivable_id, sum(amount_minor) AS minor FROM payment
         WHERE block_number > $4 GROUP BY receivable_id
       ), later_credit AS (
         SELECT subject AS receivable_id, sum((args->>'amountMinor')::bigint) AS minor
         FROM ledger_event WHERE block_number > $4 AND name = 'ReceivableCredited' GROUP BY subject
       ), item AS (
         SELECT r.receivable_id, r.buyer, r.currency, r.due_date::text,
           r.outstanding_minor + coalesce(p.minor, 0) + coalesce(c.minor, 0) AS outstanding_minor
         FROM receivable r LEFT JOIN later_payment p USING (receivable_id)
         LEFT JOIN later_credit c USING (receivable_id)
         WHERE r.supplier = $1 AND ($2::text[] IS NULL OR r.buyer = ANY($2))
           AND ($3::text IS NULL OR r.currency = $3) AND r.confirmed_at IS NOT NULL
           AND (r.outstanding_minor > 0 OR p.minor IS NOT NULL OR c.minor IS NOT NULL)
           AND NOT EXISTS (
             SELECT FROM ledger_event e WHERE e.subject = r.receivable_id AND e.block_number > $4
               AND e.name = 'ReceivableConfirmed')
       )
       SELECT * FROM item WHERE outstanding_minor > 0 ORDER BY buyer, currency, receivable_id`,
      [query.supplier, query.buyers, query.currency, query.atBlock],
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
