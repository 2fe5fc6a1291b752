import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { DomainError, InputInvalidError, NotFoundError, NotPermittedError } from '../api/index.js';
import { epochDayOf, present } from '../common/index.js';
import { CreditGate, type NewDebt } from '../credit-limits/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  contractInterfaces,
} from '../ledger/index.js';
import { keepNote } from './evidence-note.js';
import {
  BATCH_MAX,
  GAS_BASE,
  GAS_BASE_OF_CREDIT,
  GAS_OF_ACT,
  GAS_OF_DISPUTE,
  GAS_PER_CONFIRMATION,
} from './ledger-encoding.js';
import type {
  AcceptDisputeInput,
  ConfirmReceivablesInput,
  EndDisputeInput,
  OpenDisputeInput,
  RejectReceivableInput,
  WithdrawReceivableInput,
} from './receivable.input.js';
import { ReceivableReader } from './receivable.reader.js';
import { scopeToBits } from './receivable.rows.js';
import { ObjectionReason, type ReceivableType } from './receivable.type.js';

type Submitted = Promise<CommandEntity | DomainError>;
type Side = 'supplier' | 'buyer';
type CallName = 'reject' | 'withdraw' | 'openDispute' | 'withdrawDispute' | 'acceptDispute';

const registry = contractInterfaces.receivables;

/** One call about one receivable. */
interface SingleAct {
  /** Name of the mutation. */
  readonly operation: string;
  readonly kind: string;
  readonly call: CallName;
  readonly side: Side;
  readonly gas?: number;
  /** Values of the call after the receivable's id, given the hash of the evidence. */
  readonly values: (evidenceHash: string, receivable: ReceivableType) => unknown[];
}

interface SingleInput {
  readonly idempotencyKey: string;
  readonly receivableId: string;
  readonly note?: string | null;
  readonly awaitInclusion?: boolean | null;
}

