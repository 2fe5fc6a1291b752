import type { EntityManager } from 'typeorm';

/** How far the booking days of a batch and of the payments in it may lie apart. */
const DAYS_APART = 7;
/** Entries with such a reference that are looked at. */
const RELATED_MAX = 20_000;

interface RelatedRow {
  entry_hash: string;
  account: string;
  currency: string;
  amount_minor: string;
  booking_date: string;
  value_date: string | null;
  batch_references: string[];
  batch_entry_hash: string | null;
  is_batch_total: boolean;
  is_notified_only: boolean;
}

/** A batch that the bank booked in one sum, and the entries that are the payments in it. */
interface Batch {
  readonly total: RelatedRow;
  readonly parts: readonly RelatedRow[];
}

/**
 * Finds batches that one message tells in one sum and a notification payment by payment, and lets the money count once.
 *
 * The payments are matched, and the sum pays nothing any more; but if it was decided about before, it is the payments that
 * pay nothing. Whoever imports must hold the accounts' locks, and have written what the file tells.
 */
export async function linkBatches(db: EntityManager, bankFileId: string): Promise<void> {
  const related = await findRelated(db, bankFileId);
  const linked = new Set<string>();
  for (const total of related.filter((row) => !row.is_notified_only && !row.is_batch_total)) {
    const batch = batchOf(total, related, linked);
    if (batch === null) continue;
    batch.parts.forEach(({ entry_hash: hash }) => linked.add(hash));
    await link(db, batch);
  }
}

/**
 * Booked money in, around the days of the file and on its accounts, with a reference that several notified payments share.
 *
 * Notified payments are few beside the entries of statements: the search begins with them.
 */
function findRelated(db: EntityManager, bankFileId: string): Promise<RelatedRow[]> {
  return db.query(
    `WITH span AS (
       SELECT e.account, min(e.booking_date) - ${DAYS_APART} AS first,
         max(e.booking_date) + ${DAYS_APART} AS last
       FROM bank_statement s JOIN bank_entry_sighting x USING (bank_statement_id)
       JOIN bank_entry e USING (entry_hash) WHERE s.bank_file_id = $1 GROUP BY e.account
     ), shared AS (
       SELECT e.account, f.reference
       FROM span p JOIN bank_entry e ON e.account = p.account
         AND e.booking_date BETWEEN p.first AND p.last
       JOIN bank_statement s ON s.bank_statement_id = e.bank_statement_id
       CROSS JOIN LATERAL unnest(e.batch_references) AS f (reference)
       WHERE s.kind = 'NOTIFICATION' AND e.batch_entry_hash IS NULL AND NOT e.is_batch_total
       GROUP BY e.account, f.reference HAVING count(*) > 1
     )
     SELECT e.entry_hash, e.account, e.currency, e.amount_minor, e.booking_date::text,
       e.value_date::text, e.batch_references, e.batch_entry_hash, e.is_batch_total,
       NOT EXISTS (SELECT FROM bank_entry_sighting x JOIN bank_statement s USING (bank_statement_id)
         WHERE x.entry_hash = e.entry_hash AND s.kind <> 'NOTIFICATION') AS is_notified_only
     FROM span p JOIN bank_entry e ON e.account = p.account
       AND e.booking_date BETWEEN p.first AND p.last
     WHERE EXISTS (SELECT FROM shared h WHERE h.account = e.account
         AND h.reference = ANY(e.batch_references))
       AND e.credit_debit = 'CRDT' AND e.booking_status = 'BOOK' AND NOT e.is_reversal
     ORDER BY e.booking_date, e.entry_hash LIMIT ${RELATED_MAX}`,
    [bankFileId],
  );
}

/** The payments that share one of the references of the sum, if there are several and they make it up exactly. */
function batchOf(
  total: RelatedRow,
  related: readonly RelatedRow[],
  linked: ReadonlySet<string>,
): Batch | null {
  for (const reference of total.batch_references) {
    const parts = related.filter(
      (row) =>
        row.is_notified_only &&
        row.batch_entry_hash === null &&
        !linked.has(row.entry_hash) &&
        row.batch_references.includes(reference) &&
        isOfOneBooking(row, total),
    );
    const sumMinor = parts.reduce((sum, row) => sum + BigInt(row.amount_minor), 0n);
    if (parts.length > 1 && sumMinor === BigInt(total.amount_minor)) return { total, parts };
  }
  return null;
}

function isOfOneBooking(a: RelatedRow, b: RelatedRow): boolean {
  const isSameValue = a.value_date !== null && a.value_date === b.value_date;
  const isSameDay = a.booking_date === b.booking_date || isSameValue;
  return a.account === b.account && a.currency === b.currency && isSameDay;
}

async function link(db: EntityManager, { total, parts }: Batch): Promise<void> {
  // Waits for a settlement that is about to take the sum, and finds then that it did.
  const [, freed]: [unknown, number] = await db.query(
    `UPDATE bank_entry SET is_batch_total = true, is_matchable = false
     WHERE entry_hash = $1 AND command_id IS NULL`,
    [total.entry_hash],
  );
  await db.query(
    `UPDATE bank_entry SET batch_entry_hash = $1,
       is_matchable = is_matchable AND ($3 OR command_id IS NOT NULL)
     WHERE entry_hash = ANY($2)`,
    [total.entry_hash, parts.map((row) => row.entry_hash), freed > 0],
  );
}
