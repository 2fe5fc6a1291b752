import { keccak256 } from 'ethers';
import type { EntityManager } from 'typeorm';

import { AdvisoryLock } from '../database/index.js';
import type { Checkpoint } from './projection.repository.js';

/** Commands that are looked at for one transaction. */
const QUEUE_READ_MAX = 200;
/** After so many transactions that skipped it, a command is given up. */
const ATTEMPTS_MAX = 3;

export interface QueuedCommand {
  readonly commandId: string;
  readonly signer: string;
  readonly contract: string;
  readonly callData: Buffer;
  readonly gas: number;
  readonly correlationId: string | null;
  readonly party: string;
  /** By the party's own key, over the nonce and the deadline beside it; null if the platform keeps the key. */
  readonly signature: string | null;
  readonly requestDeadline: Date | null;
  /** That of the signature; otherwise the relay assigns it. */
  forwarderNonce: number;
}

/** Whoever assigns nonces does it alone, even if a process outlived its lease. */
export async function lockRelay(db: EntityManager): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock($1)', [AdvisoryLock.RELAY_NONCES]);
}

export async function nextRelayNonce(db: EntityManager, chainNonce: number): Promise<number> {
  const rows: Array<{ last: string | null }> = await db.query(
    'SELECT max(relay_nonce) AS last FROM relay_transaction',
  );
  const last = rows[0]?.last;
  return Math.max(last === null || last === undefined ? 0 : Number(last) + 1, chainNonce);
}

function isQueued(command: string): string {
  return `${command}.relay_nonce IS NULL AND ${command}.failure IS NULL
    AND NOT ${command}.awaits_signature`;
}

/** SQL: the same of a command that is found by its id, in words that do not offer the index of the queue. */
function isStillQueued(command: string): string {
  return `coalesce(${command}.relay_nonce, -1) = -1 AND coalesce(${command}.failure, '') = ''
    AND NOT ${command}.awaits_signature`;
}

/** An import may outrun the statistics; a plan made for an empty queue would read all of it for each party. */
const READ_BY_INDEX = ['enable_seqscan', 'enable_bitmapscan', 'enable_sort']
  .map((setting) => `set_config('${setting}', 'off', true)`)
  .join(', ');

/** SQL: every party with queued commands and its oldest one; jumps from party to party in the index of the queue. */
const PARTIES_WITH_QUEUE = `
  RECURSIVE queue_head AS (
    (SELECT c.party, c.sequence FROM command c WHERE ${isQueued('c')}
     ORDER BY c.party, c.sequence LIMIT 1)
    UNION ALL
    SELECT n.party, n.sequence FROM queue_head h CROSS JOIN LATERAL (
      SELECT c.party, c.sequence FROM command c WHERE ${isQueued('c')} AND c.party > h.party
      ORDER BY c.party, c.sequence LIMIT 1) n)`;

/** SQL: another party's command with which the key of command `c` begins is still queued. */
const WAITS_FOR_KEY = `EXISTS (
  SELECT FROM signer_key k JOIN command b ON b.command_id = k.begins_with_command
  WHERE k.signer = c.signer AND b.party <> c.party AND ${isStillQueued('b')})`;

/** SQL: the commands that come next, the first of each party before the second of any. */
const TURNS = `
  turns AS (
    SELECT q.command_id, q.sequence,
      row_number() OVER (PARTITION BY h.party ORDER BY q.sequence) AS turn
    FROM (SELECT party FROM queue_head ORDER BY sequence LIMIT ${QUEUE_READ_MAX}) h
    CROSS JOIN LATERAL (
      SELECT n.command_id, n.sequence, bool_or(n.waits) OVER (ORDER BY n.sequence) AS waits FROM (
        SELECT c.command_id, c.sequence, ${WAITS_FOR_KEY} AS waits
        FROM command c WHERE c.party = h.party AND ${isQueued('c')}
        ORDER BY c.sequence LIMIT ${QUEUE_READ_MAX}) n) q
    WHERE NOT q.waits ORDER BY turn, q.sequence LIMIT ${QUEUE_READ_MAX})`;

/**
 * The commands of the next transactions, in turns of parties, so that nobody waits for the end of another's import;
 * those of a party keep their order, and none comes before the command that tells the ledger of its key.
 *
 * They are locked: whoever wants to cancel one waits until it is known to be sent.
 */
