import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { BATCH_MAX, InputInvalidError, NotFoundError } from '../api/index.js';
import { isUuid } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type ForwardRequest,
  forwarderDomainSeparator,
  requestDigest,
  typedDataOf,
} from './forward-request.js';
import { deadlineSeconds, forwardRequestOf } from './request-signer.js';
import { type SigningRow, findAwaiting, findSigning, freeNonces } from './signing.repository.js';
import { CommandNotAwaitingSignatureError } from './signing.errors.js';
import type { SigningRequest } from './signing-request.type.js';
import type { SigningRequestsArgs } from './signing.type.js';

/**
 * Requests that wait for signatures of parties' own keys.
 *
 * Nothing is reserved for a request: it names the nonce that is next now, and a signature is taken if that is still so.
 */
@Injectable()
export class SigningReader {
  private readonly domainSeparator: string;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: Pick<BackendConfig, 'deployment'>,
    private readonly dataSource: DataSource,
  ) {
    const { chainId, contracts } = config.deployment;
    this.domainSeparator = forwarderDomainSeparator(chainId, contracts.forwarder);
  }

  /** The requests of those of the commands that wait, each as the next one that its key signs. */
  async requestsOf(commandIds: readonly string[]): Promise<Map<string, SigningRequest>> {
    const db = this.dataSource.manager;
    const rows = (await findSigning(db, { commandIds })).filter(isAwaiting);
    const next = new Map<string, number>();
    for (const signer of new Set(rows.map((row) => row.signer))) {
      const [nonce = 0] = await freeNonces(db, signer, 1);
      next.set(signer, nonce);
    }
    const requests = rows.map((row) => this.toRequest(row, next.get(row.signer) ?? 0));
    return new Map(requests.map((request) => [request.commandId, request]));
  }

  /** Requests of the viewer's party to be signed and submitted together: the nonces of each key follow one another. */
  async list(
    viewer: Viewer,
    { commandIds, signerId, first }: SigningRequestsArgs,
  ): Promise<
    SigningRequest[] | InputInvalidError | NotFoundError | CommandNotAwaitingSignatureError
  > {
    const limit = first ?? BATCH_MAX;
    if (limit < 1 || limit > BATCH_MAX) {
      return new InputInvalidError('first', `At most ${BATCH_MAX} requests are given at a time.`);
    }
    const db = this.dataSource.manager;
    if (commandIds === null || commandIds === undefined) {
      const signer = signerId?.toLowerCase() ?? null;
      return this.numbered(db, await findAwaiting(db, { party: viewer.party, signer, limit }));
    }
    return this.named(db, viewer, commandIds);
  }

  /** EIP-712 digest of a command's request under a nonce. */
  digestOf(row: SigningRow, nonce: number): string {
    return requestDigest(this.domainSeparator, this.forwardRequest(row, nonce));
  }

  toRequest(row: SigningRow, nonce: number): SigningRequest {
    const { chainId, contracts } = this.config.deployment;
    const { forwarder } = contracts;
    return {
      commandId: row.commandId,
      signerId: row.signer,
      nonce,
      typedData: JSON.stringify(
        typedDataOf({ chainId, forwarder }, this.forwardRequest(row, nonce)),
      ),
      digest: this.digestOf(row, nonce),
      signBy: row.signBy,
    };
  }

  private forwardRequest(row: SigningRow, nonce: number): ForwardRequest {
    const deadline = deadlineSeconds(row.requestDeadline);
    return forwardRequestOf(this.config.deployment.contracts, row, { nonce, deadline });
  }

  private async named(
    db: EntityManager,
    { party }: Viewer,
    commandIds: readonly string[],
  ): Promise<
    SigningRequest[] | InputInvalidError | NotFoundError | CommandNotAwaitingSignatureError
  > {
    if (commandIds.length > BATCH_MAX || new Set(commandIds).size < commandIds.length) {
      return new InputInvalidError('commandIds', `At most ${BATCH_MAX} commands, each once.`);
    }
    const known = commandIds.filter(isUuid);
    const rows = new Map(
      (await findSigning(db, { party, commandIds: known })).map((row) => [row.commandId, row]),
    );
    const missing = commandIds.find((id) => !rows.has(id));
    if (missing !== undefined) {
      return new NotFoundError(missing);
    }
    const ordered = commandIds.flatMap((id) => rows.get(id) ?? []);
    const idle = ordered.find((row) => !isAwaiting(row));
    return idle === undefined
      ? this.numbered(db, ordered)
      : new CommandNotAwaitingSignatureError(idle.commandId);
  }

  private async numbered(
    db: EntityManager,
    rows: readonly SigningRow[],
  ): Promise<SigningRequest[]> {
    const nonces = new Map<string, number[]>();
    for (const signer of new Set(rows.map((row) => row.signer))) {
      nonces.set(signer, await freeNonces(db, signer, rows.length));
    }
    return rows.map((row) => this.toRequest(row, nonces.get(row.signer)?.shift() ?? 0));
  }
}

/** Whether a signature would be taken. */
export function isAwaiting(row: SigningRow): boolean {
  return row.awaitsSignature && row.failure === null && !row.isExpired;
}
