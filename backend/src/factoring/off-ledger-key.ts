import type { EntityManager } from 'typeorm';

/** Two requests with one key wait for each other, as in the outbox of commands. */
export async function lockIdempotencyKey(
  db: EntityManager,
  party: string,
  key: string,
): Promise<void> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`${party}:${key}`]);
}
