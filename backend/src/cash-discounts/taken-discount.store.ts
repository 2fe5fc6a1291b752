import type { EntityManager } from 'typeorm';

import { DEFAULT_POLICY } from '../matching/index.js';

/** SQL: joins the terms `c` of a receivable `r` as its supplier named them last; nulls where it named none. */
export const JOIN_TERMS = `LEFT JOIN LATERAL (
  SELECT discount_bps, discount_until FROM cash_discount
  WHERE receivable_id = r.receivable_id ORDER BY version DESC LIMIT 1) c ON c.discount_bps > 0`;

/** What a payer kept back of a receivable as a discount. */
export interface TakenRow {
  readonly entryHash: string;
  readonly receivableId: string;
  readonly amountMinor: bigint;
}

/**
 * Notes discounts beside what their entries pay, each once.
 *
 * Earned is what is within the terms, rounded up to the minor unit, of an entry that was booked in time or within the
 * days of grace of the account's owner.
 */
export async function storeTakenDiscounts(
  db: EntityManager,
  taken: readonly TakenRow[],
): Promise<void> {
  if (taken.length === 0) return;
  await db.query(
    `INSERT INTO taken_discount (entry_hash, receivable_id, amount_minor, is_earned)
     SELECT w.entry_hash, w.receivable_id, w.amount_minor, coalesce(
       w.amount_minor <= ceil(r.face_minor::numeric * c.discount_bps / 10000)
         AND b.booking_date <= c.discount_until + coalesce(p.discount_grace_days, $4), false)
     FROM unnest($1::text[], $2::text[], $3::bigint[]) AS w (entry_hash, receivable_id, amount_minor)
     JOIN receivable r USING (receivable_id) JOIN bank_entry b USING (entry_hash)
     LEFT JOIN matching_policy p ON p.party = b.party ${JOIN_TERMS}
     ON CONFLICT DO NOTHING`,
    [
      taken.map(({ entryHash }) => entryHash),
      taken.map(({ receivableId }) => receivableId),
      taken.map(({ amountMinor }) => amountMinor.toString()),
      DEFAULT_POLICY.discountGraceDays,
    ],
  );
}

/** Entries that pay nothing after all took no discount either. */
export async function dropTakenDiscounts(
  db: EntityManager,
  entryHashes: readonly string[],
): Promise<void> {
  await db.query(
    'DELETE FROM taken_discount WHERE entry_hash = ANY($1) AND granted_command IS NULL',
    [entryHashes],
  );
}
