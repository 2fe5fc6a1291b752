import type { EntityManager } from 'typeorm';

/** Schema that new tables are filled in beside the live ones. */
export const SHADOW_SCHEMA = 'rebuild';
const LIVE_SCHEMA = 'public';
/** Schemas of tables that were switched away begin with this. */
const REPLACED_PREFIX = 'replaced_';
/** How long a reader may keep the switch, and with it other readers, waiting. */
const LOCK_TIMEOUT_MS = 500;
const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK_DETECTED = '40P01';
const UNDEFINED_TABLE = '42P01';

/** Tables that belong to the checkpoint: they are filled and switched with the read models. */
export const PROGRESS_TABLES = ['ledger_undo_point', 'ledger_undo', 'ledger_checkpoint'] as const;

export interface TableCount {
  readonly table: string;
  readonly before: number;
  readonly after: number;
}

/** What the live tables look like; a rebuild that was begun for others is begun anew. */
export async function shapeOf(db: EntityManager, tables: readonly string[]): Promise<string> {
  const rows: Array<{ shape: string }> = await db.query(
    `SELECT md5(string_agg(concat_ws(' ', table_name, column_name, data_type, is_nullable), ','
       ORDER BY table_name, ordinal_position)) AS shape
     FROM information_schema.columns WHERE table_schema = '${LIVE_SCHEMA}' AND table_name = ANY($1)`,
    [tables],
  );
  return rows[0]?.shape ?? '';
}

/** Shape that the tables of a rebuild that is under way were made for; null if none is. */
export async function shadowShape(db: EntityManager): Promise<string | null> {
  const rows: Array<{ shape: string | null }> = await db.query(
    `SELECT obj_description(oid, 'pg_namespace') AS shape FROM pg_namespace WHERE nspname = $1`,
    [SHADOW_SCHEMA],
  );
  return rows[0]?.shape ?? null;
}

/**
 * Statements that give tables of a schema `$2` what the live ones `$1` have: constraints, indexes, settings and grants.
 *
 * Definitions name tables without their schema where the path shows them, and so mean the new ones.
 */
const DEFINITIONS = `
  SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', $2::text, c.relname, k.conname,
      pg_get_constraintdef(k.oid)) AS sql, CASE k.contype WHEN 'f' THEN 2 ELSE 0 END AS turn
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relnamespace = '${LIVE_SCHEMA}'::regnamespace AND c.relname = ANY($1)
      AND k.contype IN ('p', 'u', 'c', 'x', 'f')
  UNION ALL
  SELECT replace(pg_get_indexdef(x.indexrelid), format(' ON %I.', '${LIVE_SCHEMA}'),
      format(' ON %I.', $2::text)), 1
    FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
    WHERE c.relnamespace = '${LIVE_SCHEMA}'::regnamespace AND c.relname = ANY($1)
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid
        AND k.conrelid = x.indrelid)
  UNION ALL
  SELECT format('ALTER TABLE %I.%I SET (%s)', $2::text, c.relname,
      array_to_string(c.reloptions, ', ')), 0
    FROM pg_class c
    WHERE c.relnamespace = '${LIVE_SCHEMA}'::regnamespace AND c.relname = ANY($1)
      AND c.reloptions IS NOT NULL
  UNION ALL
  SELECT format('GRANT %s%s ON %I.%I TO %s%s', g.privilege_type, ' (' || quote_ident(g.attname) || ')',
      $2::text, g.relname, CASE g.grantee WHEN 0 THEN 'PUBLIC'
        ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
      CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), 3
    FROM (
      SELECT c.relname, c.relowner, NULL::name AS attname, (aclexplode(c.relacl)).*
      FROM pg_class c
      WHERE c.relnamespace = '${LIVE_SCHEMA}'::regnamespace AND c.relname = ANY($1)
      UNION ALL
      SELECT c.relname, c.relowner, a.attname, (aclexplode(a.attacl)).*
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
      WHERE c.relnamespace = '${LIVE_SCHEMA}'::regnamespace AND c.relname = ANY($1)
    ) AS g
    WHERE g.grantee <> g.relowner
  ORDER BY turn`;

/** Makes empty tables with the columns, constraints, indexes, settings and grants of the live ones, under the same names. */
export async function createShadow(
  db: EntityManager,
  tables: readonly string[],
  shape: string,
): Promise<void> {
  await db.query(`DROP SCHEMA IF EXISTS ${SHADOW_SCHEMA} CASCADE; CREATE SCHEMA ${SHADOW_SCHEMA}`);
  for (const table of tables) {
    await db.query(
      `CREATE TABLE ${SHADOW_SCHEMA}.${table} (LIKE ${LIVE_SCHEMA}.${table}
         INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMMENTS)`,
    );
  }
  const statements: Array<{ sql: string }> = await db.query(DEFINITIONS, [tables, SHADOW_SCHEMA]);
  await db.query(`SET LOCAL search_path = ${SHADOW_SCHEMA}, ${LIVE_SCHEMA}`);
  for (const { sql } of statements) {
    await db.query(sql);
  }
  await db.query(`COMMENT ON SCHEMA ${SHADOW_SCHEMA} IS '${shape}'`);
}

export async function dropShadow(db: EntityManager): Promise<void> {
  await db.query(`DROP SCHEMA IF EXISTS ${SHADOW_SCHEMA} CASCADE`);
}

