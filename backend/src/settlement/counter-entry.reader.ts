import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { HASH, InputInvalidError, NotFoundError } from '../api/index.js';
import type { AgentEntry } from './agent-entry.reader.js';

/** Entries that are offered as what a return takes back. */
const OFFERED_MAX = 10;

interface CounterRow {
  party: string;
  account: string;
  currency: string;
  amount_minor: string;
  credit_debit: string;
  booking_status: string;
  counters: string | null;
}

/** Bookings by which banks take back what they had credited. */
@Injectable()
export class CounterEntryReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Why a booking cannot be the one that took an entry back; null if it can. */
  async findProblem(
    entry: AgentEntry,
    counterEntryHash: string,
  ): Promise<InputInvalidError | NotFoundError | null> {
    if (!HASH.test(counterEntryHash)) {
      return new InputInvalidError('counterEntryHash', 'This is no hash of a bank entry.');
    }
    const rows: CounterRow[] = await this.dataSource.query(
      `SELECT e.party, e.account, e.currency, e.amount_minor, e.credit_debit, e.booking_status,
         (SELECT m.entry_hash FROM remittance m WHERE m.counter_entry_hash = e.entry_hash LIMIT 1)
           AS counters
       FROM bank_entry e WHERE e.entry_hash = $1`,
      [counterEntryHash],
    );
    const [row] = rows;
    if (row === undefined) {
      return new NotFoundError(counterEntryHash);
    }
    const message = problemOf(entry, row);
    return message === null ? null : new InputInvalidError('counterEntryHash', message);
  }

  /**
   * Entries that returns among these seem to take back, the latest first.
   *
   * They agree in account, currency and amount, and bear one of its references: the bank's own, or the payer's.
   */
  async returnsOf(entryHashes: readonly string[]): Promise<Map<string, string[]>> {
    const rows: Array<{ counter: string; offered: string[] }> = await this.dataSource.query(
      `SELECT x.entry_hash AS counter,
         (array_agg(e.entry_hash ORDER BY e.booking_date DESC, e.entry_hash))[1:${OFFERED_MAX}]
           AS offered
       FROM bank_entry x
       JOIN bank_entry e ON e.account = x.account AND e.amount_minor = x.amount_minor
         AND e.currency = x.currency AND e.is_matchable AND e.booking_date <= x.booking_date
         AND (e.servicer_reference = x.servicer_reference
           OR e.reference_fields && x.reference_fields)
       WHERE x.entry_hash = ANY($1) AND x.credit_debit = 'DBIT' AND x.booking_status = 'BOOK'
         AND (x.is_reversal OR x.return_reason IS NOT NULL)
         AND NOT EXISTS (SELECT FROM remittance m WHERE m.is_reversed
           AND (m.entry_hash = e.entry_hash OR m.counter_entry_hash = x.entry_hash))
       GROUP BY x.entry_hash`,
      [entryHashes],
    );
    return new Map(rows.map(({ counter, offered }) => [counter, offered]));
  }

  /** Whether the party used the idempotency key for a command before. */
  async isKeyUsed(party: string, key: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      'SELECT FROM command WHERE party = $1 AND idempotency_key = $2',
      [party, key],
    );
    return rows.length > 0;
  }
}

function problemOf(entry: AgentEntry, counter: CounterRow): string | null {
  if (counter.credit_debit !== 'DBIT' || counter.booking_status !== 'BOOK') {
    return 'This is no booking of money out.';
  }
  if (counter.counters !== null) {
    return 'It took another entry back.';
  }
  const isSame =
    counter.party === entry.party &&
    (entry.account === null || counter.account === entry.account) &&
    counter.currency === entry.currency &&
    BigInt(counter.amount_minor) === entry.amountMinor;
  return isSame ? null : 'It differs from the entry in account, currency or amount.';
}
