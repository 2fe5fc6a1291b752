import { Injectable } from '@nestjs/common';

import { type DomainError, InputInvalidError, NotPermittedError } from '../api/index.js';
import { type ActGroup, PartyRole, actGroupsToBits } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { type CommandEntity, CommandOutbox, contractInterfaces } from '../ledger/index.js';
import { checkOperationEvidence, keepOperationEvidence } from './operation-evidence.js';
import type { PauseActsInput, ResumeActsInput } from './pause.type.js';

const GAS = 150_000;

type Submitted = Promise<CommandEntity | DomainError>;

/** Operators stop groups of acts of all parties, and let them go on. */
@Injectable()
export class PauseService {
  constructor(private readonly outbox: CommandOutbox) {}

  async pause(viewer: Viewer, input: PauseActsInput): Submitted {
    const { idempotencyKey: key, groups, reason } = input;
    const wrong = check(viewer, groups) ?? checkOperationEvidence('reason', reason);
    if (wrong !== null) {
      return wrong;
    }
    const idempotency = { key, operation: 'pauseActs', body: { groups, reason } };
    return this.outbox.submit(viewer, idempotency, async (db, commandId) => {
      const kept = { commandId, subject: 'pause', content: reason };
      const reasonHash = await keepOperationEvidence(db, kept);
      const values = [actGroupsToBits(groups), reasonHash] as const;
      return {
        kind: 'PAUSE_ACTS',
        contract: 'parties',
        callData: contractInterfaces.parties.encodeFunctionData('pause', [...values]),
        gas: GAS,
        subjects: [...groups],
      };
    });
  }

  async resume(viewer: Viewer, input: ResumeActsInput): Submitted {
    const { idempotencyKey: key, groups } = input;
    const wrong = check(viewer, groups);
    if (wrong !== null) {
      return wrong;
    }
    const bits = actGroupsToBits(groups);
    return this.outbox.submit(viewer, { key, operation: 'resumeActs', body: { groups } }, () =>
      Promise.resolve({
        kind: 'RESUME_ACTS',
        contract: 'parties' as const,
        callData: contractInterfaces.parties.encodeFunctionData('unpause', [bits]),
        gas: GAS,
        subjects: [...groups],
      }),
    );
  }
}

function check({ roles }: Viewer, groups: readonly ActGroup[]): DomainError | null {
  if (!roles.includes(PartyRole.OPERATOR)) {
    return new NotPermittedError('Only an operator pauses acts.');
  }
  return groups.length === 0
    ? new InputInvalidError('groups', 'Name at least one group of acts.')
    : null;
}
