import { calendarDateOf } from '../common/index.js';
import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  bigintArg,
  currencyArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { RemittanceEntity } from './remittance.entity.js';
import { remittanceVerification } from './remittance.verification.js';

const entryOf = (event: LedgerEvent): string => textArg(event, 'entryHash');

function changing(change: (row: RemittanceEntity, event: LedgerEvent) => void): EventHandler {
  const key = (event: LedgerEvent) =>
    rowKey(RemittanceEntity, textArg(event, 'agent'), entryOf(event));
  return {
    keys: (event) => [key(event)],
    subject: entryOf,
    apply: (event, rows) => rows.update(key(event), (row) => change(row, event)),
  };
}

const allocated = changing((row, event) => {
  row.allocations = smallArg(event, 'allocations');
  row.unappliedMinor = bigintArg(event, 'unappliedMinor');
});

/** Events of `Settlement` -> bank entries and what is left of them. */
const handlers: Readonly<Record<string, EventHandler>> = {
  RemittanceApplied: {
    keys: () => [],
    subject: entryOf,
    apply: (event, rows) =>
      rows.insert(RemittanceEntity, {
        agent: textArg(event, 'agent'),
        entryHash: entryOf(event),
        receivedBy: textArg(event, 'receivedBy'),
        currency: currencyArg(event),
        amountMinor: bigintArg(event, 'amountMinor'),
        unappliedMinor: bigintArg(event, 'unappliedMinor'),
        allocations: 0,
        isReversed: false,
        bookingDate: calendarDateOf(smallArg(event, 'bookingDay')),
        transactionHash: event.transactionHash,
        appliedAt: event.blockTime,
      }),
  },
  AllocationMade: allocated,
  AllocationReversed: allocated,
  BankEntryReversed: changing((row) => {
    row.isReversed = true;
  }),
};

export const settlementReadModel: ReadModel = {
  contract: 'settlement',
  entities: [RemittanceEntity],
  handlers,
  verifications: [remittanceVerification],
};
