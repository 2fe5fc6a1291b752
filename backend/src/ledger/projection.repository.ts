import type { EntityManager } from 'typeorm';

import { type BulkWrite, CopyLines } from './bulk-write.js';
import type { BlockHeader } from './ledger-rpc.js';
import type { ProjectorRegistry } from './projector-registry.js';
import { type RowCodec, copyText, rowCodecOf } from './row-codec.js';
import type { TableImages } from './row-store.js';

/** Where the indexer stands. */
export interface Checkpoint {
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly blockTime: Date;
}

/** The checkpoint with what the tables were when it was read. */
export interface LiveCheckpoint extends Checkpoint {
  /** Grows when other tables take the place of the read models. */
  readonly generation: number;
}

interface CheckpointRow {
  chain_id: string;
  genesis_hash: string;
  block_number: string;
  block_hash: string;
  block_time: Date;
  generation: number;
}

/** Undo images older than this are dropped; a deeper reorganisation rebuilds from block 0. */
export const UNDO_BLOCKS = 512;
/** Of a backlog, only what is this close to the head gets any: chains whose blocks still move are rarely deeper. */
export const UNDO_BACKLOG_BLOCKS = 96;

/** Which chain is followed; another one under the same address is told apart by its first block. */
export interface ChainIdentity {
  readonly chainId: bigint;
  readonly genesisHash: string;
}

/** The checkpoint on this chain, or null if nothing of it was indexed. */
export async function readCheckpoint(
  db: EntityManager,
  chain: ChainIdentity,
): Promise<LiveCheckpoint | null> {
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
    generation: row.generation,
  };
}

/** Whoever moves the checkpoint, or makes the first one, waits until the transaction ends. */
export async function holdCheckpoint(db: EntityManager): Promise<void> {
  await db.query('LOCK TABLE ledger_checkpoint IN SHARE ROW EXCLUSIVE MODE');
}

/** Forgets everything that was projected; the next run starts at block 0. */
export async function truncateProjections(
  db: EntityManager,
  registry: ProjectorRegistry,
): Promise<void> {
  // What is found empty must stay empty.
  await holdCheckpoint(db);
  const tables = registry.entities.map((entity) => db.connection.getMetadata(entity).tableName);
  const filled: Array<{ name: string }> = await db.query(
    ['ledger_undo_point', 'ledger_checkpoint', ...tables]
      .map((name) => `SELECT '${name}' AS name WHERE EXISTS (SELECT FROM ${name})`)
      .join(' UNION ALL '),
  );
  // An empty table would get a new file, which the commit then has to bring to the disk.
  if (filled.length > 0) {
    await db.query(`TRUNCATE ${filled.map(({ name }) => name).join(', ')}, ledger_undo`);
  }
}

/**
 * Settings of the transactions that project.
 *
 * Rows are always found by their keys: statistics that lag behind a growing table must not suggest to read all of it.
 * A commit that a crash loses takes the checkpoint with it, and the chain still has the blocks.
 */
export const PROJECTING = `SELECT set_config(name, 'off', true) FROM unnest(
  '{enable_seqscan,enable_hashjoin,enable_mergejoin,synchronous_commit}'::text[]) AS name`;

/** Moves the checkpoint; the condition on the old one keeps two indexers from both applying a range. */
export function moveCheckpoint(
  bulk: BulkWrite,
  chain: ChainIdentity,
  from: LiveCheckpoint | null,
  to: BlockHeader,
): void {
  bulk.require(
    `INSERT INTO ledger_checkpoint (chain_id, genesis_hash, block_number, block_hash, block_time)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (singleton) DO UPDATE SET block_number = excluded.block_number,
       block_hash = excluded.block_hash, block_time = excluded.block_time
     WHERE ledger_checkpoint.block_number = $6 AND ledger_checkpoint.block_hash = $7
       AND ledger_checkpoint.generation = $8`,
    ...[`${chain.chainId}`, chain.genesisHash, `${to.number}`, to.hash, to.time.toISOString()],
    ...[`${from?.blockNumber ?? -1}`, from?.blockHash ?? '', `${from?.generation ?? 0}`],
  );
}

