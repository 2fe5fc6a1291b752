import type { EntityManager } from 'typeorm';

import type { EventValue } from './event-decoder.js';
import { LedgerEventEntity } from './ledger-event.entity.js';
import type { BlockHeader } from './ledger-rpc.js';
import type { LedgerEvent } from './projector.js';
import type { ProjectorRegistry } from './projector-registry.js';
import { type RowImage, RowStore, upsert } from './row-store.js';

/** Where the indexer stands. */
export interface Checkpoint {
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly blockTime: Date;
}

interface CheckpointRow {
  chain_id: string;
  genesis_hash: string;
  block_number: string;
  block_hash: string;
  block_time: Date;
}

/** Undo images older than this are dropped; a deeper reorganisation rebuilds from block 0. */
export const UNDO_BLOCKS = 512;

/** Which chain is followed; another one under the same address is told apart by its first block. */
export interface ChainIdentity {
  readonly chainId: bigint;
  readonly genesisHash: string;
}

/** The checkpoint on this chain, or null if nothing of it was indexed. */
export async function readCheckpoint(
  db: EntityManager,
  chain: ChainIdentity,
): Promise<Checkpoint | null> {
  const rows: CheckpointRow[] = await db.query('SELECT * FROM ledger_checkpoint');
  const row = rows[0];
  if (
    row === undefined ||
    BigInt(row.chain_id) !== chain.chainId ||
    row.genesis_hash !== chain.genesisHash
  ) {
    return null;
  }
  return {
    blockNumber: Number(row.block_number),
    blockHash: row.block_hash,
    blockTime: row.block_time,
  };
}

/** Forgets everything that was projected; the next run starts at block 0. */
export async function truncateProjections(
  db: EntityManager,
  registry: ProjectorRegistry,
): Promise<void> {
  const tables = registry.entities.map((entity) => db.connection.getMetadata(entity).tableName);
  await db.query(
    `TRUNCATE ${tables.join(', ')}, ledger_undo, ledger_undo_point, ledger_checkpoint`,
  );
}

/** Applies events in order and returns how the touched rows were before. */
export async function applyEvents(
  db: EntityManager,
  registry: ProjectorRegistry,
  events: readonly LedgerEvent[],
): Promise<RowImage[]> {
  const rows = new RowStore(db);
  await rows.preload(events.flatMap((event) => registry.handlerOf(event)?.keys(event) ?? []));
  for (const event of events) {
    registry.handlerOf(event)?.apply(event, rows);
  }
  const images = await rows.flush();
  const eventRows = events.map((event) => toRow(event, registry));
  await upsert(db, db.connection.getMetadata(LedgerEventEntity), eventRows);
  return images;
}

function toRow(event: LedgerEvent, registry: ProjectorRegistry): LedgerEventEntity {
  return {
    blockNumber: event.blockNumber,
    logIndex: event.logIndex,
    blockTime: event.blockTime,
    transactionHash: event.transactionHash,
    contract: event.contract,
    name: event.name,
    subject: registry.handlerOf(event)?.subject?.(event) ?? null,
    args: storedArgsOf(event),
  };
}

/** Values of an event as the database keeps them. */
export function storedArgsOf({ args }: LedgerEvent): LedgerEventEntity['args'] {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, storedOf(value)]));
}

/** As text, since a JSON number is exact to 2^53 only; lists and records keep their shape. */
function storedOf(value: EventValue): unknown {
  if (typeof value !== 'object') {
    return value.toString();
  }
  return Array.isArray(value)
    ? (value as readonly EventValue[]).map(storedOf)
    : Object.fromEntries(Object.entries(value).map(([name, part]) => [name, storedOf(part)]));
}

/**
 * Moves the checkpoint; the condition on the old one keeps two indexers from both applying a range.
 *
 * @returns whether this indexer was the one
 */
