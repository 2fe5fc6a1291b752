import type { EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import { SIGNATURE_EXPIRED } from './command.entity.js';
import { COMMAND_STANDS, JOIN_OUTCOME } from './command-effect.js';
import { SIGNAL_CANCELLED, notify } from './ledger-signals.js';

/** How long a party has to sign: longer than a weekend, short enough that nothing surprises anybody. */
const SIGNING_DAYS = 7;
/** A signature that is given at the last moment leaves the relay this much of the request's life. */
const RELAY_MINUTES = 60;
/** After so many requests that were signed and not executed, a command is given up. */
const ATTEMPTS_MAX = 3;

/** A command as its own key sees it. */
export interface SigningRow {
  readonly commandId: string;
  readonly sequence: string;
  readonly kind: string;
  readonly subjects: readonly string[];
  readonly party: string;
  /** Whose key it is. */
  readonly keyParty: string;
  readonly signer: string;
  readonly contract: string;
  readonly callData: Buffer;
  readonly gas: number;
  readonly correlationId: string | null;
  readonly traceParent: string | null;
  readonly requestDeadline: Date;
  /** Until when a signature is taken. */
  readonly signBy: Date;
  readonly signature: string | null;
  readonly awaitsSignature: boolean;
  readonly failure: string | null;
  readonly isExpired: boolean;
}

/** SQL: now, by this machine and by the ledger, whichever is later. */
const LATER_NOW = `greatest(now(), (SELECT block_time FROM ledger_checkpoint))`;
const NEW_DEADLINE = `date_trunc('second', ${LATER_NOW})
  + make_interval(days => ${SIGNING_DAYS}, mins => ${RELAY_MINUTES})`;
const SIGN_BY = `c.request_deadline - make_interval(mins => ${RELAY_MINUTES})`;

const SELECT_SIGNING = `
  SELECT c.command_id AS "commandId", c.sequence, c.kind, c.subjects, c.party,
    k.party AS "keyParty", c.signer, c.contract, c.call_data AS "callData", c.gas,
    c.correlation_id AS "correlationId", c.trace_parent AS "traceParent", c.request_deadline AS "requestDeadline",
    ${SIGN_BY} AS "signBy", c.signature, c.awaits_signature AS "awaitsSignature", c.failure,
    ${SIGN_BY} <= ${LATER_NOW} AS "isExpired"
  FROM command c JOIN signer_key k USING (signer)`;

/** Until when a request that is made now can be executed. */
export async function nextDeadline(db: EntityManager): Promise<Date> {
  const rows: Array<{ deadline: Date }> = await db.query(`SELECT ${NEW_DEADLINE} AS deadline`);
  return present(rows[0], 'deadline').deadline;
}

/** Commands of own keys that the party gave, or whose key is the party's, in the order of their ids. */
export async function findSigning(
  db: EntityManager,
  filter: {
    readonly party?: string;
    readonly commandIds: readonly string[];
    readonly lock?: boolean;
  },
): Promise<SigningRow[]> {
  return toRows(
    await db.query(
      `${SELECT_SIGNING} WHERE c.command_id = ANY($1::uuid[]) AND c.request_deadline IS NOT NULL
         AND ($2::text IS NULL OR c.party = $2 OR k.party = $2)
       ORDER BY c.command_id ${filter.lock === true ? 'FOR UPDATE OF c' : ''}`,
      [filter.commandIds, filter.party ?? null],
    ),
  );
}

/** What waits for signatures of a party's keys, the oldest first. */
export async function findAwaiting(
  db: EntityManager,
  { party, signer, limit }: { party: string; signer: string | null; limit: number },
): Promise<SigningRow[]> {
  return toRows(
    await db.query(
      `${SELECT_SIGNING} WHERE k.party = $1 AND ($2::text IS NULL OR k.signer = $2)
         AND k.sealed_key IS NULL AND c.awaits_signature AND c.failure IS NULL
         AND ${SIGN_BY} > ${LATER_NOW}
       ORDER BY c.sequence LIMIT $3`,
      [party, signer, limit],
    ),
  );
}

function toRows(rows: ReadonlyArray<Omit<SigningRow, 'gas'> & { gas: string }>): SigningRow[] {
  return rows.map((row) => ({ ...row, gas: Number(row.gas) }));
}

/** Requests of one key are numbered by one transaction at a time. */
export async function lockSigners(db: EntityManager, signers: readonly string[]): Promise<void> {
  for (const signer of [...new Set(signers)].sort()) {
    await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [`signer:${signer}`]);
  }
}

/** The next `count` nonces of a key that neither the ledger nor a signed command has used. */
export async function freeNonces(
  db: EntityManager,
  signer: string,
  count: number,
): Promise<number[]> {
  const rows: Array<{ next: string; taken: string[] | null }> = await db.query(
    `SELECT n.next, (SELECT array_agg(c.forwarder_nonce) FROM command c
       WHERE c.signer = $1 AND c.forwarder_nonce >= n.next) AS taken
     FROM (SELECT coalesce(max(o.forwarder_nonce), -1) + 1 AS next
       FROM command_outcome o WHERE o.signer = $1) n`,
    [signer],
  );
  const taken = new Set(rows[0]?.taken?.map(Number));
  const free: number[] = [];
  for (let nonce = Number(rows[0]?.next ?? 0); free.length < count; nonce++) {
    if (!taken.has(nonce)) {
      free.push(nonce);
    }
  }
  return free;
}

