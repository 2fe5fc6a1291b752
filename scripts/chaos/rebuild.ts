import pg from 'pg';
import { getMetadataArgsStorage } from 'typeorm';

import { present } from '../../backend/src/common/assert.js';
import { loadOrCreateSecrets } from '../../backend/src/runtime/index.js';
import { dataDirAt } from '../../backend/src/runtime/data-dir.js';
import { ProjectorRegistry } from '../../backend/src/ledger/projector-registry.js';
import { readModels } from '../../backend/src/read-models.js';
import type { ChaosSystem } from './chaos-system.js';
import { until } from './until.js';

const DATABASE = 'rebuilt';
const PATIENCE_MS = 120_000;

/** Hash of each table's rows in a fixed order, and their number. */
type Tables = ReadonlyMap<string, { readonly rows: number; readonly hash: string }>;

/** Lets a backend that knows nothing index the chain from block 0, and tells which tables come out otherwise. */
export async function compareWithRebuilt(system: ChaosSystem, head: number): Promise<string[]> {
  await createDatabase(system);
  const url = new URL(system.databaseUrl);
  url.pathname = `/${DATABASE}`;
  const part = await system.startBeside(DATABASE);
  try {
    await waitForBlock(url.href, head);
  } finally {
    await part.stop();
  }
  const [lived, rebuilt] = await Promise.all([
    readTables(system.databaseUrl),
    readTables(url.href),
  ]);
  return [...lived].flatMap(([table, { rows, hash }]) => {
    const other = rebuilt.get(table);
    return other?.hash === hash ? [] : [`${table}: ${rows} rows, rebuilt ${other?.rows ?? 0}`];
  });
}

async function createDatabase(system: ChaosSystem): Promise<void> {
  const secrets = await loadOrCreateSecrets(dataDirAt(system.dataDir));
  const url = new URL(system.databaseUrl);
  const owner = url.username;
  url.username = 'postgres';
  url.password = secrets.databaseAdminPassword.reveal();
  url.pathname = '/postgres';
  await withDatabase(url.href, (db) => db.query(`CREATE DATABASE ${DATABASE} OWNER ${owner}`));
}

/** Waits until this database shows the block. */
export async function waitForBlock(url: string, block: number): Promise<void> {
  await withDatabase(url, async (db) => {
    const indexed = async (): Promise<number> => {
      const { rows } = await db.query<{ at: number }>(
        'SELECT block_number::int AS at FROM ledger_checkpoint',
      );
      return rows[0]?.at ?? -1;
    };
    const isThere = async (): Promise<boolean> => (await indexed()) >= block;
    await until(isThere, PATIENCE_MS, () => `block ${block} is not indexed`);
  });
}

async function readTables(url: string): Promise<Tables> {
  return await withDatabase(url, async (db) => {
    const tables = new Map<string, { rows: number; hash: string }>();
    for (const table of tableNames()) {
      const { rows } = await db.query<{ rows: number; hash: string }>(
        `SELECT count(*)::int AS rows,
           coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '') AS hash FROM ${table} t`,
      );
      tables.set(table, rows[0] as { rows: number; hash: string });
    }
    return tables;
  });
}

/** Every table that holds nothing but what the events say. */
function tableNames(): string[] {
  const { tables } = getMetadataArgsStorage();
  return new ProjectorRegistry(readModels).entities.map((entity) =>
    present(tables.find(({ target }) => target === entity)?.name, 'name of a table'),
  );
}

export async function withDatabase<T>(
  url: string,
  work: (db: pg.Client) => Promise<T>,
): Promise<T> {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    return await work(db);
  } finally {
    await db.end();
  }
}
