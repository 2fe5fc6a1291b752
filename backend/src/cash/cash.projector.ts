import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  bigintArg,
  currencyArg,
  rowKey,
  textArg,
} from '../ledger/projection.js';
import { CashAccountEntity, CashMovementEntity } from './cash.entity.js';
import { cashAccountVerification } from './cash.verification.js';

const accountKey = (event: LedgerEvent) =>
  rowKey(CashAccountEntity, textArg(event, 'party'), textArg(event, 'token'), currencyArg(event));

/** Events of `CashDesk` -> cash accounts and what moved between them. */
const handlers: Readonly<Record<string, EventHandler>> = {
  CashAccountSet: {
    keys: (event) => [accountKey(event)],
    subject: (event) => textArg(event, 'party'),
    apply: (event, rows) => {
      const account: CashAccountEntity = {
        party: textArg(event, 'party'),
        token: textArg(event, 'token'),
        currency: currencyArg(event),
        account: textArg(event, 'account'),
        setAt: event.blockTime,
      };
      if (rows.find(accountKey(event)) === undefined) {
        rows.insert(CashAccountEntity, account);
      } else {
        rows.update(accountKey(event), (row) => Object.assign(row, account));
      }
    },
  },
  CashMoved: {
    keys: () => [],
    subject: (event) => textArg(event, 'sourceHash'),
    apply: (event, rows) =>
      rows.insert(CashMovementEntity, {
        blockNumber: event.blockNumber,
        logIndex: event.logIndex,
        payer: textArg(event, 'from'),
        payee: textArg(event, 'to'),
        token: textArg(event, 'token'),
        amountMinor: bigintArg(event, 'amountMinor'),
        sourceHash: textArg(event, 'sourceHash'),
        movedAt: event.blockTime,
      }),
  },
};

export const cashReadModel: ReadModel = {
  contract: 'cashDesk',
  entities: [CashAccountEntity, CashMovementEntity],
  handlers,
  verifications: [cashAccountVerification],
};
