import type { EntityManager } from 'typeorm';

/** Commands that are on their way, and those that the relay gave up. */
export interface CommandBacklog {
  readonly queued: number;
  /** Of parties' own keys. */
  readonly awaitingSignature: number;
  readonly sent: number;
  readonly failed: number;
  /** Null if none is queued. */
  readonly oldestQueuedSeconds: number | null;
  /** Since its transaction was stored; null if none is on its way. */
  readonly oldestSentSeconds: number | null;
}

/** Newest transactions that are searched for commands without an outcome: ten times what the relay has on its way. */
const SEARCHED_TRANSACTIONS = 64;

/**
 * Reads the backlog in one statement whose cost doesn't grow with history.
 *
 * The limits inside are what keeps it so: without them the planner compares all commands with all outcomes.
 */
export async function readBacklog(db: EntityManager): Promise<CommandBacklog> {
  const rows: CommandBacklog[] = await db.query(
    `SELECT queued.count AS queued, sent.count AS sent, awaiting.count AS "awaitingSignature",
       failed.count AS failed,
       extract(epoch FROM now() - first.created_at)::float8 AS "oldestQueuedSeconds",
       extract(epoch FROM now() - sent.oldest)::float8 AS "oldestSentSeconds"
     FROM
       (SELECT count(*)::int AS count
        FROM command WHERE relay_nonce IS NULL AND failure IS NULL AND NOT awaits_signature) AS queued
       CROSS JOIN (SELECT count(*)::int AS count
        FROM command WHERE awaits_signature AND failure IS NULL) AS awaiting
       CROSS JOIN (SELECT count(*)::int AS count FROM command WHERE failure IS NOT NULL) AS failed
       CROSS JOIN (SELECT count(*)::int AS count, min(t.created_at) AS oldest
         FROM (SELECT relay_nonce, created_at FROM relay_transaction
           ORDER BY relay_nonce DESC LIMIT $1) AS t
         JOIN command c ON c.relay_nonce = t.relay_nonce AND c.failure IS NULL
         LEFT JOIN LATERAL (SELECT true AS is_known FROM command_outcome o
           WHERE o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce LIMIT 1) AS o ON true
         WHERE o.is_known IS NULL) AS sent
       LEFT JOIN (SELECT created_at FROM command WHERE relay_nonce IS NULL AND failure IS NULL
         AND NOT awaits_signature ORDER BY sequence LIMIT 1) AS first ON true`,
    [SEARCHED_TRANSACTIONS],
  );
  return rows[0] as CommandBacklog;
}