export async function moveCheckpoint(
  db: EntityManager,
  chain: ChainIdentity,
  from: Checkpoint | null,
  to: BlockHeader,
): Promise<boolean> {
  const rows: unknown[] = await db.query(
    `INSERT INTO ledger_checkpoint (chain_id, genesis_hash, block_number, block_hash, block_time)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (singleton) DO UPDATE SET block_number = excluded.block_number,
       block_hash = excluded.block_hash, block_time = excluded.block_time
     WHERE ledger_checkpoint.block_number = $6 AND ledger_checkpoint.block_hash = $7
     RETURNING 1`,
    [
      chain.chainId.toString(),
      chain.genesisHash,
      to.number,
      to.hash,
      to.time,
      from?.blockNumber ?? -1,
      from?.blockHash ?? '',
    ],
  );
  return rows.length === 1;
}

/** Keeps the images under the checkpoint that they lead back to, and drops those that are too old. */
export async function keepUndo(
  db: EntityManager,
  checkpoint: Checkpoint,
  images: readonly RowImage[],
): Promise<void> {
  await db.query(
    `INSERT INTO ledger_undo_point (block_number, block_hash, block_time) VALUES ($1, $2, $3)`,
    [checkpoint.blockNumber, checkpoint.blockHash, checkpoint.blockTime],
  );
  if (images.length > 0) {
    await db.query(
      `INSERT INTO ledger_undo (block_number, table_name, row_key, row_before)
       SELECT $1, * FROM unnest($2::text[], $3::jsonb[], $4::jsonb[])`,
      [
        checkpoint.blockNumber,
        images.map((image) => image.tableName),
        images.map((image) => JSON.stringify(image.rowKey)),
        images.map((image) => (image.rowBefore === null ? null : JSON.stringify(image.rowBefore))),
      ],
    );
  }
}

/** Undo points, newest first. */
export async function undoPoints(db: EntityManager): Promise<Checkpoint[]> {
  const rows: Array<Pick<CheckpointRow, 'block_number' | 'block_hash' | 'block_time'>> =
    await db.query('SELECT * FROM ledger_undo_point ORDER BY block_number DESC');
  return rows.map((row) => ({
    blockNumber: Number(row.block_number),
    blockHash: row.block_hash,
    blockTime: row.block_time,
  }));
}

export async function dropUndoBefore(db: EntityManager, blockNumber: number): Promise<void> {
  await db.query('DELETE FROM ledger_undo_point WHERE block_number < $1', [blockNumber]);
}

/** Takes every read model back to an undo point. */
export async function rollBackTo(db: EntityManager, point: Checkpoint): Promise<void> {
  const tables: Array<{ table_name: string; keys: string[] }> = await db.query(
    `SELECT table_name, array(SELECT jsonb_object_keys(min(row_key::text)::jsonb)) AS keys
     FROM ledger_undo WHERE block_number >= $1 GROUP BY table_name`,
    [point.blockNumber],
  );
  for (const { table_name: table, keys } of tables) {
    await restoreRows(db, table, keys, point.blockNumber);
  }
  await db.query('DELETE FROM ledger_event WHERE block_number > $1', [point.blockNumber]);
  await db.query('DELETE FROM ledger_undo_point WHERE block_number >= $1', [point.blockNumber]);
  await db.query(
    `UPDATE ledger_checkpoint SET block_number = $1, block_hash = $2, block_time = $3,
       verified_block = least(verified_block, $1)`,
    [point.blockNumber, point.blockHash, point.blockTime],
  );
}

/** The oldest image since the point is the row as it was at the point. */
async function restoreRows(
  db: EntityManager,
  table: string,
  keys: readonly string[],
  since: number,
): Promise<void> {
  const key = keys.join(', ');
  const oldest = `
    SELECT DISTINCT ON (row_key) row_key, row_before FROM ledger_undo
    WHERE table_name = '${table}' AND block_number >= $1 ORDER BY row_key, block_number`;
  await db.query(
    `DELETE FROM ${table} WHERE (${key}) IN (
       SELECT ${keys.map((name) => `k.${name}`).join(', ')} FROM (${oldest}) AS o,
       LATERAL jsonb_populate_record(null::${table}, o.row_key) AS k)`,
    [since],
  );
  await db.query(
    `INSERT INTO ${table} SELECT r.* FROM (${oldest}) AS o,
     LATERAL jsonb_populate_record(null::${table}, o.row_before) AS r
     WHERE o.row_before IS NOT NULL`,
    [since],
  );
}
