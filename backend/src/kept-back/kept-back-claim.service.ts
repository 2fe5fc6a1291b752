import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  DomainError,
  HASH,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { OffLedgerActs } from '../ledger/index.js';
import { KeptBackReader } from './kept-back.reader.js';
import type { ClaimKeptBackInput, KeptBack } from './kept-back.type.js';

const REASON_CHARS_MAX = 500;

/** A supplier insists on what a payer kept back: it stays owed, and the buyer reads why. */
@Injectable()
export class KeptBackClaimService {
  constructor(
    private readonly acts: OffLedgerActs,
    private readonly keptBack: KeptBackReader,
  ) {}

  async claim(viewer: Viewer, input: ClaimKeptBackInput): Promise<KeptBack | DomainError> {
    const { idempotencyKey: key, kind } = input;
    const entryHash = input.entryHash.toLowerCase();
    const receivableId = input.receivableId.toLowerCase();
    const claim = { entryHash, receivableId, kind, reason: input.reason.trim() };
    const wrong = check(claim);
    if (wrong !== null) return wrong;
    const act = { key, operation: 'claimKeptBack', body: claim };
    const done = await this.acts.once<DomainError>(viewer, act, (db) =>
      this.keep(db, viewer, claim),
    );
    if (done instanceof DomainError) return done;
    return (await this.keptBack.findOne(viewer, claim)) ?? new NotFoundError(entryHash);
  }

  private async keep(
    db: EntityManager,
    viewer: Viewer,
    claim: Claim,
  ): Promise<string | DomainError> {
    const found = await this.keptBack.findOne(viewer, claim, db);
    if (found === null) return new NotFoundError(claim.entryHash);
    if (found.supplier !== viewer.party) {
      return new NotPermittedError('Only the supplier claims what was kept back.');
    }
    const [, changed]: [unknown, number] = await db.query(
      `UPDATE kept_back SET claim_reason = $4, claimed_by = $5, claimed_at = now()
       WHERE entry_hash = $1 AND receivable_id = $2 AND kind = $3
         AND credit_command IS NULL AND credited_minor IS NULL AND claimed_at IS NULL`,
      [claim.entryHash, claim.receivableId, claim.kind, claim.reason, viewer.userId],
    );
    return changed === 0
      ? new InputInvalidError('entryHash', 'It is credited or claimed already.')
      : `${claim.entryHash}:${claim.receivableId}:${claim.kind}`;
  }
}

type Claim = Pick<ClaimKeptBackInput, 'entryHash' | 'receivableId' | 'kind' | 'reason'>;

function check({ entryHash, receivableId, reason }: Claim): InputInvalidError | null {
  if (!HASH.test(entryHash)) {
    return new InputInvalidError('entryHash', 'This is no hash of a bank entry.');
  }
  if (!HASH.test(receivableId)) {
    return new InputInvalidError('receivableId', 'This is no id of a receivable.');
  }
  return reason === '' || reason.length > REASON_CHARS_MAX
    ? new InputInvalidError('reason', `1 to ${REASON_CHARS_MAX} characters.`)
    : null;
}
