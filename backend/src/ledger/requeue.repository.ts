import type { EntityManager } from 'typeorm';

import { contractInterfaces } from './contracts.js';
import type { Checkpoint } from './projection.repository.js';

/** After so many transactions that skipped it, a command is given up. */
const ATTEMPTS_MAX = 3;

/**
 * Kind of a request that does nothing but use a nonce.
 *
 * What the platform signed for a command that it gave up can be read in the transaction that passed it over, and
 * executed by whoever reaches the ledger while its nonce is unused: the command would take effect after it was reported
 * as failed, or twice if it was given again.
 */
export const VOID_KIND = 'VOID_REQUEST';
const VOID_GAS = 100_000;

/** SQL: a command that failed by no fault of its own is never given up; it can no longer be cancelled, as it was sent. */
const COUNTED_AT_MOST = `least(attempts + 1, ${ATTEMPTS_MAX - 1})`;

/** SQL: an earlier request of the same signer was not executed, so that the forwarder could not take command `c`. */
const HAD_TO_WAIT = `(c.forwarder_nonce > 1 + coalesce(
  (SELECT max(e.forwarder_nonce) FROM command_outcome e WHERE e.signer = c.signer), -1))`;

/**
 * SQL: what a party's own key signed stays signed while it is valid: everybody can read it in the mined transaction, and
 * with a second signature under another nonce the act could take effect twice.
 */
const KEPT_NONCE = 'CASE WHEN signature IS NOT NULL THEN forwarder_nonce END';

/** Takes requests back that no block up to the checkpoint executed; nothing, if the checkpoint is another one by now. */
export function requeueUnexecuted(
  db: EntityManager,
  relayNonce: number,
  at: Checkpoint,
): Promise<number> {
  return requeue(
    db,
    { relayNonce, at },
    `attempts = CASE WHEN ${HAD_TO_WAIT} THEN ${COUNTED_AT_MOST} ELSE attempts + 1 END,
     failure = CASE WHEN signature IS NULL AND attempts + 1 >= ${ATTEMPTS_MAX} AND NOT ${HAD_TO_WAIT}
       THEN 'NOT_EXECUTED' END`,
  );
}

/** Takes requests back whose nonce of the relay another transaction used; that is no failed attempt of theirs. */
export function requeueOvertaken(
  db: EntityManager,
  relayNonce: number,
  at: Checkpoint,
): Promise<number> {
  return requeue(db, { relayNonce, at }, `attempts = ${COUNTED_AT_MOST}`);
}

/**
 * Kept keys sign again in the order of the queue, so that each command gets the nonce that it had; for one that is given
 * up, a request that does nothing takes part, so that no nonce that was signed remains unused.
 */
async function requeue(
  db: EntityManager,
  { relayNonce, at }: { readonly relayNonce: number; readonly at: Checkpoint },
  counting: string,
): Promise<number> {
  const rows: Array<{ count: number }> = await db.query(
    `WITH requeued AS (
       UPDATE command c SET relay_nonce = NULL, forwarder_nonce = ${KEPT_NONCE}, ${counting}
       WHERE c.relay_nonce = $1 AND c.failure IS NULL
         AND EXISTS (SELECT 1 FROM ledger_checkpoint WHERE block_number = $2 AND block_hash = $3)
         AND NOT EXISTS (SELECT 1 FROM command_outcome o
           WHERE o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce)
       RETURNING c.command_id, c.party, c.user_id, c.kind, c.signer, c.subjects, c.failure),
     voids AS (
       INSERT INTO command (command_id, party, user_id, idempotency_key, body_hash, kind, signer,
         contract, call_data, gas, subjects, awaits_signature, attempts)
       SELECT gen_random_uuid(), party, user_id, 'void:' || command_id, '', '${VOID_KIND}', signer,
         'parties', $4, ${VOID_GAS}, subjects, false, 0
       FROM requeued WHERE failure IS NOT NULL AND kind <> '${VOID_KIND}')
     SELECT count(*)::int AS count FROM requeued`,
    [relayNonce, at.blockNumber, at.blockHash, voidCall()],
  );
  return rows[0]?.count ?? 0;
}

/** A question to a contract that trusts the forwarder: it changes nothing. */
function voidCall(): Buffer {
  const callData = contractInterfaces.parties.encodeFunctionData('pausedActs');
  return Buffer.from(callData.slice(2), 'hex');
}
