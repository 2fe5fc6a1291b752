import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  type RowKey,
  bigintArg,
  instantArg,
  lotIdArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { ReceivableEntity, receivableIdOfLot } from '../receivables/index.js';
import { EarlyPaymentEntity, EarlyPaymentStatus } from './early-payment.entity.js';
import { earlyPaymentVerification } from './early-payment.verification.js';

const earlyPaymentSubject = (event: LedgerEvent): string =>
  `earlyPayment:${smallArg(event, 'number')}`;

function receivableKey(event: LedgerEvent): RowKey<ReceivableEntity> {
  return rowKey(ReceivableEntity, receivableIdOfLot(lotIdArg(event)));
}

function changing(change: (row: EarlyPaymentEntity, event: LedgerEvent) => void): EventHandler {
  const key = (event: LedgerEvent) => rowKey(EarlyPaymentEntity, smallArg(event, 'number'));
  return {
    keys: (event) => [key(event)],
    subject: earlyPaymentSubject,
    apply: (event, rows) => rows.update(key(event), (row) => change(row, event)),
  };
}

function ending(status: EarlyPaymentStatus): EventHandler {
  return changing((row, event) => {
    row.status = status;
    row.endedAt = event.blockTime;
  });
}

function offered(event: LedgerEvent, receivable: ReceivableEntity): EarlyPaymentEntity {
  return {
    number: smallArg(event, 'number'),
    lotId: lotIdArg(event),
    receivableId: receivable.receivableId,
    supplier: receivable.supplier,
    buyer: textArg(event, 'buyer'),
    currency: receivable.currency,
    faceMinor: bigintArg(event, 'faceMinor'),
    discountMinor: bigintArg(event, 'discountMinor'),
    status: EarlyPaymentStatus.OFFERED,
    entryHash: null,
    restoredLotId: null,
    payBy: instantArg(event, 'payBy'),
    offeredAt: event.blockTime,
    acceptedAt: null,
    settledAt: null,
    endedAt: null,
  };
}

/** Events of `EarlyPayments` -> early payments. */
const handlers: Readonly<Record<string, EventHandler>> = {
  EarlyPaymentOffered: {
    keys: (event) => [receivableKey(event)],
    subject: earlyPaymentSubject,
    apply: (event, rows) =>
      rows.insert(EarlyPaymentEntity, offered(event, rows.getOrThrow(receivableKey(event)))),
  },
  EarlyPaymentAccepted: changing((row, event) => {
    row.status = EarlyPaymentStatus.ACCEPTED;
    row.acceptedAt = event.blockTime;
  }),
  EarlyPaymentWithdrawn: ending(EarlyPaymentStatus.WITHDRAWN),
  EarlyPaymentLapsed: ending(EarlyPaymentStatus.LAPSED),
  EarlyPaymentSettled: changing((row, event) => {
    row.status = EarlyPaymentStatus.SETTLED;
    row.settledAt = event.blockTime;
    row.entryHash = textArg(event, 'entryHash');
  }),
  EarlyPaymentUndone: ending(EarlyPaymentStatus.REVERSED),
};

export const earlyPaymentReadModel: ReadModel = {
  contract: 'earlyPayments',
  entities: [EarlyPaymentEntity],
  handlers,
  verifications: [earlyPaymentVerification],
};
