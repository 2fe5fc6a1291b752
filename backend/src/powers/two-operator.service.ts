import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { DomainError, NotPermittedError } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  contractInterfaces,
} from '../ledger/index.js';
import { checkOperationEvidence, keepOperationEvidence } from '../parties/index.js';
import { ContractNames } from './contract-names.js';
import { type TwoOperatorCall, actHashOf } from './two-operator.acts.js';

/** Two slots, and the call in the event; measured 79,000 for the longest, a recovery with twenty lost keys. */
const GAS_OF_APPROVAL = 250_000;

/** One half of an act that takes two operators. */
export interface TwoOperatorRequest {
  readonly idempotencyKey: string;
  /** Name of the mutation. */
  readonly operation: string;
  /** Input of the mutation without the key. */
  readonly body: unknown;
  /** Finds out in the transaction what exactly is called. */
  readonly call: (db: EntityManager, commandId: string) => Promise<TwoOperatorCall | DomainError>;
}

/**
 * Acts that take two operators: one approves the exact call, another one makes it. Each signs with the key of its user,
 * and the contract refuses one key twice.
 */
@Injectable()
export class TwoOperatorService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly contracts: ContractNames,
  ) {}

  /** The first half, with the order that it rests on. */
  async approve(
    viewer: Viewer,
    order: string,
    { idempotencyKey: key, operation, body, call }: TwoOperatorRequest,
  ): Promise<CommandEntity | DomainError> {
    const wrong = checkOperator(viewer) ?? checkOperationEvidence('order', order);
    if (wrong !== null) {
      return wrong;
    }
    return this.outbox.submit(viewer, { key, operation, body }, async (db, commandId) => {
      const approved = await call(db, commandId);
      return approved instanceof DomainError
        ? approved
        : this.toApproval(db, approved, { commandId, order });
    });
  }

  /** The second half. */
  async execute(
    viewer: Viewer,
    { idempotencyKey: key, operation, body, call }: TwoOperatorRequest,
  ): Promise<CommandEntity | DomainError> {
    return checkOperator(viewer) ?? this.outbox.submit(viewer, { key, operation, body }, call);
  }

  private async toApproval(
    db: EntityManager,
    { contract, callData, kind, subjects }: TwoOperatorCall,
    { commandId, order }: { readonly commandId: string; readonly order: string },
  ): Promise<Act> {
    const target = this.contracts.addressOf(contract);
    const actHash = actHashOf(target, callData);
    const kept = { commandId, subject: actHash, content: order };
    const orderHash = await keepOperationEvidence(db, kept);
    const values = [target, callData, orderHash] as const;
    return {
      kind: `APPROVE_${kind}`,
      contract: 'powers',
      callData: contractInterfaces.powers.encodeFunctionData('approve', [...values]),
      gas: GAS_OF_APPROVAL,
      subjects: [actHash, ...subjects],
    };
  }
}

export function checkOperator({ roles }: Viewer): NotPermittedError | null {
  return roles.includes(PartyRole.OPERATOR)
    ? null
    : new NotPermittedError('Only an operator carries out orders.');
}
