import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { DomainError, IdempotencyKeyReusedError, NotPermittedError } from '../api/index.js';
import { type Viewer, changesNothing } from '../identity/index.js';
import { hashBody } from './command-outbox.service.js';
import { checkIdempotencyKey } from './idempotency-key.js';

/** What a request that stays off the ledger is known by. */
export interface OffLedgerAct {
  readonly key: string;
  /** Name of the mutation. */
  readonly operation: string;
  /** Input of the mutation without the key. */
  readonly body: unknown;
}

/** Acts that change only what the platform keeps beside the ledger: once per idempotency key of a party. */
@Injectable()
export class OffLedgerActs {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Does `work` in a transaction, which gives the id of what it made; the same key and body give that id again.
   *
   * A refusal that `work` returns undoes all of it, so that the key may be used again.
   */
  async once<Refusal extends DomainError>(
    viewer: Viewer,
    act: OffLedgerAct,
    work: (db: EntityManager) => Promise<string | Refusal>,
  ): Promise<string | DomainError> {
    if (changesNothing(viewer)) {
      return new NotPermittedError('An auditor reads everything and changes nothing.');
    }
    const invalid = checkIdempotencyKey(act.key);
    if (invalid !== null) {
      return invalid;
    }
    const bodyHash = hashBody(act);
    try {
      return await this.dataSource.transaction(async (db) => {
        const earlier = await findEarlier(db, viewer.party, act.key, bodyHash);
        if (earlier !== null) return earlier;
        const made = await work(db);
        if (made instanceof DomainError) throw new RefusedOffLedger(made);
        await db.query(
          `INSERT INTO off_ledger_act (party, idempotency_key, body_hash, user_id, operation, result_id)
           VALUES ($1, $2, $3, $4, $5, $6)`,
          [viewer.party, act.key, bodyHash, viewer.userId, act.operation, made],
        );
        return made;
      });
    } catch (error) {
      if (error instanceof RefusedOffLedger) return error.refusal;
      throw error;
    }
  }
}

/** Carries a refusal out of the transaction that it undoes. */
class RefusedOffLedger extends Error {
  constructor(readonly refusal: DomainError) {
    super(refusal.message);
  }
}

/** Two requests with one key wait for each other. */
async function findEarlier(
  db: EntityManager,
  party: string,
  key: string,
  bodyHash: string,
): Promise<string | IdempotencyKeyReusedError | null> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`${party}:${key}`]);
  const rows: Array<{ body_hash: string; result_id: string }> = await db.query(
    'SELECT body_hash, result_id FROM off_ledger_act WHERE party = $1 AND idempotency_key = $2',
    [party, key],
  );
  if (rows[0] === undefined) return null;
  return rows[0].body_hash === bodyHash ? rows[0].result_id : new IdempotencyKeyReusedError();
}
