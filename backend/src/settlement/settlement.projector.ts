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
import { AllocationEntity, AllocationKind, AllocationReversalEntity } from './allocation.entity.js';
import { RemittanceEntity } from './remittance.entity.js';
import { allocationVerification, remittanceVerification } from './remittance.verification.js';

/** Hash of an entry of which no allocation stands. */
const NO_ALLOCATIONS = `0x${'0'.repeat(64)}`;

const agentOf = (event: LedgerEvent): string => textArg(event, 'agent');
const entryOf = (event: LedgerEvent): string => textArg(event, 'entryHash');

function remittanceKey(event: LedgerEvent): RowKey<RemittanceEntity> {
  return rowKey(RemittanceEntity, agentOf(event), entryOf(event));
}

/** The ledger says how many stand after the event. */
function allocationKey(event: LedgerEvent, beyond = 0): RowKey<AllocationEntity> {
  const number = smallArg(event, 'allocations') + beyond;
  return rowKey(AllocationEntity, agentOf(event), entryOf(event), number);
}

/** What it paid is known from the events around it; until one says otherwise, receivables. */
const allocate: EventHandler = {
  keys: (event) => [remittanceKey(event), allocationKey(event)],
  subject: entryOf,
  apply: (event, rows) => {
    const allocation: AllocationEntity = {
      agent: agentOf(event),
      entryHash: entryOf(event),
      number: smallArg(event, 'allocations'),
      kind: AllocationKind.RECEIVABLES,
      amountMinor: bigintArg(event, 'amountMinor'),
      creditor: null,
      earlyPaymentNumber: null,
      previousHash: rows.getOrThrow(remittanceKey(event)).allocationsHash,
      allocationsHash: textArg(event, 'allocationsHash'),
      blockNumber: event.blockNumber,
      logIndex: event.logIndex,
      madeAt: event.blockTime,
    };
    if (rows.find(allocationKey(event)) === undefined) {
      rows.insert(AllocationEntity, allocation);
    } else {
      rows.update(allocationKey(event), (row) => Object.assign(row, allocation));
    }
    rows.update(remittanceKey(event), (row) => {
      row.allocations = allocation.number;
      row.unappliedMinor = bigintArg(event, 'unappliedMinor');
      row.allocationsHash = allocation.allocationsHash;
    });
  },
};

const takeBack: EventHandler = {
  keys: (event) => [remittanceKey(event), allocationKey(event, 1)],
  subject: entryOf,
  apply: (event, rows) => {
    const reversed = rows.getOrThrow(allocationKey(event, 1));
    const { agent, entryHash, number, kind, amountMinor, madeAt } = reversed;
    const { creditor, earlyPaymentNumber } = reversed;
    rows.insert(AllocationReversalEntity, {
      ...{ blockNumber: event.blockNumber, logIndex: event.logIndex, reversedAt: event.blockTime },
      ...{ agent, entryHash, number, kind, amountMinor, creditor, earlyPaymentNumber, madeAt },
      evidenceHash: textArg(event, 'evidenceHash'),
    });
    rows.update(remittanceKey(event), (row) => {
      row.allocations = smallArg(event, 'allocations');
      row.unappliedMinor = bigintArg(event, 'unappliedMinor');
      row.allocationsHash = reversed.previousHash;
    });
  },
};

/** Follows its allocation in the same transaction, so that one is at hand and the latest. */
const overpay: EventHandler = {
  keys: (event) => [remittanceKey(event)],
  subject: entryOf,
  apply: (event, rows) => {
    const { agent, entryHash, allocations } = rows.getOrThrow(remittanceKey(event));
    rows.update(rowKey(AllocationEntity, agent, entryHash, allocations), (row) => {
      row.kind = AllocationKind.OVERPAYMENT;
      row.creditor = textArg(event, 'creditor');
    });
  },
};

/** Events of `Settlement` -> bank entries, what was done with them, and what is left of them. */
const handlers: Readonly<Record<string, EventHandler>> = {
  RemittanceApplied: {
    keys: () => [],
    creates: (event) => [remittanceKey(event)],
    subject: entryOf,
    apply: (event, rows) =>
      rows.insert(RemittanceEntity, {
        agent: agentOf(event),
        entryHash: entryOf(event),
        receivedBy: textArg(event, 'receivedBy'),
        currency: currencyArg(event),
        amountMinor: bigintArg(event, 'amountMinor'),
        // What the entry was applied to at once follows as its first allocation.
        unappliedMinor: bigintArg(event, 'unappliedMinor'),
        allocations: 0,
        allocationsHash: NO_ALLOCATIONS,
        isReversed: false,
        counterEntryHash: null,
        reversedAt: null,
        bookingDate: calendarDateOf(smallArg(event, 'bookingDay')),
        transactionHash: event.transactionHash,
        appliedAt: event.blockTime,
      }),
  },
  AllocationMade: allocate,
  AllocationReversed: takeBack,
  OverpaymentRecorded: overpay,
  BankEntryReversed: {
    keys: (event) => [remittanceKey(event)],
    subject: entryOf,
    apply: (event, rows) =>
      rows.update(remittanceKey(event), (row) => {
        row.isReversed = true;
        row.unappliedMinor = 0n;
        row.counterEntryHash = textArg(event, 'counterEntryHash');
        row.reversedAt = event.blockTime;
      }),
  },
};

export const settlementReadModel: ReadModel = {
  contract: 'settlement',
  entities: [RemittanceEntity, AllocationEntity, AllocationReversalEntity],
  handlers,
  verifications: [remittanceVerification, allocationVerification],
};
