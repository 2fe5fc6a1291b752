import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  type RowKey,
  type RowStore,
  rowKey,
  textArg,
} from '../ledger/projection.js';
import { ApprovalEntity, ApprovalStatus, ApprovalStepEntity } from './approval.entity.js';
import { approvalVerification } from './approval.verification.js';
import { recoveryOf } from './approved-call.js';

const actHashOf = (event: LedgerEvent): string => textArg(event, 'actHash');

function approvalKey(event: LedgerEvent): RowKey<ApprovalEntity> {
  return rowKey(ApprovalEntity, actHashOf(event));
}

function keepStep(
  event: LedgerEvent,
  rows: RowStore,
  step: Pick<ApprovalStepEntity, 'status' | 'signer' | 'orderHash'>,
): void {
  const { blockNumber, logIndex } = event;
  const position = { blockNumber, logIndex, actHash: actHashOf(event), takenAt: event.blockTime };
  rows.insert(ApprovalStepEntity, { ...position, ...step });
}

const approve: EventHandler = {
  keys: (event) => [approvalKey(event)],
  subject: actHashOf,
  apply: (event, rows) => {
    const callData = textArg(event, 'data');
    const approval: ApprovalEntity = {
      actHash: actHashOf(event),
      approver: textArg(event, 'approver'),
      target: textArg(event, 'target'),
      callData,
      orderHash: textArg(event, 'orderHash'),
      recoveredParty: recoveryOf(callData)?.party ?? null,
      status: ApprovalStatus.APPROVED,
      approvedAt: event.blockTime,
      endedAt: null,
      endedBy: null,
    };
    if (rows.find(approvalKey(event)) === undefined) {
      rows.insert(ApprovalEntity, approval);
    } else {
      rows.update(approvalKey(event), (row) => Object.assign(row, approval));
    }
    const { status, approver: signer, orderHash } = approval;
    keepStep(event, rows, { status, signer, orderHash });
  },
};

/** The approval is gone, by the key that the event names. */
function ending(status: ApprovalStatus, by: string): EventHandler {
  return {
    keys: (event) => [approvalKey(event)],
    subject: actHashOf,
    apply: (event, rows) => {
      const signer = textArg(event, by);
      rows.update(approvalKey(event), (approval) => {
        approval.status = status;
        approval.endedAt = event.blockTime;
        approval.endedBy = signer;
      });
      keepStep(event, rows, { status, signer, orderHash: null });
    },
  };
}

/** Events of `Powers` about acts that take two operators -> approvals. */
export const approvalReadModel: ReadModel = {
  contract: 'powers',
  entities: [ApprovalEntity, ApprovalStepEntity],
  handlers: {
    ActApproved: approve,
    ApprovalWithdrawn: ending(ApprovalStatus.WITHDRAWN, 'approver'),
    ApprovalConsumed: ending(ApprovalStatus.CONSUMED, 'executor'),
    RecoveryObjected: ending(ApprovalStatus.OBJECTED, 'signer'),
  },
  verifications: [approvalVerification],
};
