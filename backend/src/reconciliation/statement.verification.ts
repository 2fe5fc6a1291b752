import { calendarDateOf } from '../common/index.js';
import {
  type Verification,
  columnsOf,
  currencyOf,
  lowerOf,
  namedOf,
  plainOf,
  textOf,
} from '../ledger/projection.js';
import { StatementStatus } from './statement.entity.js';

/** Statements against `Reconciliation`. */
export const statementVerification: Verification = {
  table: 'statement',
  contract: 'reconciliation',
  read: 'statementsOf',
  sql: `SELECT *, coalesce(acknowledged_minor, 0) AS answered_minor FROM statement
        WHERE statement_id > $1 ORDER BY statement_id LIMIT $2`,
  firstKey: '',
  keyOf: (row) => textOf(row, 'statement_id'),
  argumentOf: (row) => row['statement_id'],
  expected: (row) =>
    columnsOf(row, [
      'supplier',
      'buyer',
      'currency',
      'as_of_date',
      'balance_minor',
      'answered_minor',
      'items_root',
      'status',
    ]),
  actual: (answer) => ({
    supplier: lowerOf(answer, 'supplier'),
    buyer: lowerOf(answer, 'buyer'),
    currency: currencyOf(answer),
    as_of_date: calendarDateOf(Number(answer['asOfDay'])),
    balance_minor: plainOf(answer, 'balanceMinor'),
    answered_minor: plainOf(answer, 'acknowledgedMinor'),
    items_root: plainOf(answer, 'itemsRoot'),
    status: namedOf(Object.values(StatementStatus), answer, 'status'),
  }),
};
