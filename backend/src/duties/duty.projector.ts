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
import { DutyEntity, DutyEntryEntity, DutyReason } from './duty.entity.js';
import { dutyVerification } from './duty.verification.js';

/** An event holds what is owed after it; the row of the pair may be there or not. */
function changing(
  cause: (event: LedgerEvent) => Pick<DutyEntryEntity, 'reason' | 'sourceHash'>,
): EventHandler {
  const keyOf = (event: LedgerEvent) =>
    rowKey(DutyEntity, textArg(event, 'debtor'), textArg(event, 'creditor'), currencyArg(event));
  return {
    keys: (event) => [keyOf(event)],
    subject: (event) => textArg(event, 'debtor'),
    apply: (event, rows) => {
      const pair = {
        debtor: textArg(event, 'debtor'),
        creditor: textArg(event, 'creditor'),
        currency: currencyArg(event),
        owedMinor: bigintArg(event, 'owedMinor'),
      };
      rows.insert(DutyEntryEntity, {
        blockNumber: event.blockNumber,
        logIndex: event.logIndex,
        ...pair,
        amountMinor: bigintArg(event, 'amountMinor'),
        ...cause(event),
        enteredAt: event.blockTime,
      });
      const duty = { ...pair, changedAt: event.blockTime };
      if (rows.find(keyOf(event)) === undefined) {
        rows.insert(DutyEntity, duty);
      } else {
        rows.update(keyOf(event), (row) => Object.assign(row, duty));
      }
    },
  };
}

/** Events of `Duties` -> what parties owe each other, and why. */
const handlers: Readonly<Record<string, EventHandler>> = {
  DutyIncurred: changing((event) => ({
    reason: Object.values(DutyReason)[smallArg(event, 'reason')] as DutyReason,
    sourceHash: textArg(event, 'sourceHash'),
  })),
  DutyReduced: changing((event) => ({
    reason: null,
    sourceHash: textArg(event, 'evidenceHash'),
  })),
};

export const dutyReadModel: ReadModel = {
  contract: 'duties',
  entities: [DutyEntity, DutyEntryEntity],
  handlers,
  verifications: [dutyVerification],
};
