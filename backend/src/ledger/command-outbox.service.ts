import { createHash, randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import {
  DomainError,
  IdempotencyKeyReusedError,
  type InputInvalidError,
  type LedgerBusyError,
  NotPermittedError,
  SignerMissingError,
} from '../api/index.js';
import { currentCorrelationId, currentTraceParent } from '../common/index.js';
import { type Viewer, changesNothing } from '../identity/index.js';
import { CommandAdmission } from './command-admission.js';
import { CommandEntity } from './command.entity.js';
import type { ContractName } from './contracts.js';
import { checkIdempotencyKey } from './idempotency-key.js';
import { SIGNAL_QUEUED, notify } from './ledger-signals.js';
import { storedCommands } from './ledger-telemetry.js';
import { chooseSigner } from './signer-choice.js';
import { nextDeadline } from './signing.repository.js';

/** What a request is known by: the same key and body give the same answer, for ever. */
export interface Idempotency {
  readonly key: string;
  /** Name of the mutation. */
  readonly operation: string;
  /** Input of the mutation without the key. */
  readonly body: unknown;
}

/** One call of a contract that the party's signer will sign. */
export interface Act {
  readonly kind: string;
  readonly contract: ContractName;
  /** ABI-encoded call. */
  readonly callData: string;
  /** Gas that the call gets at the most. */
  readonly gas: number;
  readonly subjects: readonly string[];
  /** Signing party, if it is another than the viewer's: the platform's settlement agent. */
  readonly party?: string;
}

/** Refusals of the outbox itself. */
type CommandRefusal =
  | IdempotencyKeyReusedError
  | InputInvalidError
  | LedgerBusyError
  | NotPermittedError
  | SignerMissingError;

/**
 * Takes acts of parties and keeps them until the relay has sent them.
 *
 * The command is stored in the same transaction as whatever else the mutation writes, so either both exist or none.
 */
@Injectable()
export class CommandOutbox {
  constructor(
    private readonly dataSource: DataSource,
    private readonly admission: CommandAdmission,
  ) {}

  /**
   * Stores the command that `prepare` makes, once per idempotency key of the viewer's party.
   *
   * `prepare` runs in the transaction and may write beside the command; a refusal that it returns undoes all of it.
   */
  async submit<Refusal extends DomainError>(
    viewer: Viewer,
    idempotency: Idempotency,
    prepare: (db: EntityManager, commandId: string) => Promise<Act | Refusal>,
  ): Promise<CommandEntity | Refusal | CommandRefusal> {
    const refusal = refusalOf(viewer, idempotency);
    if (refusal !== null) {
      return refusal;
    }
    const startedAt = Date.now();
    const bodyHash = hashBody(idempotency);
    const busy = await this.admission.findRefusal(viewer.party);
    try {
      return await this.dataSource.transaction(async (db) => {
        const answer = (await findAnswer(db, viewer.party, idempotency.key, bodyHash)) ?? busy;
        if (answer !== null) {
          return answer;
        }
        const commandId = randomUUID();
        const act = await prepare(db, commandId);
        if (act instanceof DomainError) {
          throw new RefusedInTransaction(act);
        }
        const identity = { commandId, idempotencyKey: idempotency.key, bodyHash };
        const command = await this.store(db, viewer, identity, act);
        storedCommands.tell({ ...command, startedAt });
        return command;
      });
    } catch (error) {
      if (error instanceof RefusedInTransaction) {
        return error.refusal as Refusal | SignerMissingError;
      }
      throw error;
    }
  }

  private async store(
    db: EntityManager,
    viewer: Viewer,
    identity: Pick<CommandEntity, 'commandId' | 'idempotencyKey' | 'bodyHash'>,
    act: Act,
  ): Promise<CommandEntity> {
    const { party = viewer.party } = act;
    // Whatever another party signs, none of the viewer's own keys does.
    const userId = act.party === undefined ? viewer.userId : null;
    const chosen = await chooseSigner(db, { party, userId });
    if (chosen === null) {
      throw new RefusedInTransaction(new SignerMissingError());
    }
    const command = db.create(CommandEntity, {
      ...identity,
      party: viewer.party,
      userId: viewer.userId,
      kind: act.kind,
      signer: chosen.signer,
      contract: act.contract,
      callData: Buffer.from(act.callData.slice(2), 'hex'),
      gas: act.gas,
      subjects: [...act.subjects],
      // Work of the platform itself begins with its command.
      correlationId: currentCorrelationId() ?? identity.commandId,
      traceParent: currentTraceParent(),
      requestDeadline: chosen.isKept ? null : await nextDeadline(db),
      awaitsSignature: !chosen.isKept,
      relayNonce: null,
      forwarderNonce: null,
      attempts: 0,
      failure: null,
      cancelledAt: null,
      cancelledBy: null,
    });
    await db.insert(CommandEntity, command);
    this.admission.add(command.party);
    await notify(db, SIGNAL_QUEUED);
    return command;
  }
}

function refusalOf(viewer: Viewer, { key }: Idempotency): CommandRefusal | null {
  return changesNothing(viewer)
    ? new NotPermittedError('An auditor reads everything and changes nothing.')
    : checkIdempotencyKey(key);
}

/** Carries a refusal out of the transaction that it undoes. */
class RefusedInTransaction extends Error {
  constructor(readonly refusal: DomainError) {
    super(refusal.message);
  }
}

/**
 * What the key was answered with before.
 *
 * Two requests with one key wait for each other instead of racing for the unique index.
 */
async function findAnswer(
  db: EntityManager,
  party: string,
  idempotencyKey: string,
  bodyHash: string,
): Promise<CommandEntity | IdempotencyKeyReusedError | null> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    `${party}:${idempotencyKey}`,
  ]);
  const earlier = await db.findOneBy(CommandEntity, { party, idempotencyKey });
  return earlier === null || earlier.bodyHash === bodyHash
    ? earlier
    : new IdempotencyKeyReusedError();
}

/** SHA-256 over name and body with sorted keys; amounts are bigint and print as decimal text. */
export function hashBody(idempotency: Pick<Idempotency, 'operation' | 'body'>): string {
  const text = JSON.stringify([idempotency.operation, idempotency.body], (_, value: unknown) => {
    if (typeof value === 'bigint') {
      return value.toString();
    }
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return value;
  });
  return createHash('sha256').update(text).digest('hex');
}
