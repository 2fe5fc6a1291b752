import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Viewer } from '../identity/index.js';
import { receivableConditions } from '../receivables/index.js';
import { PAYEE_EVENTS, type PayeeEvent, payeesAfter } from './payee.history.js';
import type { PaymentDestinationType } from './payee.type.js';

interface LotRow {
  lot_id: string | null;
  supplier: string;
  buyer: string;
  outstanding_minor: string;
}
interface AccountRow {
  payee: string;
  account: string | null;
  since: Date | null;
}

/**
 * SQL: the account of payee `k.payee` for buyer $2 at instant $3: the one that both agreed on last,
 * else the first that the payee ever added. Adding another one changes nothing for a buyer.
 */
const ACCOUNT_AT = `
  SELECT k.payee, coalesce(agreed.account, first.account) AS account, agreed.made_at AS since
  FROM unnest($1::text[]) AS k (payee)
  LEFT JOIN LATERAL (
    SELECT s.account, s.made_at FROM payee_account_step s
    WHERE s.payee = k.payee AND s.buyer = $2 AND s.kind = 'ACCEPTED' AND s.made_at <= $3
    ORDER BY s.step_number DESC LIMIT 1
  ) agreed ON true
  LEFT JOIN LATERAL (
    SELECT b.account FROM bank_account b WHERE b.party = k.payee
    ORDER BY b.created_at, b.account LIMIT 1
  ) first ON true`;

/** Whom a buyer pays, on which account, and since when it knows. */
@Injectable()
export class PayeeReader {
  constructor(private readonly dataSource: DataSource) {}

  /** At an instant, of a receivable that the viewer sees; null of another one. Amounts are those of now. */
  async destinations(
    viewer: Viewer,
    receivableId: string,
    at: Date,
  ): Promise<PaymentDestinationType[] | null> {
    const lots = await this.lotsOf(viewer, receivableId);
    const [first] = lots;
    if (first === undefined) return null;
    const payeeOf = payeesAfter(await this.eventsUntil(receivableId, at));
    const shares = lots.map(({ lot_id, supplier, outstanding_minor }) => {
      const told = payeeOf.get(lot_id ?? '') ?? null;
      return {
        payee: told?.payee ?? supplier,
        noticeHash: told?.noticeHash ?? null,
        acknowledgedAt: told?.acknowledgedAt ?? null,
        outstandingMinor: BigInt(outstanding_minor),
      };
    });
    const accounts = await this.accountsAt(
      shares.map(({ payee }) => payee),
      first.buyer,
      at,
    );
    const grouped = Map.groupBy(shares, ({ payee, noticeHash }) => `${payee} ${noticeHash}`);
    return [...grouped.values()].flatMap(([share, ...others]) => {
      if (share === undefined) return [];
      const outstandingMinor = [share, ...others].reduce(
        (sum, one) => sum + one.outstandingMinor,
        0n,
      );
      const { account = null, since = null } = accounts.get(share.payee) ?? {};
      return [{ ...share, outstandingMinor, account, accountSince: since }];
    });
  }

  private async lotsOf(viewer: Viewer, receivableId: string): Promise<LotRow[]> {
    return this.dataSource.query(
      `SELECT l.lot_id, r.supplier, r.buyer,
         coalesce(l.outstanding_minor, r.outstanding_minor) AS outstanding_minor
       FROM receivable r LEFT JOIN lot l USING (receivable_id)
       WHERE r.receivable_id = $2 AND (${receivableConditions(viewer).join(' OR ')})
       ORDER BY l.lot_id`,
      [viewer.party, receivableId],
    );
  }

  private async eventsUntil(receivableId: string, at: Date): Promise<PayeeEvent[]> {
    return this.dataSource.query(
      `SELECT name, args, block_time AS time FROM ledger_event
       WHERE subject = $1 AND block_time <= $2 AND name = ANY($3)
       ORDER BY block_number, log_index`,
      [receivableId, at, PAYEE_EVENTS],
    );
  }

  private async accountsAt(
    payees: readonly string[],
    buyer: string,
    at: Date,
  ): Promise<Map<string, AccountRow>> {
    const rows: AccountRow[] = await this.dataSource.query(ACCOUNT_AT, [
      ...[[...new Set(payees)], buyer, at],
    ]);
    return new Map(rows.map((row) => [row.payee, row]));
  }
}
