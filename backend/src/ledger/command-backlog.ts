import type { EntityManager } from 'typeorm';

/** Commands that are on their way, and those that the relay gave up. */
export interface CommandBacklog {
  readonly queued: number;
  readonly sent: number;
  readonly failed: number;
  /** Null if none is queued. */
  readonly oldestQueuedSeconds: number | null;
  /** Since its transaction was stored; null if none is on its way. */
  readonly oldestSentSeconds: number | null;
}

/** Newest transactions that are searched for commands without an outcome: many more than may be on their way. */
const SEARCHED_TRANSACTIONS = 200;

/**
 * Reads the backlog in one statement whose cost doesn't grow with history: finished commands are not counted, and every
 * part has an index of its own.
 */
export async function readBacklog(db: EntityManager): Promise<CommandBacklog> {
  const rows: CommandBacklog[] = await db.query(
    `SELECT queued.count AS queued, sent.count AS sent, failed.count AS failed,
       extract(epoch FROM now() - queued.oldest)::float8 AS "oldestQueuedSeconds",
       extract(epoch FROM now() - sent.oldest)::float8 AS "oldestSentSeconds"
     FROM
       (SELECT count(*)::int AS count, min(created_at) AS oldest
        FROM command WHERE relay_nonce IS NULL AND failure IS NULL) AS queued,
       (SELECT count(*)::int AS count, min(t.created_at) AS oldest
        FROM relay_transaction t JOIN command c USING (relay_nonce)
        WHERE t.relay_nonce > (SELECT max(relay_nonce) - $1 FROM relay_transaction)
          AND c.failure IS NULL AND NOT EXISTS (
            SELECT 1 FROM command_outcome o
            WHERE o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce)) AS sent,
       (SELECT count(*)::int AS count FROM command WHERE failure IS NOT NULL) AS failed`,
    [SEARCHED_TRANSACTIONS],
  );
  return rows[0] as CommandBacklog;
}
