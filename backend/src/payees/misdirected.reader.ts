import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { type Viewer } from '../identity/index.js';
import { seesEveryAccount } from '../settlement/index.js';
import { MisdirectedKind, type MisdirectedRemittanceType } from './payee.type.js';

/** Days within which what came to the wrong account is to be passed on. */
export const MISDIRECTED_DAYS = 5;
/** Remittances that one question answers with, the most urgent first. */
export const MISDIRECTED_MAX = 200;

/** SQL: what is left of money that somebody received although the buyer had been told to pay another one. */
const WRONG_PARTY = `
  SELECT d.source_hash, d.debtor AS receiver, d.creditor AS payee, d.currency, d.amount_minor,
    least(d.amount_minor, d.incurred_minor - d.reduced_minor) AS open_minor, d.entered_at AS received_at
  FROM (
    SELECT e.*, sum(e.amount_minor) FILTER (WHERE e.reason IS NOT NULL) OVER (
        PARTITION BY e.debtor, e.creditor, e.currency ORDER BY e.block_number, e.log_index)
        AS incurred_minor,
      coalesce(sum(e.amount_minor) FILTER (WHERE e.reason IS NULL) OVER (
        PARTITION BY e.debtor, e.creditor, e.currency), 0) AS reduced_minor
    FROM duty_entry e
    WHERE $1 OR e.debtor = $2 OR e.creditor = $2
  ) d WHERE d.reason = 'MISDIRECTED' AND d.incurred_minor > d.reduced_minor`;

/** SQL: what a buyer paid on another account of the payee than the one that both had agreed on by then. */
const OLD_ACCOUNT = `
  SELECT DISTINCT e.entry_hash, e.party, e.party, e.currency, e.amount_minor, e.amount_minor,
    e.booking_date::timestamptz
  FROM bank_entry e JOIN payment p ON p.entry_hash = e.entry_hash
  JOIN receivable r ON r.receivable_id = p.receivable_id
  JOIN LATERAL (
    SELECT s.account FROM payee_account_step s
    WHERE s.payee = e.party AND s.buyer = r.buyer AND s.kind = 'ACCEPTED'
      AND s.made_at::date < e.booking_date
    ORDER BY s.step_number DESC LIMIT 1
  ) agreed ON agreed.account <> e.account
  WHERE ($1 OR e.party = $2) AND e.credit_debit = 'CRDT'`;

/** Money that came where the buyer should not have paid any more, with the day until which it is to move on. */
@Injectable()
export class MisdirectedReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The most urgent first. */
  async list(viewer: Viewer): Promise<MisdirectedRemittanceType[]> {
    const rows: Array<
      Omit<MisdirectedRemittanceType, 'amountMinor' | 'openMinor'> & {
        readonly amountMinor: string;
        readonly openMinor: string;
      }
    > = await this.dataSource.query(
      `SELECT m.*, m.due_at AS "dueAt", m.due_at < now() AS "isOverdue" FROM (
         SELECT kind, source_hash AS "sourceHash", receiver, payee, currency,
           amount_minor AS "amountMinor", open_minor AS "openMinor", received_at AS "receivedAt",
           received_at + interval '${MISDIRECTED_DAYS} days' AS due_at
         FROM (
           SELECT '${MisdirectedKind.WRONG_PARTY}' AS kind, w.* FROM (${WRONG_PARTY}) w
           UNION ALL SELECT '${MisdirectedKind.OLD_ACCOUNT}', o.* FROM (${OLD_ACCOUNT}) o
         ) u
       ) m ORDER BY m.due_at, "sourceHash" LIMIT ${MISDIRECTED_MAX}`,
      [seesEveryAccount(viewer), viewer.party],
    );
    return rows.map((row) => ({
      ...row,
      amountMinor: BigInt(row.amountMinor),
      openMinor: BigInt(row.openMinor),
    }));
  }
}