export async function queuedCommands(db: EntityManager): Promise<QueuedCommand[]> {
  await db.query(`SELECT ${READ_BY_INDEX}`);
  const rows: Array<
    Omit<QueuedCommand, 'gas' | 'forwarderNonce'> & { gas: string; forwarderNonce: string | null }
  > = await db.query(
    `WITH ${PARTIES_WITH_QUEUE}, ${TURNS}
       SELECT c.command_id AS "commandId", c.signer, c.contract, c.call_data AS "callData", c.gas,
           c.correlation_id AS "correlationId", c.party, c.signature,
           c.request_deadline AS "requestDeadline", c.forwarder_nonce AS "forwarderNonce"
       FROM turns t JOIN command c USING (command_id) WHERE ${isStillQueued('c')}
       ORDER BY t.turn, t.sequence FOR UPDATE OF c`,
  );
  return rows.map((row) => ({
    ...row,
    gas: Number(row.gas),
    forwarderNonce: Number(row.forwarderNonce ?? -1),
  }));
}

/** Next nonce of each signer at the forwarder: after what was executed and what is on its way. */
export async function nextForwarderNonces(
  db: EntityManager,
  signers: readonly string[],
): Promise<Map<string, number>> {
  const rows: Array<{ signer: string; next: string }> = await db.query(
    `SELECT s.signer, greatest(
       (SELECT max(o.forwarder_nonce) FROM command_outcome o WHERE o.signer = s.signer),
       (SELECT max(c.forwarder_nonce) FROM command c WHERE c.signer = s.signer), -1) + 1 AS next
     FROM unnest($1::text[]) AS s (signer)`,
    [signers],
  );
  return new Map(rows.map((row) => [row.signer, Number(row.next)]));
}

export async function assignNonces(
  db: EntityManager,
  relayNonce: number,
  commands: readonly QueuedCommand[],
): Promise<void> {
  await db.query(
    `UPDATE command SET relay_nonce = $1, forwarder_nonce = n.forwarder_nonce
     FROM unnest($2::uuid[], $3::bigint[]) AS n (command_id, forwarder_nonce)
     WHERE command.command_id = n.command_id`,
    [
      relayNonce,
      commands.map((command) => command.commandId),
      commands.map((command) => command.forwarderNonce),
    ],
  );
}

export async function storeTransaction(
  db: EntityManager,
  relayNonce: number,
  raw: string,
): Promise<void> {
  await db.query(
    `INSERT INTO relay_transaction (relay_nonce, transaction_hash, raw_transaction)
     VALUES ($1, $2, $3)`,
    [relayNonce, keccak256(raw), raw],
  );
}

export async function rawTransactionsFrom(
  db: EntityManager,
  relayNonce: number,
  limit: number,
): Promise<Array<{ relayNonce: number; raw: string }>> {
  const rows: Array<{ relay_nonce: string; raw_transaction: string }> = await db.query(
    `SELECT relay_nonce, raw_transaction FROM relay_transaction
     WHERE relay_nonce >= $1 ORDER BY relay_nonce LIMIT $2`,
    [relayNonce, limit],
  );
  return rows.map((row) => ({ relayNonce: Number(row.relay_nonce), raw: row.raw_transaction }));
}

/** Transactions of a range of the account's nonces with a request that no event tells of. */
export async function unexecutedTransactions(
  db: EntityManager,
  range: { readonly from: number; readonly below: number },
): Promise<Array<{ relayNonce: number; transactionHash: string }>> {
  const rows: Array<{ relay_nonce: string; transaction_hash: string }> = await db.query(
    `SELECT DISTINCT t.relay_nonce, t.transaction_hash
     FROM command c JOIN relay_transaction t USING (relay_nonce)
     WHERE c.relay_nonce >= $1 AND c.relay_nonce < $2 AND c.failure IS NULL AND NOT EXISTS (
       SELECT 1 FROM command_outcome o
       WHERE o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce)
     ORDER BY t.relay_nonce LIMIT 20`,
    [range.from, range.below],
  );
  return rows.map((row) => ({
    relayNonce: Number(row.relay_nonce),
    transactionHash: row.transaction_hash,
  }));
}

/**
 * Takes requests back that no block up to the checkpoint executed; nothing, if the checkpoint is another one by now.
 *
 * What a party's own key signed stays signed while it is valid: everybody can read it in the mined transaction, and with
 * a second signature under another nonce the act could take effect twice.
 */
export async function requeueUnexecuted(
  db: EntityManager,
  relayNonce: number,
  at: Checkpoint,
): Promise<number> {
  const [, count]: [unknown, number] = await db.query(
    `UPDATE command c SET relay_nonce = NULL, attempts = attempts + 1,
       forwarder_nonce = CASE WHEN signature IS NOT NULL THEN forwarder_nonce END,
       failure = CASE WHEN signature IS NULL AND attempts + 1 >= ${ATTEMPTS_MAX} THEN 'NOT_EXECUTED' END
     WHERE c.relay_nonce = $1
       AND EXISTS (SELECT 1 FROM ledger_checkpoint WHERE block_number = $2 AND block_hash = $3)
       AND NOT EXISTS (SELECT 1 FROM command_outcome o
         WHERE o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce)`,
    [relayNonce, at.blockNumber, at.blockHash],
  );
  return count;
}
