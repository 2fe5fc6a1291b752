import type { DataSource, EntityManager } from 'typeorm';

/** Below the five seconds in which another process must be at work, with room for its first step. */
const SILENCE_MS = 4_000;

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
    await db.query(
      `SELECT set_config('idle_in_transaction_session_timeout', $1, true),
         set_config('tcp_user_timeout', $1, true)`,
      [`${SILENCE_MS}`],
    );
    return work(db);
  });
}
