import { keccak256 } from 'ethers';
import type { EntityManager } from 'typeorm';

import { AdvisoryLock } from '../database/index.js';

/** Commands that are looked at for one transaction. */
const QUEUE_READ_MAX = 200;

export interface QueuedCommand {
  readonly commandId: string;
  readonly signer: string;
  readonly contract: string;
  readonly callData: Buffer;
  readonly gas: number;
  readonly correlationId: string | null;
  readonly traceParent: string | null;
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

/** −1 before the first. */
export async function lastRelayNonce(db: EntityManager): Promise<number> {
  const rows: Array<{ last: string | null }> = await db.query(
    'SELECT max(relay_nonce) AS last FROM relay_transaction',
  );
  return Number(rows[0]?.last ?? -1);
}

/**
 * The first nonce, of as many as may be on their way, that no stored transaction has; null if all have one.
 *
 * It lies before others where the chain lost blocks in which another sender had used it: what follows waits for it.
 */
export async function nextRelayNonce(
  db: EntityManager,
  chainNonce: number,
  limit: number,
): Promise<{ readonly relayNonce: number; readonly isGap: boolean } | null> {
  const rows: Array<{ relayNonce: string; isGap: boolean }> = await db.query(
    `SELECT n AS "relayNonce",
       EXISTS (SELECT FROM relay_transaction t WHERE t.relay_nonce > n) AS "isGap"
     FROM generate_series($1::bigint, $1::bigint + $2 - 1) AS n
     WHERE NOT EXISTS (SELECT FROM relay_transaction t WHERE t.relay_nonce = n) ORDER BY n LIMIT 1`,
    [chainNonce, limit],
  );
  const row = rows[0];
  return row === undefined ? null : { relayNonce: Number(row.relayNonce), isGap: row.isGap };
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
           c.correlation_id AS "correlationId", c.trace_parent AS "traceParent", c.party,
           c.signature, c.request_deadline AS "requestDeadline", c.forwarder_nonce AS "forwarderNonce"
       FROM turns t JOIN command c USING (command_id) WHERE ${isStillQueued('c')}
       ORDER BY t.turn, t.sequence FOR UPDATE OF c`,
  );
  return rows.map((row) => ({
    ...row,
    gas: Number(row.gas),
    forwarderNonce: Number(row.forwarderNonce ?? -1),
  }));
}

/**
 * Gives each signer's next nonces at the forwarder, one a call: after what was executed, without those on their way.
 *
 * A nonce below one on its way is free where its command was taken back; what follows is skipped until it is used.
 */
export async function freeForwarderNonces(
  db: EntityManager,
  signers: readonly string[],
): Promise<Map<string, () => number>> {
  const rows: Array<{ signer: string; next: string; taken: string[] }> = await db.query(
    `SELECT s.signer, e.next, array(SELECT c.forwarder_nonce FROM command c
       WHERE c.signer = s.signer AND c.forwarder_nonce >= e.next) AS taken
     FROM unnest($1::text[]) AS s (signer) CROSS JOIN LATERAL (
       SELECT coalesce(max(o.forwarder_nonce), -1) + 1 AS next
       FROM command_outcome o WHERE o.signer = s.signer) AS e`,
    [signers],
  );
  return new Map(rows.map(({ signer, next, taken }) => [signer, counterFrom(+next, taken)]));
}

function counterFrom(first: number, taken: readonly string[]): () => number {
  const isTaken = new Set(taken.map(Number));
  let next = first;
  return () => {
    while (isTaken.has(next)) {
      next += 1;
    }
    next += 1;
    return next - 1;
  };
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

/** Transactions in their newest versions. */
export async function rawTransactionsFrom(
  db: EntityManager,
  relayNonce: number,
  limit: number,
): Promise<Array<{ relayNonce: number; raw: string }>> {
  const rows: Array<{ relay_nonce: string; raw_transaction: string }> = await db.query(
    `SELECT t.relay_nonce, coalesce(
       (SELECT r.raw_transaction FROM relay_replacement r WHERE r.relay_nonce = t.relay_nonce
        ORDER BY r.replacement DESC LIMIT 1), t.raw_transaction) AS raw_transaction
     FROM relay_transaction t WHERE t.relay_nonce >= $1 ORDER BY t.relay_nonce LIMIT $2`,
    [relayNonce, limit],
  );
  return rows.map((row) => ({ relayNonce: Number(row.relay_nonce), raw: row.raw_transaction }));
}

/** Transactions of a range of the account's nonces with a request that no event tells of, in all versions. */
export async function unexecutedTransactions(
  db: EntityManager,
  range: { readonly from: number; readonly below: number },
): Promise<Array<{ relayNonce: number; transactionHashes: string[] }>> {
  const rows: Array<{ relay_nonce: string; transaction_hashes: string[] }> = await db.query(
    `SELECT DISTINCT t.relay_nonce, array(
       SELECT r.transaction_hash FROM relay_replacement r WHERE r.relay_nonce = t.relay_nonce
     ) || t.transaction_hash AS transaction_hashes
     FROM command c JOIN relay_transaction t USING (relay_nonce)
     WHERE c.relay_nonce >= $1 AND c.relay_nonce < $2 AND c.failure IS NULL AND NOT EXISTS (
       SELECT 1 FROM command_outcome o
       WHERE o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce)
     ORDER BY t.relay_nonce LIMIT 20`,
    [range.from, range.below],
  );
  return rows.map((row) => ({
    relayNonce: Number(row.relay_nonce),
    transactionHashes: row.transaction_hashes,
  }));
}
