import type { EntityManager } from 'typeorm';

import { COMMAND_STANDS, JOIN_OUTCOME } from './command-effect.js';

/** Whom a key is looked for; without a user, the party as such. */
export interface SigningFor {
  readonly party: string;
  readonly userId: string | null;
}

/** Key that signs for somebody. */
export interface ChosenSigner {
  readonly signer: string;
  /** Whether the platform keeps it; otherwise its party is asked for each signature. */
  readonly isKept: boolean;
}

/**
 * Key that signs for a user of a party; null if there is none.
 *
 * A user who was given a key signs with it alone, also when it is revoked: its limits would mean nothing otherwise. All
 * others sign with the party's key. A key whose command is on its way comes before those that the ledger knows, since
 * commands are executed in the order in which they were stored; a
 * command that waits for its own signature is not on its way yet.
 */
export async function chooseSigner(
  db: EntityManager,
  { party, userId }: SigningFor,
): Promise<ChosenSigner | null> {
  const rows: ChosenSigner[] = await db.query(
    `WITH kept AS (
       SELECT k.signer, k.sealed_key IS NOT NULL AS is_kept, k.user_id, k.created_at, s.added_at,
         s.revoked_at,
         s.signer IS NOT NULL AS is_known,
         NOT k.is_prepared AND (k.begins_with_command IS NULL OR (
           c.command_id IS NOT NULL AND NOT c.awaits_signature AND ${COMMAND_STANDS})) AS is_beginning
       FROM signer_key k LEFT JOIN signer s ON s.signer = k.signer AND s.party = k.party
       LEFT JOIN command c ON c.command_id = k.begins_with_command ${JOIN_OUTCOME}
       WHERE k.party = $1 AND (k.user_id IS NULL OR k.user_id = $2))
     SELECT signer, is_kept AS "isKept" FROM kept
     WHERE CASE WHEN is_known THEN revoked_at IS NULL ELSE is_beginning END
       AND user_id IS NOT DISTINCT FROM (
         SELECT o.user_id FROM kept o
         WHERE o.user_id IS NOT NULL AND (o.is_known OR o.is_beginning) LIMIT 1)
     ORDER BY is_known, added_at DESC, created_at DESC, signer LIMIT 1`,
    [party, userId],
  );
  return rows[0] ?? null;
}

/** Address of the key that signs for a user of a party, whoever keeps it; null if there is none. */
export async function activeSigner(db: EntityManager, who: SigningFor): Promise<string | null> {
  return (await chooseSigner(db, who))?.signer ?? null;
}
