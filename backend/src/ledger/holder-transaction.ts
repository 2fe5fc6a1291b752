import type { DataSource, EntityManager } from 'typeorm';

import { BulkWrite, connectionOf } from './bulk-write.js';

/** Below the five seconds in which another process must be at work, with room for its first step. */
const SILENCE_MS = 4_000;
const SETTINGS = `SELECT set_config(name, '${SILENCE_MS}', true)
  FROM unnest('{idle_in_transaction_session_timeout,tcp_user_timeout}'::text[]) AS name`;

/**
 * A transaction of a process that holds a lease.
 *
 * A holder that is cut off in the middle of it would keep its locks for as long as TCP is patient, and whoever took
 * the lease over would wait for them: the server ends the session of one that is silent, or no longer takes its answers.
 */
export function holderTransaction<Result>(
  dataSource: DataSource,
  work: (db: EntityManager) => Promise<Result>,
): Promise<Result> {
  return dataSource.transaction(async (db) => {
    await db.query(SETTINGS);
    return work(db);
  });
}

/** Thrown out of a transaction to roll it back. */
class UnmetError extends Error {}

/**
 * As {@link holderTransaction}, of statements that are sent all at once.
 *
 * @returns false if a required statement had no row; nothing is changed then
 */
export async function holderWrite(dataSource: DataSource, bulk: BulkWrite): Promise<boolean> {
  try {
    await dataSource.transaction(async (db) => {
      if (!(await bulk.send(await connectionOf(db)))) {
        throw new UnmetError();
      }
    });
    return true;
  } catch (error) {
    if (error instanceof UnmetError) {
      return false;
    }
    throw error;
  }
}

/** Statements of a holder, to which others are added. */
export function holderBulk(): BulkWrite {
  const bulk = new BulkWrite();
  bulk.run(SETTINGS);
  return bulk;
}
