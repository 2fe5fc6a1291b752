import type { EntityManager } from 'typeorm';

import { JOIN_TERMS } from '../cash-discounts/index.js';
import { COMMAND_STANDS, JOIN_OUTCOME } from '../ledger/index.js';
import { DEFAULT_POLICY } from '../matching/index.js';
import { KeptBackKind } from './kept-back.type.js';

/** What a payer kept back of a receivable. */
export interface KeptBackRow {
  readonly entryHash: string;
  readonly receivableId: string;
  readonly kind: KeptBackKind;
  readonly amountMinor: bigint;
  /** Why matching took it for that. */
  readonly cause: string | null;
}

/** A row with what is owed of its receivable once everything on its way is paid. */
export interface BoundKeptBack extends KeptBackRow {
  readonly unpaidMinor: bigint;
}

/** SQL: whether what was kept back `alias` still goes with a payment: one on its way, or one that was not taken back. */
export function standing(alias: string): string {
  return `(
    coalesce((SELECT sum(p.amount_minor) FROM payment p WHERE p.entry_hash = ${alias}.entry_hash
      AND p.receivable_id = ${alias}.receivable_id), 1) > 0
    AND NOT EXISTS (SELECT FROM command c ${JOIN_OUTCOME}
      WHERE c.command_id = ${alias}.command_id AND NOT (${COMMAND_STANDS})))`;
}

/** SQL: what of receivable `alias` was kept back `first` and is neither credited nor given up. */
export function openMinorOf(alias: string, first: string): string {
  return `(SELECT coalesce(sum(f.amount_minor), 0) FROM kept_back f
    WHERE f.receivable_id = ${alias}.receivable_id AND f.credit_command IS NULL
      AND ${first} AND ${standing('f')})`;
}

/** What payments of entries that were taken back had left behind makes way for the next ones. */
export async function dropTakenBack(
  db: EntityManager,
  entryHashes: readonly string[],
): Promise<void> {
  await db.query(
    `DELETE FROM kept_back k
     WHERE k.entry_hash = ANY($1) AND k.credit_command IS NULL AND NOT ${standing('k')}`,
    [entryHashes],
  );
}

/**
 * Notes beside what an act allocates what payers kept back, each once, and of all together never more than is owed.
 *
 * An earned discount is what is within the terms, rounded up to the minor unit, of an entry that was booked in time or
 * within the days of grace of the account's owner.
 */
export async function storeKeptBack(
  db: EntityManager,
  commandId: string,
  rows: readonly BoundKeptBack[],
): Promise<void> {
  // One after the other: each finds what those before it left.
  for (const { entryHash, receivableId, kind, amountMinor, cause, unpaidMinor } of rows) {
    await db.query(
      `INSERT INTO kept_back
         (entry_hash, receivable_id, kind, amount_minor, is_earned, cause, command_id)
       SELECT $1, $2, $3, a.amount_minor, coalesce($3 = '${KeptBackKind.DISCOUNT}'
         AND a.amount_minor <= ceil(r.face_minor::numeric * c.discount_bps / 10000)
         AND b.booking_date <= c.discount_until + coalesce(p.discount_grace_days, $6), false),
         $7, $8
       FROM receivable r JOIN bank_entry b ON b.entry_hash = $1
       CROSS JOIN LATERAL (SELECT least($4::bigint,
         $5::bigint - ${openMinorOf('r', '(f.entry_hash, f.kind) <> ($1, $3)')}) AS amount_minor) a
       LEFT JOIN matching_policy p ON p.party = b.party ${JOIN_TERMS}
       WHERE r.receivable_id = $2 AND a.amount_minor > 0
       ON CONFLICT DO NOTHING`,
      [
        ...[entryHash, receivableId, kind, amountMinor.toString(), unpaidMinor.toString()],
        ...[DEFAULT_POLICY.discountGraceDays, cause, commandId],
      ],
    );
  }
}

/** Entries that pay nothing after all kept nothing back either. */
export async function dropKeptBack(
  db: EntityManager,
  entryHashes: readonly string[],
): Promise<void> {
  await db.query('DELETE FROM kept_back WHERE entry_hash = ANY($1) AND credit_command IS NULL', [
    entryHashes,
  ]);
}
