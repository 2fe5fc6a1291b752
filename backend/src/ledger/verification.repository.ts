import type { EntityManager } from 'typeorm';

import { EMPTY_TRAIL, type EventTrail } from './event-trail.js';
import type { Difference } from './verification.js';

/** Trails of so many newest blocks are all kept; of older ones the last of each thousand. */
const TRAIL_BLOCKS_KEPT = 1_024;
const TRAIL_STEP_BLOCKS = 1_000;
/** Differences that are stored of one comparison; one is enough to know that something is wrong. */
export const DIFFERENCES_MAX = 100;

/** How far the pass over all rows is. */
export interface Sweep {
  /** Position in the list of verifications. */
  readonly verification: number;
  /** Key of the last row that was compared; null before the first. */
  readonly afterKey: string | null;
  /** Block at which the pass began. */
  readonly fromBlock: number;
}

/** How far verification is, and what it found that still stands. */
export interface VerifiedState {
  /** −1 before the first. */
  readonly verifiedBlock: number;
  /** −1 before the end of the first pass over all rows. */
  readonly sweptBlock: number;
  readonly differences: ReadonlyArray<{ readonly table: string; readonly count: number }>;
}

export async function readVerifiedState(db: EntityManager): Promise<VerifiedState> {
  const rows: VerifiedState[] = await db.query(
    `SELECT coalesce((SELECT verified_block FROM ledger_checkpoint), -1)::int AS "verifiedBlock",
       coalesce((SELECT swept_block FROM ledger_sweep), -1)::int AS "sweptBlock",
       coalesce((SELECT jsonb_agg(d) FROM (
         SELECT table_name AS table, count(*)::int AS count FROM ledger_difference
         WHERE gone_at IS NULL GROUP BY table_name ORDER BY table_name) d), '[]') AS differences`,
  );
  return rows[0] as VerifiedState;
}

/** The trail up to the verified block; from the beginning if the read models were filled anew. */
export async function readTrail(db: EntityManager): Promise<EventTrail> {
  const rows: Array<{ to_block: string; event_count: string; events_hash: string }> =
    await db.query(
      `SELECT t.to_block, t.event_count, t.events_hash FROM ledger_event_trail t, ledger_checkpoint c
       WHERE t.to_block <= c.verified_block ORDER BY t.to_block DESC LIMIT 1`,
    );
  const [row] = rows;
  return row === undefined
    ? EMPTY_TRAIL
    : { toBlock: Number(row.to_block), count: Number(row.event_count), hash: row.events_hash };
}

/**
 * Stores that events and rows agree up to a block.
 *
 * @returns false if the read models have gone back behind it meanwhile
 */
export async function advanceTrail(
  db: EntityManager,
  from: EventTrail,
  to: EventTrail & { readonly blockHash: string },
): Promise<boolean> {
  const [, moved]: [unknown, number] = await db.query(
    `UPDATE ledger_checkpoint SET verified_block = $1
     WHERE block_number >= $1 AND coalesce(verified_block, -1) >= $2`,
    [to.toBlock, from.toBlock],
  );
  if (moved === 0) return false;
  await db.query('DELETE FROM ledger_event_trail WHERE to_block > $1', [from.toBlock]);
  await db.query(
    `INSERT INTO ledger_event_trail (to_block, block_hash, event_count, events_hash)
     VALUES ($1, $2, $3, $4) ON CONFLICT (to_block) DO UPDATE SET verified_at = now()`,
    [to.toBlock, to.blockHash, to.count, to.hash],
  );
  await db.query(
    `DELETE FROM ledger_event_trail t WHERE t.to_block < $1 AND EXISTS (
       SELECT FROM ledger_event_trail n
       WHERE n.to_block > t.to_block AND n.to_block < (t.to_block / $2 + 1) * $2)`,
    [to.toBlock - TRAIL_BLOCKS_KEPT, TRAIL_STEP_BLOCKS],
  );
  return true;
}

export async function readSweep(db: EntityManager): Promise<Sweep | null> {
  const rows: Array<{ verification: number; after_key: string | null; from_block: string }> =
    await db.query('SELECT verification, after_key, from_block FROM ledger_sweep');
  const [row] = rows;
  return row === undefined
    ? null
    : {
        verification: row.verification,
        afterKey: row.after_key,
        fromBlock: Number(row.from_block),
      };
}

export async function beginSweep(db: EntityManager, fromBlock: number): Promise<void> {
  await db.query(
    `INSERT INTO ledger_sweep (verification, from_block, begun_at) VALUES (0, $1, now())
     ON CONFLICT (singleton) DO UPDATE SET verification = 0, after_key = NULL,
       from_block = excluded.from_block, begun_at = excluded.begun_at`,
    [fromBlock],
  );
}

export async function moveSweep(
  db: EntityManager,
  verification: number,
  afterKey: string | null,
): Promise<void> {
  await db.query('UPDATE ledger_sweep SET verification = $1, after_key = $2', [
    verification,
    afterKey,
  ]);
}

/** The pass is through: what it did not see again is gone. */
export async function endSweep(db: EntityManager): Promise<void> {
  await db.query('UPDATE ledger_sweep SET swept_block = from_block, swept_at = begun_at');
  const rows: Array<{ begun_at: Date }> = await db.query('SELECT begun_at FROM ledger_sweep');
  if (rows[0] !== undefined) await settleDifferences(db, rows[0].begun_at);
}

/** Differences that were not seen since are gone. */
export async function settleDifferences(db: EntityManager, since: Date): Promise<void> {
  await db.query(
    'UPDATE ledger_difference SET gone_at = now() WHERE gone_at IS NULL AND seen_at < $1',
    [since],
  );
}

/** Now, by the clock that stamps what is stored. */
export async function databaseTime(db: EntityManager): Promise<Date> {
  const rows: Array<{ now: Date }> = await db.query('SELECT clock_timestamp() AS now');
  return rows[0]?.now ?? new Date();
}

/** Stores differences, each once as long as it stands; tells which are new. */
export async function storeDifferences(
  db: EntityManager,
  blockNumber: number,
  differences: readonly Difference[],
): Promise<Difference[]> {
  const stored = differences.slice(0, DIFFERENCES_MAX);
  if (stored.length === 0) return [];
  const rows: Array<{ position: string; is_new: boolean }> = await db.query(
    `WITH found AS (
       -- Several rows may have one key, as the instalments of a plan.
       SELECT DISTINCT ON (table_name, row_key, field) *
       FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
         WITH ORDINALITY AS f (table_name, row_key, field, read_model, ledger, position)
       ORDER BY table_name, row_key, field, position
     ), kept AS (
       INSERT INTO ledger_difference (table_name, row_key, field, read_model, ledger, block_number)
       SELECT table_name, row_key, field, read_model, ledger, $1 FROM found
       ON CONFLICT (table_name, row_key, field) WHERE gone_at IS NULL DO UPDATE
         SET seen_at = clock_timestamp(), read_model = excluded.read_model, ledger = excluded.ledger
       RETURNING table_name, row_key, field, xmax = 0 AS is_new)
     SELECT f.position, k.is_new FROM found f JOIN kept k USING (table_name, row_key, field)
     WHERE k.is_new`,
    [
      blockNumber,
      ...(['table', 'key', 'field', 'readModel', 'ledger'] as const).map((name) =>
        stored.map((difference) => difference[name]),
      ),
    ],
  );
  return rows.flatMap(({ position }) => stored[Number(position) - 1] ?? []);
}