/** What buyer and supplier do with a receivable after its registration. The contract decides; this answers early. */
@Injectable()
export class ReceivableActsService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly receivables: ReceivableReader,
    private readonly gate: CreditGate,
  ) {}

  async confirm(viewer: Viewer, input: ConfirmReceivablesInput): Submitted {
    const { idempotencyKey: key, confirmations } = input;
    const idempotency = { key, operation: 'confirmReceivables', body: confirmations };
    return this.outbox.submit(viewer, idempotency, (db) =>
      this.prepareConfirmation(db, viewer, input),
    );
  }

  reject(viewer: Viewer, input: RejectReceivableInput): Submitted {
    return this.submitOne(viewer, input, {
      operation: 'rejectReceivable',
      kind: 'REJECT_RECEIVABLE',
      call: 'reject',
      side: 'buyer',
      values: (evidenceHash) => [reasonCode(input.reason), evidenceHash],
    });
  }

  withdraw(viewer: Viewer, input: WithdrawReceivableInput): Submitted {
    return this.submitOne(viewer, input, {
      operation: 'withdrawReceivable',
      kind: 'WITHDRAW_RECEIVABLE',
      call: 'withdraw',
      side: 'supplier',
      values: () => [],
    });
  }

  openDispute(viewer: Viewer, input: OpenDisputeInput): Submitted {
    return this.submitOne(viewer, input, {
      operation: 'openDispute',
      kind: 'OPEN_DISPUTE',
      call: 'openDispute',
      side: 'buyer',
      gas: GAS_OF_DISPUTE,
      values: (evidenceHash) => [input.disputedMinor, reasonCode(input.reason), evidenceHash],
    });
  }

  withdrawDispute(viewer: Viewer, input: EndDisputeInput): Submitted {
    return this.submitOne(viewer, input, {
      operation: 'withdrawDispute',
      kind: 'WITHDRAW_DISPUTE',
      call: 'withdrawDispute',
      side: 'buyer',
      gas: GAS_OF_DISPUTE,
      values: (evidenceHash) => [evidenceHash],
    });
  }

  acceptDispute(viewer: Viewer, input: AcceptDisputeInput): Submitted {
    return this.submitOne(viewer, input, {
      operation: 'acceptDispute',
      kind: 'ACCEPT_DISPUTE',
      call: 'acceptDispute',
      side: 'supplier',
      gas: GAS_OF_DISPUTE + GAS_BASE_OF_CREDIT,
      values: (evidenceHash, { disputedMinor }) => [
        input.acceptedMinor ?? disputedMinor,
        evidenceHash,
      ],
    });
  }

  private async prepareConfirmation(
    db: EntityManager,
    viewer: Viewer,
    { confirmations }: ConfirmReceivablesInput,
  ): Promise<Act | DomainError> {
    if (confirmations.length < 1 || confirmations.length > BATCH_MAX) {
      return new InputInvalidError('confirmations', `1 to ${BATCH_MAX} are confirmed at once.`);
    }
    const subjects = confirmations.map(({ receivableId }) => receivableId.toLowerCase());
    const found = await this.findOwn(db, viewer, subjects, 'buyer');
    if (found instanceof DomainError) {
      return found;
    }
    const calls = confirmations.map(({ confirmedMinor, scope }, index) => ({
      receivableId: subjects[index] as string,
      confirmedMinor: confirmedMinor ?? found[index]?.faceMinor ?? 0n,
      scope: scopeToBits(scope),
    }));
    const debts = found.map((receivable, index) =>
      debtOf(receivable, calls[index]?.confirmedMinor ?? 0n),
    );
    const refusal = await this.gate.findRefusal(db, viewer, { debts, financier: null });
    if (refusal !== null) {
      return refusal;
    }
    return {
      kind: 'CONFIRM_RECEIVABLES',
      contract: 'receivables',
      callData: registry.encodeFunctionData('confirm', [calls]),
      gas: GAS_BASE + GAS_PER_CONFIRMATION * calls.length,
      subjects,
    };
  }

  private async submitOne(viewer: Viewer, input: SingleInput, act: SingleAct): Submitted {
    // How the client waits is no part of what it asks for.
    const body = { ...input, idempotencyKey: undefined, awaitInclusion: undefined };
    const idempotency = { key: input.idempotencyKey, operation: act.operation, body };
    return this.outbox.submit(viewer, idempotency, async (db, commandId) => {
      const receivableId = input.receivableId.toLowerCase();
      const found = await this.findOwn(db, viewer, [receivableId], act.side);
      if (found instanceof DomainError) {
        return found;
      }
      const owner = { party: viewer.party, commandId };
      const evidenceHash = await keepNote(db, owner, receivableId, input.note ?? null);
      return evidenceHash instanceof DomainError
        ? evidenceHash
        : toSingleAct(act, present(found[0], receivableId), evidenceHash);
    });
  }

  /** Receivables of which the viewer's party is the supplier or buyer, in the order of the ids. */
  private async findOwn(
    db: EntityManager,
    viewer: Viewer,
    receivableIds: readonly string[],
    side: Side,
  ): Promise<ReceivableType[] | DomainError> {
    const visible = await this.receivables.findVisible(viewer, receivableIds, db);
    const byId = new Map(visible.map((receivable) => [receivable.receivableId, receivable]));
    const found: ReceivableType[] = [];
    for (const receivableId of receivableIds) {
      const receivable = byId.get(receivableId);
      if (receivable === undefined) {
        return new NotFoundError(receivableId);
      }
      if (receivable[side] !== viewer.party) {
        return new NotPermittedError(`Only the ${side} of ${receivableId} may do this.`);
      }
      found.push(receivable);
    }
    return found;
  }
}

/** What the buyer owes once it confirms so much. */
function debtOf(receivable: ReceivableType, confirmedMinor: bigint): NewDebt {
  const { receivableId, supplier, buyer, currency, dueDate, issueDate, faceMinor } = receivable;
  return {
    ...{ countedId: receivableId, receivableId, supplier, buyer, currency, dueDate },
    ...{ invoicedMinor: faceMinor, owedMinor: confirmedMinor, amountMinor: confirmedMinor },
    termsDays: epochDayOf(dueDate) - epochDayOf(issueDate),
  };
}

function toSingleAct(act: SingleAct, receivable: ReceivableType, evidenceHash: string): Act {
  const { receivableId } = receivable;
  const values = [receivableId, ...act.values(evidenceHash, receivable)];
  const fragment = registry.getFunction(act.call);
  return {
    kind: act.kind,
    contract: 'receivables',
    callData: registry.encodeFunctionData(fragment as never, values as never),
    gas: act.gas ?? GAS_OF_ACT,
    subjects: [receivableId],
  };
}

function reasonCode(reason: ObjectionReason): number {
  return Object.values(ObjectionReason).indexOf(reason) + 1;
}
