import { Injectable } from '@nestjs/common';

import { type DomainError, InputInvalidError, NotFoundError } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  contractInterfaces,
} from '../ledger/index.js';
import { ApprovalReader } from './approval.reader.js';
import { recoveryOf } from './approved-call.js';
import type { ApprovalInput, ListRankPolicyInput } from './order.input.js';
import { checkOperator } from './two-operator.service.js';

const GAS = 150_000;
const GAS_OF_LISTING = 250_000;
const ADDRESS = /^0x[0-9a-f]{40}$/;

type Submitted = Promise<CommandEntity | DomainError>;

/** What takes an approval away, and the one order that a single operator carries out. */
@Injectable()
export class ApprovalService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly approvals: ApprovalReader,
  ) {}

  /** The approver takes its own approval back. */
  async withdraw(viewer: Viewer, { idempotencyKey: key, actHash }: ApprovalInput): Submitted {
    const wrong = checkOperator(viewer);
    if (wrong !== null) {
      return wrong;
    }
    const idempotency = { key, operation: 'withdrawApproval', body: { actHash } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const approval = await this.approvals.find(viewer, actHash.toLowerCase(), db);
      if (approval === null) {
        return new NotFoundError(actHash);
      }
      const { powers } = contractInterfaces;
      const callData = powers.encodeFunctionData('withdrawApproval', [approval.actHash]);
      return toAct('WITHDRAW_APPROVAL', callData, approval.actHash);
    });
  }

  /** A party says that its keys are not lost. */
  async object(viewer: Viewer, { idempotencyKey: key, actHash }: ApprovalInput): Submitted {
    const idempotency = { key, operation: 'objectToRecovery', body: { actHash } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const approval = await this.approvals.find(viewer, actHash.toLowerCase(), db);
      const recovery = approval === null ? null : recoveryOf(approval.callData);
      if (approval === null || recovery?.party !== viewer.party) {
        return new NotFoundError(actHash);
      }
      const { party, newSigner, lostSigners } = recovery;
      const callData = contractInterfaces.powers.encodeFunctionData('objectToRecovery', [
        ...([party, newSigner] as const),
        [...lostSigners],
      ]);
      return toAct('OBJECT_TO_RECOVERY', callData, approval.actHash);
    });
  }

  /** Adds a rule of rank that liens can follow; no second operator is asked. */
  async listRankPolicy(viewer: Viewer, input: ListRankPolicyInput): Submitted {
    const policy = input.policy.toLowerCase();
    const wrong =
      checkOperator(viewer) ??
      (ADDRESS.test(policy)
        ? null
        : new InputInvalidError('policy', 'This is no address of a contract.'));
    if (wrong !== null) {
      return wrong;
    }
    const { idempotencyKey: key } = input;
    const { pledges } = contractInterfaces;
    return this.outbox.submit(viewer, { key, operation: 'listRankPolicy', body: { policy } }, () =>
      Promise.resolve({
        kind: 'LIST_RANK_POLICY',
        contract: 'pledges' as const,
        callData: pledges.encodeFunctionData('listRankPolicy', [policy]),
        gas: GAS_OF_LISTING,
        subjects: [policy],
      }),
    );
  }
}

function toAct(kind: string, callData: string, actHash: string): Act {
  return { kind, contract: 'powers', callData, gas: GAS, subjects: [actHash] };
}
