import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  type DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../api/index.js';
import { PartyRole, epochDayOf, rolesToBits } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  contractInterfaces,
} from '../ledger/index.js';
import { checkOperationEvidence, keepOperationEvidence } from './operation-evidence.js';
import { PartyReader } from './party.reader.js';
import type { PartyType } from './party.type.js';
import type {
  ReinstatePartyInput,
  RenewAdmissionInput,
  SuspendPartyInput,
} from './standing.input.js';

const GAS = 150_000;
const SECONDS_PER_DAY = 86_400;

type Submitted = Promise<CommandEntity | DomainError>;

/** One call about one party. */
interface StandingAct {
  /** Name of the mutation. */
  readonly operation: string;
  readonly kind: string;
  readonly call: 'renewAdmission' | 'suspendParty' | 'reinstateParty';
  readonly body: unknown;
  /** Values of the call after the party. */
  readonly values: (
    db: EntityManager,
    party: PartyType,
    commandId: string,
  ) => Promise<readonly unknown[]> | readonly unknown[];
}

/** Operators renew an admission, suspend a party, and reinstate it. */
@Injectable()
export class StandingService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly parties: PartyReader,
  ) {}

  async renew(viewer: Viewer, input: RenewAdmissionInput): Submitted {
    const { expiresOn, roles = null } = input;
    if (roles?.length === 0) {
      return new InputInvalidError('roles', 'A party has at least one role.');
    }
    const expiresAt = epochDayOf(expiresOn) * SECONDS_PER_DAY;
    return this.submit(viewer, input, {
      operation: 'renewAdmission',
      kind: 'RENEW_ADMISSION',
      call: 'renewAdmission',
      body: { partyId: input.partyId, expiresOn, roles },
      values: (_, party) => [rolesToBits(roles ?? party.roles), expiresAt],
    });
  }

  async suspend(viewer: Viewer, input: SuspendPartyInput): Submitted {
    const { partyId, reason } = input;
    const wrong = checkOperationEvidence('reason', reason);
    if (wrong !== null) {
      return wrong;
    }
    return this.submit(viewer, input, {
      operation: 'suspendParty',
      kind: 'SUSPEND_PARTY',
      call: 'suspendParty',
      body: { partyId, reason },
      values: async (db, party, commandId) => {
        const kept = { commandId, subject: party.partyId, content: reason };
        return [await keepOperationEvidence(db, kept)];
      },
    });
  }

  reinstate(viewer: Viewer, input: ReinstatePartyInput): Submitted {
    return this.submit(viewer, input, {
      operation: 'reinstateParty',
      kind: 'REINSTATE_PARTY',
      call: 'reinstateParty',
      body: { partyId: input.partyId },
      values: () => [],
    });
  }

  private async submit(
    viewer: Viewer,
    input: { readonly idempotencyKey: string; readonly partyId: string },
    { operation, body, kind, call, values }: StandingAct,
  ): Submitted {
    if (!viewer.roles.includes(PartyRole.OPERATOR)) {
      return new NotPermittedError('Only an operator decides on the standing of parties.');
    }
    const idempotency = { key: input.idempotencyKey, operation, body };
    return this.outbox.submit(
      viewer,
      idempotency,
      async (db, commandId): Promise<Act | NotFoundError> => {
        const [party] = await this.parties.findByIds([input.partyId.toLowerCase()], db);
        if (party === undefined) {
          return new NotFoundError(input.partyId);
        }
        const { parties } = contractInterfaces;
        const all = [party.partyId, ...(await values(db, party, commandId))];
        const fragment = parties.getFunction(call);
        return {
          ...{ kind, contract: 'parties', gas: GAS, subjects: [party.partyId] },
          callData: parties.encodeFunctionData(fragment as never, all as never),
        };
      },
    );
  }
}