/** Time of the last indexed block. */
async function ledgerTime(db: EntityManager): Promise<Date> {
  const rows: Array<{ time: Date }> = await db.query(
    'SELECT block_time AS time FROM ledger_checkpoint',
  );
  return rows[0]?.time ?? new Date(0);
}

/** Nonce of each key after those that were executed or sent; the ledger's time, too, which ends requests. */
export async function nextNoncesToSend(
  db: EntityManager,
  signers: readonly string[],
): Promise<{ readonly next: Map<string, number>; readonly time: Date }> {
  if (signers.length === 0) {
    return { next: new Map(), time: new Date(0) };
  }
  const rows: Array<{ signer: string; next: string }> = await db.query(
    `SELECT s.signer, greatest(
       (SELECT max(o.forwarder_nonce) FROM command_outcome o WHERE o.signer = s.signer),
       (SELECT max(c.forwarder_nonce) FROM command c
        WHERE c.signer = s.signer AND c.relay_nonce IS NOT NULL), -1) + 1 AS next
     FROM unnest($1::text[]) AS s (signer)`,
    [signers],
  );
  const next = new Map(rows.map((row) => [row.signer, Number(row.next)]));
  return { next, time: await ledgerTime(db) };
}

/** Whether the ledger takes what a key signs for its party, or will when what is queued is executed. */
export async function keyState(
  db: EntityManager,
  signer: string,
): Promise<{ readonly isActive: boolean; readonly revokedAt: Date | null }> {
  const rows: Array<{ isActive: boolean; revokedAt: Date | null }> = await db.query(
    `SELECT CASE WHEN s.signer IS NOT NULL THEN s.revoked_at IS NULL
       ELSE c.command_id IS NOT NULL AND NOT c.awaits_signature AND ${COMMAND_STANDS}
       END AS "isActive", s.revoked_at AS "revokedAt"
     FROM signer_key k LEFT JOIN signer s ON s.signer = k.signer AND s.party = k.party
     LEFT JOIN command c ON c.command_id = k.begins_with_command ${JOIN_OUTCOME}
     WHERE k.signer = $1`,
    [signer],
  );
  return rows[0] ?? { isActive: false, revokedAt: null };
}

/** Queues a signed command: behind everything that was queued before, as its nonce is behind theirs. */
export async function queueSigned(
  db: EntityManager,
  signed: { readonly commandId: string; readonly signature: string; readonly nonce: number },
): Promise<void> {
  await db.query(
    `UPDATE command SET signature = $2, forwarder_nonce = $3, awaits_signature = false,
       sequence = DEFAULT
     WHERE command_id = $1`,
    [signed.commandId, signed.signature, signed.nonce],
  );
}

/**
 * Takes a command out of the queue whose request was executed without the relay.
 *
 * It counts as part of the newest transaction: if the chain loses the other one, it is found missing there and queued.
 */
export async function noteSent(db: EntityManager, commandId: string): Promise<void> {
  await db.query(
    `UPDATE command SET relay_nonce = (SELECT max(relay_nonce) FROM relay_transaction)
     WHERE command_id = $1 AND relay_nonce IS NULL`,
    [commandId],
  );
}

/** Voids a signature whose nonce something else has used; the command waits for another one. */
export async function askAgain(
  db: EntityManager,
  { commandId, signature }: { readonly commandId: string; readonly signature: string },
): Promise<void> {
  await db.query(
    `UPDATE command SET signature = NULL, forwarder_nonce = NULL, relay_nonce = NULL,
       awaits_signature = true, attempts = attempts + 1, request_deadline = ${NEW_DEADLINE}
     WHERE command_id = $1 AND signature = $2`,
    [commandId, signature],
  );
  await notify(db, SIGNAL_CANCELLED);
}

/**
 * Ends commands that nobody signed in time, and asks anew for signatures over requests that the ledger no longer takes.
 *
 * Only the ledger's own time makes a signature void: until then the request may be executed by whoever saw it.
 */
export async function returnExpired(db: EntityManager): Promise<void> {
  const [ended]: [unknown[]] = await db.query(
    `UPDATE command c SET failure = $1
     WHERE c.awaits_signature AND c.failure IS NULL AND c.relay_nonce IS NULL
       AND c.request_deadline IS NOT NULL AND ${SIGN_BY} <= ${LATER_NOW} RETURNING 1`,
    [SIGNATURE_EXPIRED],
  );
  const [returned]: [unknown[]] = await db.query(
    `UPDATE command c SET signature = NULL, forwarder_nonce = NULL,
       awaits_signature = attempts < ${ATTEMPTS_MAX},
       failure = CASE WHEN attempts >= ${ATTEMPTS_MAX} THEN 'NOT_EXECUTED' END,
       request_deadline = ${NEW_DEADLINE}
     WHERE c.signature IS NOT NULL AND c.relay_nonce IS NULL AND c.failure IS NULL
       AND c.request_deadline IS NOT NULL
       AND c.request_deadline < (SELECT block_time FROM ledger_checkpoint)
       AND NOT EXISTS (SELECT FROM command_outcome o
         WHERE o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce) RETURNING 1`,
  );
  if (ended.length + returned.length > 0) {
    await notify(db, SIGNAL_CANCELLED);
  }
}
