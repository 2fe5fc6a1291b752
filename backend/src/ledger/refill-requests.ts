import type { EntityManager } from 'typeorm';

import type { BulkWrite } from './bulk-write.js';
import { SIGNAL_REFILL, notify } from './ledger-signals.js';
import { arrayLiteral } from './row-codec.js';

/** Tables with the version of the read model that fills them. */
export type TableVersions = ReadonlyMap<string, number>;

/** A table that is to be filled anew. */
export interface StaleTable {
  readonly table: string;
  /** Null if its rows are of an older version and nobody asked. */
  readonly askedAt: Date | null;
  /** What the last attempt failed for; null if none did. */
  readonly problem: string | null;
}

/** Chars of a problem that are kept. */
const PROBLEM_MAX = 1_000;

/** Tables whose rows are of an older version of their read model, and those that somebody asked for. */
export async function readStaleTables(
  db: EntityManager,
  versions: TableVersions,
): Promise<StaleTable[]> {
  return db.query(
    `SELECT w.table_name AS table, v.asked_at AS "askedAt", v.problem
     FROM unnest($1::text[], $2::integer[]) AS w (table_name, version)
     LEFT JOIN projection_version v USING (table_name)
     WHERE v.version IS NULL OR v.version < w.version OR v.asked_at IS NOT NULL ORDER BY 1`,
    [[...versions.keys()], [...versions.values()]],
  );
}

const NEWER_TABLES = `SELECT FROM projection_version v
  LEFT JOIN unnest($1::text[], $2::integer[]) AS w (table_name, version) USING (table_name)
  WHERE (w.version IS NULL OR v.version > w.version) AND to_regclass(v.table_name) IS NOT NULL`;

/**
 * Whether tables are there that a newer version of their read model fills, or a read model that is not known here.
 *
 * A process of the version before, which lives on during a rolling restart, must not write: its rows would be those of
 * the older handlers, or miss.
 */
export async function isOutdated(db: EntityManager, versions: TableVersions): Promise<boolean> {
  const rows: unknown[] = await db.query(`${NEWER_TABLES} LIMIT 1`, [
    [...versions.keys()],
    [...versions.values()],
  ]);
  return rows.length > 0;
}

/** Has nothing of a bulk count if {@link isOutdated}. */
export function requireCurrent(bulk: BulkWrite, versions: TableVersions): void {
  bulk.require(
    `SELECT WHERE NOT EXISTS (${NEWER_TABLES})`,
    arrayLiteral([...versions.keys()]),
    arrayLiteral([...versions.values()].map(String)),
  );
}

/** The first start: whatever is there was filled by the read models as they are. */
export async function noteFirstVersions(db: EntityManager, versions: TableVersions): Promise<void> {
  await db.query(
    `INSERT INTO projection_version (table_name, version)
     SELECT * FROM unnest($1::text[], $2::integer[])
     WHERE NOT EXISTS (SELECT FROM projection_version) ON CONFLICT DO NOTHING`,
    [[...versions.keys()], [...versions.values()]],
  );
}

/** The tables stand as these versions fill them; whoever asked for that has it. */
export async function noteFilled(db: EntityManager, versions: TableVersions): Promise<void> {
  await db.query(
    `INSERT INTO projection_version (table_name, version)
     SELECT * FROM unnest($1::text[], $2::integer[])
     ON CONFLICT (table_name) DO UPDATE
     SET version = excluded.version, asked_at = NULL, problem = NULL`,
    [[...versions.keys()], [...versions.values()]],
  );
}

/** Keeps why an attempt to fill tables anew failed, until one does not. */
export async function noteProblem(
  db: EntityManager,
  tables: readonly string[],
  problem: string,
): Promise<void> {
  // A table that was never filled has no row yet: 0 stands for no version.
  await db.query(
    `INSERT INTO projection_version (table_name, version, problem)
     SELECT name, 0, $2 FROM unnest($1::text[]) AS t (name)
     ON CONFLICT (table_name) DO UPDATE SET problem = excluded.problem`,
    [tables, problem.slice(0, PROBLEM_MAX)],
  );
}

/**
 * Has the running backend fill tables anew beside the live ones. Asking again while it does changes nothing.
 *
 * @param tables of read models; one that was never filled is filled in any case
 */
export async function askForRefill(db: EntityManager, tables: readonly string[]): Promise<void> {
  await db.query(
    `UPDATE projection_version SET asked_at = now()
     WHERE table_name = ANY($1) AND asked_at IS NULL`,
    [tables],
  );
  await notify(db, SIGNAL_REFILL);
}

/** Takes back what was asked for; rows of an older version are filled anew nevertheless. */
export async function cancelRefill(db: EntityManager): Promise<void> {
  await db.query(
    `UPDATE projection_version SET asked_at = NULL, problem = NULL WHERE asked_at IS NOT NULL`,
  );
  await notify(db, SIGNAL_REFILL);
}
