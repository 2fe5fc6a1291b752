import type { EntityManager } from 'typeorm';

import { type KeptBackRow, dropTakenBack, storeKeptBack } from '../kept-back/index.js';
import type { Settlement } from './match.batches.js';
import { exactSuggestion, keptBackOf } from './match.proposal.js';
import { PENDING_MINOR } from './match.reader.js';

/** Notes beside what an act pays what payers kept back of the same receivables; without a list, as the applied explanations say. */
export async function noteKeptBack(
  db: EntityManager,
  commandId: string,
  settlements: readonly Settlement[],
  kept: readonly KeptBackRow[] = settlements.flatMap(keptBackOfApplied),
): Promise<void> {
  const entryHashes = settlements.map(({ entry }) => entry.entryHash);
  await dropTakenBack(db, entryHashes);
  if (kept.length === 0) return;
  const paid = settlements.flatMap(({ proposal }) => proposal.allocations);
  const ids = [...new Set(kept.map(({ receivableId }) => receivableId))];
  // The command of this act is not there yet, so that what it pays is not among what is pending.
  const rows: Array<{ receivable_id: string; unpaid_minor: string }> = await db.query(
    `SELECT r.receivable_id, r.outstanding_minor - (${PENDING_MINOR}) AS unpaid_minor
     FROM receivable r WHERE r.receivable_id = ANY($1)`,
    [ids],
  );
  const unpaid = new Map(rows.map((row) => [row.receivable_id, BigInt(row.unpaid_minor)]));
  for (const { receivableId, amountMinor } of paid) {
    unpaid.set(receivableId, (unpaid.get(receivableId) ?? 0n) - amountMinor);
  }
  const bound = kept.map((row) => ({ ...row, unpaidMinor: unpaid.get(row.receivableId) ?? 0n }));
  await storeKeptBack(db, commandId, bound);
}

function keptBackOfApplied({ entry: { entryHash }, proposal }: Settlement): KeptBackRow[] {
  const [applied] = proposal.match.suggestions;
  return applied === undefined ? [] : keptBackOf(entryHash, exactSuggestion(applied));
}
