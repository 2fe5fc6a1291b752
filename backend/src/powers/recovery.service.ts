import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { DomainError, InputInvalidError, NotFoundError, PARTY_ID } from '../api/index.js';
import { KeyVault, type Viewer } from '../identity/index.js';
import type { CommandEntity } from '../ledger/index.js';
import { PartyReader, SignerReader } from '../parties/index.js';
import type { Recovery } from './approved-call.js';
import type { ApproveSignerRecoveryInput, RecoverSignerInput } from './order.input.js';
import { recovering } from './two-operator.acts.js';
import { TwoOperatorService } from './two-operator.service.js';

/** As `PartyRegistry.LOST_SIGNERS_MAX`. */
const LOST_SIGNERS_MAX = 20;

type Submitted = Promise<CommandEntity | DomainError>;

/** Operators give a party that lost its keys a new one, three days after they said so. */
@Injectable()
export class RecoveryService {
  constructor(
    private readonly operators: TwoOperatorService,
    private readonly parties: PartyReader,
    private readonly signers: SignerReader,
    private readonly keys: KeyVault,
  ) {}

  async approve(viewer: Viewer, input: ApproveSignerRecoveryInput): Submitted {
    const { idempotencyKey, partyId, newSignerId = null, lostSignerIds, order } = input;
    return this.operators.approve(viewer, order, {
      idempotencyKey,
      operation: 'approveSignerRecovery',
      body: { partyId, newSignerId, lostSignerIds, order },
      call: async (db) => {
        const checked = await this.check(db, { partyId, newSignerId, lostSignerIds });
        if (checked instanceof DomainError) {
          return checked;
        }
        const { party } = checked;
        const newSigner =
          checked.newSigner ?? (await this.keys.create(db, party, { isPrepared: true }));
        return recovering({ ...checked, newSigner });
      },
    });
  }

  async recover(viewer: Viewer, input: RecoverSignerInput): Submitted {
    const { idempotencyKey, partyId, newSignerId, lostSignerIds } = input;
    return this.operators.execute(viewer, {
      idempotencyKey,
      operation: 'recoverSigner',
      body: { partyId, newSignerId, lostSignerIds },
      call: async (db, commandId) => {
        const checked = await this.check(db, { partyId, newSignerId, lostSignerIds });
        if (checked instanceof DomainError) {
          return checked;
        }
        const newSigner = newSignerId.toLowerCase();
        const beginning = { signer: newSigner, commandId };
        if (!(await this.keys.begin(db, checked.party, beginning))) {
          // Not one of the platform's: the party is asked for each of its signatures.
          await this.keys.adopt(db, checked.party, beginning);
        }
        return recovering({ ...checked, newSigner });
      },
    });
  }

  private async check(
    db: EntityManager,
    { partyId, newSignerId, lostSignerIds }: Named,
  ): Promise<Checked | DomainError> {
    const party = partyId.toLowerCase();
    const lostSigners = lostSignerIds.map((signerId) => signerId.toLowerCase());
    const newSigner = newSignerId?.toLowerCase() ?? null;
    if (newSigner !== null && !PARTY_ID.test(newSigner)) {
      return new InputInvalidError('newSignerId', 'This is no address of a key.');
    }
    if (lostSigners.length > LOST_SIGNERS_MAX) {
      return new InputInvalidError('lostSignerIds', `At most ${LOST_SIGNERS_MAX} are revoked.`);
    }
    if ((await this.parties.findByIds([party], db)).length === 0) {
      return new NotFoundError(partyId);
    }
    const own = await this.signers.ofParty(db, party, lostSigners);
    const foreign = lostSigners.find((signer) => !own.has(signer));
    return foreign === undefined ? { party, newSigner, lostSigners } : new NotFoundError(foreign);
  }
}

interface Named {
  readonly partyId: string;
  readonly newSignerId: string | null;
  readonly lostSignerIds: readonly string[];
}

type Checked = Omit<Recovery, 'newSigner'> & { readonly newSigner: string | null };
