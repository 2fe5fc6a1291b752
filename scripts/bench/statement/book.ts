import pg from 'pg';
import { finished } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';

import type { NetworkKey } from '../../../backend/src/ledger/index.js';

const ROWS_PER_COPY = 10_000;
const ZERO_HASH = `0x${'0'.repeat(64)}`;
const ISSUE_DATE = '2026-01-05';
export const DUE_DATE = '2026-03-06';
export const CURRENCY = 'EUR';

/** One open receivable of the pair. */
export interface BookItem {
  readonly number: string;
  readonly receivableId: string;
  readonly openMinor: bigint;
}

export interface BookPair {
  readonly supplier: string;
  readonly buyer: string;
}

/** The same book each time: numbers in a row, and amounts that repeat late. */
export function makeBook(networkKey: NetworkKey, supplier: string, size: number): BookItem[] {
  return Array.from({ length: size }, (_, index) => {
    const number = `INV-2026-${index + 1}`;
    const fingerprint = networkKey.invoiceFingerprint(supplier, number);
    const receivableId = networkKey.receivableId(supplier, fingerprint);
    return { number, receivableId, openMinor: BigInt(((index * 7_919) % 999_983) + 1) };
  });
}

/**
 * Puts confirmed receivables into the read models.
 *
 * A statement begins with them, so that the hour which registering and confirming as many on the ledger would take
 * says nothing about it.
 */
export async function fillBook(
  databaseUrl: string,
  { supplier, buyer }: BookPair,
  book: readonly BookItem[],
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (let from = 0; from < book.length; from += ROWS_PER_COPY) {
      const copy = client.query(
        copyFrom(`COPY receivable (receivable_id, supplier, buyer, currency, face_minor,
          outstanding_minor, paid_minor, credited_minor, disputed_minor, written_off_minor,
          contested_minor, is_deemed, issue_date, due_date, status, scope, document_commitment,
          registered_at, claimed_at, confirmed_at) FROM STDIN`),
      );
      const now = new Date().toISOString();
      for (const { receivableId, openMinor } of book.slice(from, from + ROWS_PER_COPY)) {
        const row = [
          ...[receivableId, supplier, buyer, CURRENCY, openMinor, openMinor, 0, 0, 0, 0, 0, 'f'],
          ...[ISSUE_DATE, DUE_DATE, 'CONFIRMED', 63, ZERO_HASH, now, now, now],
        ];
        copy.write(`${row.join('\t')}\n`);
      }
      copy.end();
      await finished(copy);
    }
    await client.query('ANALYZE receivable');
  } finally {
    await client.end();
  }
}

/** The buyer's list as CSV, and how many of its rows are not as the supplier has them. */
export function writeCsv(
  book: readonly BookItem[],
  changeOf: (index: number) => 'same' | 'missing' | 'more',
): { readonly csv: string; readonly changed: number } {
  const rows = ['Invoice;Open;Due'];
  let changed = 0;
  for (const [index, { number, openMinor }] of book.entries()) {
    const change = changeOf(index);
    changed += change === 'same' ? 0 : 1;
    if (change === 'missing') continue;
    const minor = change === 'more' ? openMinor + 1n : openMinor;
    const text = minor.toString().padStart(3, '0');
    rows.push(`${number.toLowerCase()};${text.slice(0, -2)}.${text.slice(-2)};${DUE_DATE}`);
  }
  return { csv: `${rows.join('\n')}\n`, changed };
}
