import type { EntityManager } from 'typeorm';

import type { LedgerRpc } from './ledger-rpc.js';
import { askAgain, noteSent } from './signing.repository.js';

/** Newest transactions of the relay among whose commands is searched. */
const SEARCHED_TRANSACTIONS = 200;
/** Transactions that one search reads. */
const READ_MAX = 20;

interface Suspect {
  readonly commandId: string;
  readonly signature: string;
  readonly transactionHash: string;
}

/**
 * Finds commands whose nonce their own key used for something else, outside of this platform, and asks for a new signature.
 *
 * Events tell a signer and a nonce, so what came of the other request looks like the outcome of the command. Only a final
 * block counts: the nonce must never be free again.
 */
export async function returnOvertaken(
  db: EntityManager,
  rpc: Pick<LedgerRpc, 'send'>,
  finalityBlocks: number,
): Promise<void> {
  for (const { commandId, signature, transactionHash } of await findSuspects(db, finalityBlocks)) {
    const transaction = await rpc.send<{ readonly input: string } | null>(
      'eth_getTransactionByHash',
      [transactionHash],
    );
    if (transaction === null) {
      continue;
    }
    // Whoever sent it, a transaction with this very signature executed this very request.
    const isOwn = transaction.input.includes(signature.slice(2));
    await (isOwn ? noteSent(db, commandId) : askAgain(db, { commandId, signature }));
  }
}

/** Commands with an outcome in a transaction that is not the one in which they were sent. */
async function findSuspects(db: EntityManager, finalityBlocks: number): Promise<Suspect[]> {
  return db.query(
    `SELECT c.command_id AS "commandId", c.signature, o.transaction_hash AS "transactionHash"
     FROM (
       SELECT command_id, signer, signature, forwarder_nonce, relay_nonce FROM command
       WHERE signature IS NOT NULL AND failure IS NULL
         AND relay_nonce > (SELECT max(relay_nonce) - $1 FROM relay_transaction)
       UNION ALL
       SELECT command_id, signer, signature, forwarder_nonce, relay_nonce FROM command
       WHERE signature IS NOT NULL AND failure IS NULL
         AND relay_nonce IS NULL AND request_deadline IS NOT NULL) c
     JOIN command_outcome o ON o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce
     LEFT JOIN relay_transaction t ON t.relay_nonce = c.relay_nonce
     WHERE o.transaction_hash IS DISTINCT FROM t.transaction_hash
       AND NOT EXISTS (SELECT FROM relay_replacement r
         WHERE r.relay_nonce = c.relay_nonce AND r.transaction_hash = o.transaction_hash)
       AND o.block_number <= (SELECT block_number FROM ledger_checkpoint) - $2::int
     LIMIT ${READ_MAX}`,
    [SEARCHED_TRANSACTIONS, finalityBlocks],
  );
}
