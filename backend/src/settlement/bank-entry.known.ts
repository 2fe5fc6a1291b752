import type { EntityManager } from 'typeorm';

import type { BankEntryDraft } from './bank-entry.draft.js';
import type { KnownEntry, StatementName } from './bank-entry.identity.js';

/** How far booking and value date of one payment may lie apart in two messages. */
const DAYS_APART = 7;

/** SQL: message of statement `s` without its version. */
const SOURCE = `CASE WHEN s.message LIKE 'camt%' THEN left(s.message, 8) ELSE s.message END`;

interface KnownRow {
  entry_hash: string;
  booking_date: string;
  value_date: string | null;
  amount_minor: string;
  currency: string;
  credit_debit: string;
  is_reversal: boolean;
  servicer_reference: string | null;
  uetr: string | null;
  end_to_end_id: string | null;
  counterparty_account: string | null;
  remittance: string | null;
  detail_count: number;
  sightings: readonly StatementName[];
}

/** Lets imports that tell of one account wait for each other, whatever else is in their files. */
export async function lockAccounts(db: EntityManager, accounts: readonly string[]): Promise<void> {
  for (const account of [...new Set(accounts)].sort()) {
    await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `bank-account:${account}`,
    ]);
  }
}

/** Entries of an account that one of the drafts may be, in the order in which they came. */
export async function findKnownEntries(
  db: EntityManager,
  account: string,
  drafts: readonly BankEntryDraft[],
): Promise<KnownEntry[]> {
  const days = drafts.map(({ bookingDate }) => bookingDate).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const rows: KnownRow[] = await db.query(
    `SELECT e.entry_hash, e.booking_date::text, e.value_date::text, e.amount_minor, e.currency,
       e.credit_debit, e.is_reversal, e.servicer_reference, e.uetr, e.end_to_end_id,
       e.counterparty_account, e.remittance, e.detail_count, seen.sightings
     FROM bank_entry e CROSS JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('source', ${SOURCE}, 'reference', s.statement_reference))
         AS sightings
       FROM bank_entry_sighting x JOIN bank_statement s USING (bank_statement_id)
       WHERE x.entry_hash = e.entry_hash
     ) seen
     WHERE e.account = $1 AND e.booking_date BETWEEN $2::date - ${DAYS_APART} AND $3::date + ${DAYS_APART}
       AND e.amount_minor = ANY($4::bigint[])
     ORDER BY e.created_at, e.position, e.entry_hash`,
    [account, first, last, [...new Set(drafts.map(({ amountMinor }) => amountMinor.toString()))]],
  );
  return rows.map(toKnown);
}

function toKnown(row: KnownRow): KnownEntry {
  return {
    entryHash: row.entry_hash,
    bookingDate: row.booking_date,
    valueDate: row.value_date,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    creditDebit: row.credit_debit,
    isReversal: row.is_reversal,
    servicerReference: row.servicer_reference,
    uetr: row.uetr,
    endToEndId: row.end_to_end_id,
    counterpartyAccount: row.counterparty_account,
    remittance: row.remittance,
    detailCount: row.detail_count,
    sightings: row.sightings,
  };
}
