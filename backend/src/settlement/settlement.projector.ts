import { calendarDateOf } from '../common/index.js';
import {
  type EventHandler,
  type ReadModel,
  bigintArg,
  currencyArg,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { receivableKey, reduceOutstanding } from '../receivables/index.js';
import { PaymentEntity, RemittanceEntity } from './remittance.entity.js';
import { remittanceVerification } from './remittance.verification.js';

/** Events of `Settlement` -> remittances, payments, and what is left of the receivables that they pay. */
const handlers: Readonly<Record<string, EventHandler>> = {
  RemittanceApplied: {
    keys: () => [],
    subject: (event) => textArg(event, 'entryHash'),
    apply: (event, rows) =>
      rows.insert(RemittanceEntity, {
        entryHash: textArg(event, 'entryHash'),
        agent: textArg(event, 'agent'),
        currency: currencyArg(event),
        amountMinor: bigintArg(event, 'amountMinor'),
        unappliedMinor: bigintArg(event, 'unappliedMinor'),
        bookingDate: calendarDateOf(smallArg(event, 'bookingDay')),
        transactionHash: event.transactionHash,
        appliedAt: event.blockTime,
      }),
  },
  PaymentApplied: {
    keys: (event) => [receivableKey(event)],
    subject: (event) => textArg(event, 'receivableId'),
    apply: (event, rows) => {
      const amountMinor = bigintArg(event, 'amountMinor');
      rows.update(receivableKey(event), (receivable) => {
        receivable.paidMinor += amountMinor;
        reduceOutstanding(receivable, amountMinor, event);
      });
      rows.insert(PaymentEntity, {
        blockNumber: event.blockNumber,
        logIndex: event.logIndex,
        entryHash: textArg(event, 'entryHash'),
        receivableId: textArg(event, 'receivableId'),
        amountMinor,
        appliedAt: event.blockTime,
      });
    },
  },
};

export const settlementReadModel: ReadModel = {
  contract: 'settlement',
  entities: [RemittanceEntity, PaymentEntity],
  handlers,
  verifications: [remittanceVerification],
};
