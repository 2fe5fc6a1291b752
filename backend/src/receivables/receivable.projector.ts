import { calendarDateOf } from '../common/index.js';
import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  bigintArg,
  currencyArg,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { PaymentEntity } from './payment.entity.js';
import { ReceivableEntity } from './receivable.entity.js';
import {
  paid,
  paidEarlyTakenBack,
  receivableKey,
  restated,
  takenBack,
} from './receivable.money.js';
import { ReceivableStatus } from './receivable.type.js';
import { receivableVerification } from './receivable.verification.js';
import { SilenceAgreementEntity } from './silence.entity.js';
import { silenceAgreed } from './silence.projector.js';
import { silenceVerification } from './silence.verification.js';

const receivableOf = (event: LedgerEvent): string => textArg(event, 'receivableId');

function changing(change: (row: ReceivableEntity, event: LedgerEvent) => void): EventHandler {
  return {
    keys: (event) => [receivableKey(event)],
    subject: receivableOf,
    apply: (event, rows) => rows.update(receivableKey(event), (row) => change(row, event)),
  };
}

/** As {changing}, and notes what came in, or as a negative amount what was taken back. */
function paying(
  change: (row: ReceivableEntity, event: LedgerEvent) => void,
  amountOf: (event: LedgerEvent) => bigint,
): EventHandler {
  const { apply, ...rest } = changing(change);
  return {
    ...rest,
    apply: (event, rows) => {
      apply(event, rows);
      rows.insert(PaymentEntity, {
        blockNumber: event.blockNumber,
        logIndex: event.logIndex,
        entryHash: textArg(event, 'entryHash'),
        receivableId: receivableOf(event),
        amountMinor: amountOf(event),
        appliedAt: event.blockTime,
      });
    },
  };
}

function confirming(isDeemed: boolean): EventHandler {
  return changing((row, event) => {
    row.status = ReceivableStatus.CONFIRMED;
    row.faceMinor = bigintArg(event, 'faceMinor');
    row.outstandingMinor = row.faceMinor;
    row.scope = smallArg(event, 'scope');
    row.isDeemed = isDeemed;
    row.confirmedAt = event.blockTime;
  });
}

/** Events of `ReceivableRegistry` -> receivables, and what was paid of them. */
const handlers: Readonly<Record<string, EventHandler>> = {
  ReceivableRegistered: {
    keys: () => [],
    creates: (event) => [receivableKey(event)],
    subject: receivableOf,
    apply: (event, rows) => rows.insert(ReceivableEntity, registered(event)),
  },
  ReceivableAmended: changing((row, event) => {
    row.faceMinor = bigintArg(event, 'faceMinor');
    row.dueDate = calendarDateOf(smallArg(event, 'dueDay'));
    row.documentCommitment = textArg(event, 'documentCommitment');
    row.claimedAt = event.blockTime;
  }),
  ClaimCredited: changing((row, event) => {
    row.faceMinor = bigintArg(event, 'faceMinor');
  }),
  ReceivableConfirmed: confirming(false),
  ReceivableDeemedConfirmed: confirming(true),
  ReceivableRejected: changing((row) => {
    row.status = ReceivableStatus.REJECTED;
  }),
  ReceivableWithdrawn: changing((row) => {
    row.status = ReceivableStatus.WITHDRAWN;
  }),
  ReceivableCredited: changing((row, event) => {
    row.creditedMinor += bigintArg(event, 'amountMinor');
    restated(row, event);
  }),
  ReceivableWrittenOff: changing((row, event) => {
    row.writtenOffMinor += bigintArg(event, 'amountMinor');
    restated(row, event);
  }),
  PaymentApplied: paying(paid, (event) => bigintArg(event, 'amountMinor')),
  PaymentReversed: paying(takenBack, (event) => -bigintArg(event, 'amountMinor')),
  EarlyPaymentReversed: paying(paidEarlyTakenBack, (event) => -bigintArg(event, 'paidMinor')),
  DisputeOpened: changing((row, event) => {
    row.contestedMinor = bigintArg(event, 'disputedMinor');
    row.disputedMinor = row.contestedMinor;
  }),
  SilenceAgreed: silenceAgreed,
  DisputeResolved: changing((row, event) => {
    row.contestedMinor = bigintArg(event, 'disputedMinor');
    row.disputedMinor = row.contestedMinor;
  }),
};

function registered(event: LedgerEvent): ReceivableEntity {
  return {
    receivableId: receivableOf(event),
    supplier: textArg(event, 'supplier'),
    buyer: textArg(event, 'buyer'),
    currency: currencyArg(event),
    faceMinor: bigintArg(event, 'faceMinor'),
    outstandingMinor: 0n,
    paidMinor: 0n,
    creditedMinor: 0n,
    writtenOffMinor: 0n,
    contestedMinor: 0n,
    disputedMinor: 0n,
    issueDate: calendarDateOf(smallArg(event, 'issueDay')),
    dueDate: calendarDateOf(smallArg(event, 'dueDay')),
    status: ReceivableStatus.REGISTERED,
    scope: 0,
    isDeemed: false,
    documentCommitment: textArg(event, 'documentCommitment'),
    registeredAt: event.blockTime,
    claimedAt: event.blockTime,
    confirmedAt: null,
    settledAt: null,
  };
}

export const receivableReadModel: ReadModel = {
  contract: 'receivables',
  entities: [ReceivableEntity, PaymentEntity, SilenceAgreementEntity],
  handlers,
  verifications: [receivableVerification, silenceVerification],
};