/** Drops every table that was switched away, and returns the schemas that held them. */
export async function dropReplaced(db: EntityManager): Promise<string[]> {
  const rows: Array<{ name: string }> = await db.query(
    `SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, '${REPLACED_PREFIX}')`,
  );
  for (const { name } of rows) {
    await db.query(`DROP SCHEMA ${name} CASCADE`);
  }
  return rows.map(({ name }) => name);
}

export interface Switch {
  readonly tables: readonly string[];
  /** Whether the checkpoint goes with them; otherwise both sides must stand at the same block. */
  readonly withCheckpoint: boolean;
}

/**
 * Puts the new tables in the place of the live ones, in the transaction of `db`.
 *
 * The checkpoint is locked first: no range can be half written, and the next one sees the new generation. Whatever
 * cannot be locked at once ends the attempt, so that readers never wait long behind it.
 *
 * @returns schema of the tables that were replaced; null if the new ones are not far enough or a lock is taken
 */
export async function switchTables(
  db: EntityManager,
  { tables, withCheckpoint }: Switch,
): Promise<string | null> {
  await db.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await db.query(`LOCK TABLE ${LIVE_SCHEMA}.ledger_checkpoint IN ACCESS EXCLUSIVE MODE`);
  if (!(await isFarEnough(db, withCheckpoint))) {
    return null;
  }
  const moved = [
    ...tables,
    ...PROGRESS_TABLES.filter((table) => withCheckpoint || table !== 'ledger_checkpoint'),
  ];
  const live = moved.map((table) => `${LIVE_SCHEMA}.${table}`);
  await db.query(`LOCK TABLE ${live.join(', ')} IN ACCESS EXCLUSIVE MODE`);
  const replaced = `${REPLACED_PREFIX}${Date.now()}`;
  await db.query(`CREATE SCHEMA ${replaced}`);
  const generation = `(SELECT max(generation) + 1 FROM (
    SELECT generation FROM ${LIVE_SCHEMA}.ledger_checkpoint
    UNION ALL SELECT generation FROM ${SHADOW_SCHEMA}.ledger_checkpoint) AS both_sides)`;
  const counted = withCheckpoint ? SHADOW_SCHEMA : LIVE_SCHEMA;
  await db.query(`UPDATE ${counted}.ledger_checkpoint SET generation = ${generation}`);
  for (const table of moved) {
    await db.query(`ALTER TABLE ${LIVE_SCHEMA}.${table} SET SCHEMA ${replaced}`);
    await db.query(`ALTER TABLE ${SHADOW_SCHEMA}.${table} SET SCHEMA ${LIVE_SCHEMA}`);
  }
  await dropShadow(db);
  return replaced;
}

/** Readers never go back: the new tables show at least the block that the live ones show. */
async function isFarEnough(db: EntityManager, withCheckpoint: boolean): Promise<boolean> {
  const rows: unknown[] = await db.query(
    `SELECT FROM ${SHADOW_SCHEMA}.ledger_checkpoint s
     LEFT JOIN ${LIVE_SCHEMA}.ledger_checkpoint l ON l.genesis_hash = s.genesis_hash
     WHERE l.block_hash = s.block_hash
       OR ($1 AND (l.block_number IS NULL OR l.block_number <= s.block_number))`,
    [withCheckpoint],
  );
  return rows.length > 0;
}

/** Whether the switch met a reader or writer that kept a table for too long. */
export function isLockTaken(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === LOCK_NOT_AVAILABLE || code === DEADLOCK_DETECTED;
}

export interface RefillProgress {
  /** −1 before the first. */
  readonly indexedBlock: number;
  readonly liveBlock: number;
}

/** How far the tables that are filled beside the live ones are. */
export async function refillProgress(db: EntityManager): Promise<RefillProgress> {
  const rows: Array<{ live: number; exists: boolean }> = await db.query(
    `SELECT coalesce((SELECT block_number FROM ledger_checkpoint), -1)::int AS live,
       to_regclass('${SHADOW_SCHEMA}.ledger_checkpoint') IS NOT NULL AS exists`,
  );
  const { live: liveBlock = -1, exists = false } = rows[0] ?? {};
  return { liveBlock, indexedBlock: exists ? await shadowBlock(db) : -1 };
}

/** It may be switched, and so be gone, between two looks at it. */
async function shadowBlock(db: EntityManager): Promise<number> {
  try {
    const rows: Array<{ at: number }> = await db.query(
      `SELECT block_number::int AS at FROM ${SHADOW_SCHEMA}.ledger_checkpoint`,
    );
    return rows[0]?.at ?? -1;
  } catch (error) {
    if ((error as { code?: string }).code === UNDEFINED_TABLE) {
      return -1;
    }
    throw error;
  }
}

/** Rows of tables that were replaced beside those of the tables that stand for them. */
export async function countBoth(
  db: EntityManager,
  replaced: string,
  tables: readonly string[],
): Promise<TableCount[]> {
  const counts: TableCount[] = [];
  for (const table of tables) {
    const rows: Array<{ before: number; after: number }> = await db.query(
      `SELECT (SELECT count(*) FROM ${replaced}.${table})::int AS before,
         (SELECT count(*) FROM ${LIVE_SCHEMA}.${table})::int AS after`,
    );
    counts.push({ table, before: rows[0]?.before ?? 0, after: rows[0]?.after ?? 0 });
  }
  return counts;
}
