import { calendarDateOf } from '../common/index.js';
import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  type RowKey,
  bigintArg,
  currencyArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { ReceivableEntity } from './receivable.entity.js';
import { ReceivableStatus } from './receivable.type.js';
import { receivableVerification } from './receivable.verification.js';

/** Row of the receivable that an event is about. */
export function receivableKey(event: LedgerEvent): RowKey<ReceivableEntity> {
  return rowKey(ReceivableEntity, textArg(event, 'receivableId'));
}

/** Takes a payment or credit from what is outstanding; nothing left settles, and caps what is disputed. */
export function reduceOutstanding(
  receivable: ReceivableEntity,
  amountMinor: bigint,
  event: LedgerEvent,
): void {
  receivable.outstandingMinor -= amountMinor;
  if (receivable.disputedMinor > receivable.outstandingMinor) {
    receivable.disputedMinor = receivable.outstandingMinor;
  }
  if (receivable.outstandingMinor === 0n) {
    receivable.status = ReceivableStatus.SETTLED;
    receivable.settledAt = event.blockTime;
  }
}

function changing(change: (row: ReceivableEntity, event: LedgerEvent) => void): EventHandler {
  return {
    keys: (event) => [receivableKey(event)],
    subject: (event) => textArg(event, 'receivableId'),
    apply: (event, rows) => rows.update(receivableKey(event), (row) => change(row, event)),
  };
}

/** Events of `ReceivableRegistry` -> receivables. */
const handlers: Readonly<Record<string, EventHandler>> = {
  ReceivableRegistered: {
    keys: () => [],
    subject: (event) => textArg(event, 'receivableId'),
    apply: (event, rows) => rows.insert(ReceivableEntity, registered(event)),
  },
  ReceivableConfirmed: changing((row, event) => {
    row.status = ReceivableStatus.CONFIRMED;
    row.faceMinor = bigintArg(event, 'faceMinor');
    row.outstandingMinor = row.faceMinor;
    row.scope = smallArg(event, 'scope');
    row.confirmedAt = event.blockTime;
  }),
  ReceivableRejected: changing((row) => {
    row.status = ReceivableStatus.REJECTED;
  }),
  ReceivableWithdrawn: changing((row) => {
    row.status = ReceivableStatus.WITHDRAWN;
  }),
  ReceivableCredited: changing((row, event) => {
    const amountMinor = bigintArg(event, 'amountMinor');
    row.creditedMinor += amountMinor;
    reduceOutstanding(row, amountMinor, event);
  }),
  DisputeOpened: changing((row, event) => {
    row.disputedMinor = bigintArg(event, 'disputedMinor');
  }),
  DisputeResolved: changing((row) => {
    row.disputedMinor = 0n;
  }),
};

function registered(event: LedgerEvent): ReceivableEntity {
  return {
    receivableId: textArg(event, 'receivableId'),
    supplier: textArg(event, 'supplier'),
    buyer: textArg(event, 'buyer'),
    currency: currencyArg(event),
    faceMinor: bigintArg(event, 'faceMinor'),
    outstandingMinor: 0n,
    paidMinor: 0n,
    creditedMinor: 0n,
    disputedMinor: 0n,
    issueDate: calendarDateOf(smallArg(event, 'issueDay')),
    dueDate: calendarDateOf(smallArg(event, 'dueDay')),
    status: ReceivableStatus.REGISTERED,
    scope: 0,
    documentCommitment: textArg(event, 'documentCommitment'),
    registeredAt: event.blockTime,
    confirmedAt: null,
    settledAt: null,
  };
}

export const receivableReadModel: ReadModel = {
  contract: 'receivables',
  entities: [ReceivableEntity],
  handlers,
  verifications: [receivableVerification],
};
