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
import { StatementEntity, StatementStatus } from './statement.entity.js';
import { balanceVerification } from './balance.verification.js';
import { statementVerification } from './statement.verification.js';

/** Order of `IReconciliation.StatementStatus` on the ledger. */
const statusByCode: Readonly<Record<number, StatementStatus>> = {
  1: StatementStatus.ISSUED,
  2: StatementStatus.AGREED,
  3: StatementStatus.DIFFERING,
};

/** Events of `Reconciliation` -> statements. */
const handlers: Readonly<Record<string, EventHandler>> = {
  StatementIssued: {
    keys: () => [],
    creates: (event) => [rowKey(StatementEntity, textArg(event, 'statementId'))],
    subject: (event) => textArg(event, 'statementId'),
    apply: (event, rows) =>
      rows.insert(StatementEntity, {
        statementId: textArg(event, 'statementId'),
        supplier: textArg(event, 'supplier'),
        buyer: textArg(event, 'buyer'),
        currency: currencyArg(event),
        asOfDate: calendarDateOf(smallArg(event, 'asOfDay')),
        balanceMinor: bigintArg(event, 'balanceMinor'),
        ledgerBalanceMinor: bigintArg(event, 'ledgerBalanceMinor'),
        itemsRoot: textArg(event, 'itemsRoot'),
        status: StatementStatus.ISSUED,
        acknowledgedMinor: null,
        acknowledgedRoot: null,
        agreedMinor: null,
        issuedAt: event.blockTime,
        acknowledgedAt: null,
      }),
  },
  StatementAcknowledged: changing((statement, event) => {
    const status = statusByCode[smallArg(event, 'status')];
    if (status === undefined) {
      throw new TypeError('StatementAcknowledged with an unknown status');
    }
    statement.status = status;
    statement.acknowledgedMinor = bigintArg(event, 'balanceMinor');
    statement.acknowledgedRoot = textArg(event, 'itemsRoot');
    statement.acknowledgedAt = event.blockTime;
  }),
  StatementResolved: changing((statement, event) => {
    statement.status = StatementStatus.RESOLVED;
    statement.agreedMinor = bigintArg(event, 'agreedBalanceMinor');
  }),
};

function changing(change: (row: StatementEntity, event: LedgerEvent) => void): EventHandler {
  const key = (event: LedgerEvent) => rowKey(StatementEntity, textArg(event, 'statementId'));
  return {
    keys: (event) => [key(event)],
    subject: (event) => textArg(event, 'statementId'),
    apply: (event, rows) => rows.update(key(event), (row) => change(row, event)),
  };
}

export const statementReadModel: ReadModel = {
  contract: 'reconciliation',
  entities: [StatementEntity],
  handlers,
  verifications: [statementVerification, balanceVerification],
};