/** Whether the checkpoint is still this one; it stays so until the transaction ends. */
export async function lockCheckpoint(db: EntityManager, at: Checkpoint): Promise<boolean> {
  const rows: unknown[] = await db.query(
    'SELECT 1 FROM ledger_checkpoint WHERE block_number = $1 AND block_hash = $2 FOR UPDATE',
    [at.blockNumber, at.blockHash],
  );
  return rows.length === 1;
}

/** Keeps the images under the checkpoint that they lead back to. */
export function keepUndo(
  bulk: BulkWrite,
  { blockNumber, blockHash, blockTime }: Checkpoint,
  images: readonly TableImages[],
): void {
  bulk.run(
    `INSERT INTO ledger_undo_point (block_number, block_hash, block_time) VALUES ($1, $2, $3)`,
    ...[`${blockNumber}`, blockHash, blockTime.toISOString()],
  );
  const lines = new CopyLines();
  for (const { tableName, freshKeys, rowsBefore } of images) {
    const [fresh, before] = [freshKeys, rowsBefore].map((all) => copyText(`[${all.join(',')}]`));
    lines.add(`${blockNumber}\t${tableName}\t${fresh}\t${before}\n`);
  }
  if (images.length > 0) {
    bulk.copy('ledger_undo (block_number, table_name, fresh_keys, rows_before)', lines);
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

export function dropUndoBefore(bulk: BulkWrite, blockNumber: number): void {
  bulk.run('DELETE FROM ledger_undo_point WHERE block_number < $1', `${blockNumber}`);
}

/** Takes every read model back to an undo point. */
export async function rollBackTo(
  db: EntityManager,
  registry: ProjectorRegistry,
  point: Checkpoint,
): Promise<void> {
  const found: Array<{ table_name: string }> = await db.query(
    'SELECT DISTINCT table_name FROM ledger_undo WHERE block_number >= $1',
    [point.blockNumber],
  );
  const touched = new Set(found.map((row) => row.table_name));
  for (const entity of registry.entities) {
    const codec = rowCodecOf(db.connection.getMetadata(entity));
    if (touched.has(codec.table)) {
      await restoreRows(db, codec, point.blockNumber);
    }
  }
  await db.query('DELETE FROM ledger_event WHERE block_number > $1', [point.blockNumber]);
  await db.query('DELETE FROM ledger_undo_point WHERE block_number >= $1', [point.blockNumber]);
  await db.query(
    `UPDATE ledger_checkpoint SET block_number = $1, block_hash = $2, block_time = $3,
       verified_block = least(verified_block, $1)`,
    [point.blockNumber, point.blockHash, point.blockTime],
  );
  await recordReversion(db, point.blockNumber);
}

/** Says to whoever passed events on that those after a block are void; a rebuild of the same chain says nothing. */
export async function recordReversion(db: EntityManager, blockNumber: number): Promise<void> {
  await db.query('INSERT INTO ledger_reversion (block_number) VALUES ($1)', [blockNumber]);
}

/** The oldest image since the point is the row as it was at the point; a row that was made since has none. */
async function restoreRows(db: EntityManager, codec: RowCodec, since: number): Promise<void> {
  const { table } = codec;
  const key = codec.keys.map(({ name }) => `r.${name}`).join(', ');
  const recordsOf = (column: 'fresh_keys' | 'rows_before'): string =>
    `FROM ledger_undo u, LATERAL json_populate_recordset(null::${table}, u.${column}) AS r
     WHERE u.table_name = '${table}' AND u.block_number >= $1`;
  const freshKeys = `SELECT ${key} ${recordsOf('fresh_keys')}`;
  await db.query(
    `DELETE FROM ${table} WHERE (${codec.keys.map(({ name }) => name).join(', ')}) IN (
       ${freshKeys} UNION SELECT ${key} ${recordsOf('rows_before')})`,
    [since],
  );
  await db.query(
    `INSERT INTO ${table} SELECT DISTINCT ON (${key}) r.* ${recordsOf('rows_before')}
       AND (${key}) NOT IN (${freshKeys}) ORDER BY ${key}, u.block_number`,
    [since],
  );
}
