import type { EntityManager } from 'typeorm';

import { COMMAND_STANDS, JOIN_OUTCOME } from './command-effect.js';

/** Whom a key is looked for; without a user, the party as such. */
export interface SigningFor {
  readonly party: string;
  readonly userId: string | null;
}

/**
 * Platform-kept key that signs for a user of a party; null if there is none.
 *
 * A user who was given a key signs with it alone, also when it is revoked: its limits would mean nothing otherwise. All
 * others sign with the party's key. A key whose command is on its way comes before those that the ledger knows, since
 * commands are executed in the order in which they were stored.
 */
export async function activeSigner(
  db: EntityManager,
  { party, userId }: SigningFor,
): Promise<string | null> {
  const rows: Array<{ signer: string }> = await db.query(
    `WITH kept AS (
       SELECT k.signer, k.user_id, k.created_at, s.added_at, s.revoked_at,
         s.signer IS NOT NULL AS is_known,
         NOT k.is_prepared AND (k.begins_with_command IS NULL OR (
           c.command_id IS NOT NULL AND ${COMMAND_STANDS})) AS is_beginning
       FROM signer_key k LEFT JOIN signer s USING (signer)
       LEFT JOIN command c ON c.command_id = k.begins_with_command ${JOIN_OUTCOME}
       WHERE k.party = $1 AND (k.user_id IS NULL OR k.user_id = $2))
     SELECT signer FROM kept
     WHERE CASE WHEN is_known THEN revoked_at IS NULL ELSE is_beginning END
       AND user_id IS NOT DISTINCT FROM (
         SELECT o.user_id FROM kept o
         WHERE o.user_id IS NOT NULL AND (o.is_known OR o.is_beginning) LIMIT 1)
     ORDER BY is_known, added_at DESC, created_at DESC, signer LIMIT 1`,
    [party, userId],
  );
  return rows[0]?.signer ?? null;
}
