import type { EntityManager } from 'typeorm';

import {
  type DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotPermittedError,
} from '../api/index.js';
import { ActGroup, actGroupsToBits } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { activeSigner, hashBody } from '../ledger/index.js';
import { isEventType, sourcesOf } from './event-type.js';

const TYPES_MAX = 200;

/** A request that changes webhooks, by what it is known. */
export interface WebhookRequest {
  /** Name of the mutation. */
  readonly operation: string;
  readonly idempotencyKey: string;
  /** Input of the mutation without the key. */
  readonly body: unknown;
}

/** What an earlier request of the same key and body did. */
export interface EarlierRequest {
  readonly webhookId: string;
  /** Of the secret that its answer showed; null if it showed none. */
  readonly secretVersion: number | null;
}

/** Carries a refusal out of the transaction that it undoes. */
export class WebhookRefused extends Error {
  constructor(readonly refusal: DomainError) {
    super(refusal.message);
  }
}

/** The request that had the key before; null if there is none. @throws WebhookRefused if its body was another one */
export async function findEarlier(
  db: EntityManager,
  viewer: Viewer,
  { operation, idempotencyKey, body }: WebhookRequest,
): Promise<EarlierRequest | null> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    `${viewer.party}:webhook:${idempotencyKey}`,
  ]);
  const rows: Array<EarlierRequest & { bodyHash: string }> = await db.query(
    `SELECT endpoint_id AS "webhookId", secret_version AS "secretVersion", body_hash AS "bodyHash"
     FROM webhook_request WHERE party = $1 AND idempotency_key = $2`,
    [viewer.party, idempotencyKey],
  );
  const [earlier] = rows;
  if (earlier !== undefined && earlier.bodyHash !== hashBody({ operation, body })) {
    throw new WebhookRefused(new IdempotencyKeyReusedError());
  }
  return earlier ?? null;
}

export async function keepRequest(
  db: EntityManager,
  viewer: Viewer,
  request: WebhookRequest & EarlierRequest,
): Promise<void> {
  await db.query(
    `INSERT INTO webhook_request (party, idempotency_key, body_hash, endpoint_id, secret_version)
     VALUES ($1, $2, $3, $4, $5)`,
    [
      ...[viewer.party, request.idempotencyKey, hashBody(request)],
      ...[request.webhookId, request.secretVersion],
    ],
  );
}

/**
 * Null if the viewer's key may arrange what its party stands in, which is the right of administration on the ledger;
 * what is not signed is held to the same.
 */
export async function refuseUnlessAdministrator(
  db: EntityManager,
  viewer: Viewer,
): Promise<NotPermittedError | null> {
  const rows: unknown[] = await db.query(
    `SELECT FROM signer WHERE signer = $1 AND party = $2 AND revoked_at IS NULL AND rights & $3 <> 0`,
    [await activeSigner(db, viewer), viewer.party, actGroupsToBits([ActGroup.ADMINISTRATION])],
  );
  return rows.length > 0
    ? null
    : new NotPermittedError('Webhooks take a key with the right ADMINISTRATION.');
}

/** What is wrong with a choice of types; null if nothing is. */
export function checkTypes(types: readonly string[]): InputInvalidError | null {
  if (types.length > TYPES_MAX) {
    return new InputInvalidError('types', `At most ${TYPES_MAX} types are chosen.`);
  }
  const wrong = types.findIndex((type) => !isEventType(type));
  return wrong === -1
    ? null
    : new InputInvalidError(`types[${wrong}]`, 'There is no event of this type.');
}

/** The columns `types` and `sources`; null for all types. */
export function chosenTypes(types: readonly string[]): [string[] | null, string[] | null] {
  const chosen = [...new Set(types)].sort();
  return chosen.length === 0
    ? [null, null]
    : [chosen, sourcesOf(chosen).map(({ contract, name }) => `${contract}.${name}`)];
}
