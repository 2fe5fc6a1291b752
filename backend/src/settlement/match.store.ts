import type { EntityManager } from 'typeorm';

import { AdvisoryLock } from '../database/index.js';
import { dropKeptBack } from '../kept-back/index.js';
import { FAILED_COMMANDS } from '../ledger/index.js';
import { MatchRule } from '../matching/index.js';
import type { Settlement } from './match.batches.js';
import type { EntryProposal } from './match.proposal.js';
import type { OpenEntry } from './match.reader.js';

/** Kind of the commands that settle bank entries. */
export const SETTLE_KIND = 'APPLY_REMITTANCES';

/** Whoever allocates does it alone: two processes never give away the same outstanding amount. */
export async function lockAllocation(db: EntityManager): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock($1)', [AdvisoryLock.ALLOCATION]);
}

/** Locks those of the entries that nobody has taken since they were read. */
export async function lockOpenEntries(
  db: EntityManager,
  entryHashes: readonly string[],
): Promise<number> {
  const rows: unknown[] = await db.query(
    `SELECT 1 FROM bank_entry WHERE entry_hash = ANY($1) AND command_id IS NULL AND is_matchable
     ORDER BY entry_hash FOR UPDATE SKIP LOCKED`,
    [entryHashes],
  );
  return rows.length;
}

/** Notes why entries were or were not explained, and of what a person decided keeps what was suggested; an entry that a command has by now stays as it is. */
export async function storeProposals(
  db: EntityManager,
  matched: ReadonlyArray<{ readonly entry: OpenEntry; readonly proposal: EntryProposal }>,
  commandId: string | null,
): Promise<void> {
  if (matched.length === 0) {
    return;
  }
  await db.query(
    `UPDATE bank_entry b SET match_rule = m.rule, command_id = $4,
       match = CASE WHEN m.rule = '${MatchRule.MANUAL}' THEN b.match ELSE m.match END
     FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS m (entry_hash, rule, match)
     WHERE b.entry_hash = m.entry_hash AND b.command_id IS NULL
       AND ($4::uuid IS NOT NULL OR (b.match_rule, b.match) IS DISTINCT FROM (m.rule, m.match))`,
    [
      matched.map(({ entry }) => entry.entryHash),
      matched.map(({ proposal }) => proposal.rule),
      matched.map(({ proposal }) => JSON.stringify(proposal.match)),
      commandId,
    ],
  );
}

export async function storeAllocations(
  db: EntityManager,
  settlements: readonly Settlement[],
): Promise<void> {
  const rows = settlements.flatMap(({ entry, proposal }) =>
    proposal.allocations.map((allocation, position) => ({
      entryHash: entry.entryHash,
      position,
      ...allocation,
    })),
  );
  await db.query(
    `INSERT INTO bank_entry_allocation (entry_hash, position, receivable_id, amount_minor)
     SELECT * FROM unnest($1::text[], $2::smallint[], $3::text[], $4::bigint[])`,
    [
      rows.map((row) => row.entryHash),
      rows.map((row) => row.position),
      rows.map((row) => row.receivableId),
      rows.map((row) => row.amountMinor.toString()),
    ],
  );
}

/** Opens the entries of commands that the ledger refused, that the relay gave up or that were cancelled, and tells whose. */
export async function reopenRefused(db: EntityManager): Promise<string[]> {
  await lockAllocation(db);
  const [rows]: [Array<{ entry_hash: string; party: string }>, number] = await db.query(
    `UPDATE bank_entry e SET command_id = NULL, refused_command_id = e.command_id,
       attempts = attempts + 1
     WHERE e.command_id IN (${FAILED_COMMANDS})
     RETURNING e.entry_hash, e.party`,
    [SETTLE_KIND],
  );
  const hashes = rows.map((row) => row.entry_hash);
  await db.query('DELETE FROM bank_entry_allocation WHERE entry_hash = ANY($1)', [hashes]);
  await dropKeptBack(db, hashes);
  return [...new Set(rows.map((row) => row.party))];
}
