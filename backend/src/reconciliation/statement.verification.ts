import { calendarDateOf } from '../common/index.js';
import {
  type LedgerAnswer,
  type Verification,
  columnsOf,
  currencyOf,
  firstOf,
  lowerOf,
  namedOf,
  plainOf,
  textOf,
} from '../ledger/projection.js';
import { EMPTY_ROOT } from './statement-items.js';
import { StatementStatus } from './statement.entity.js';

/** The balance of a statement that was resolved line by line. */
function agreedMinorOf(answer: LedgerAnswer): string {
  return namedOf(Object.values(StatementStatus), answer, 'status') ===
    String(StatementStatus.RESOLVED)
    ? String(
        BigInt(plainOf(answer, 'acknowledgedMinor')) + BigInt(plainOf(answer, 'concededMinor')),
      )
    : 'null';
}

/** Statements with the sums over their lines against `Reconciliation`. */
export const statementVerification: Verification = {
  table: 'statement',
  contract: 'reconciliation',
  read: 'statementsOf',
  select: `SELECT s.*, l.*, coalesce(s.acknowledged_minor, 0) AS answered_minor,
          CASE WHEN s.status IN ('DIFFERING', 'RESOLVED') THEN s.acknowledged_root
            ELSE '${EMPTY_ROOT}' END AS buyer_items_root
        FROM statement s CROSS JOIN LATERAL (
          SELECT count(*) AS line_count, count(*) FILTER (WHERE agreed_minor IS NULL) AS open_line_count,
            coalesce(sum(supplier_minor - buyer_minor), 0) AS raised_minor,
            coalesce(sum(agreed_minor - buyer_minor), 0) AS conceded_minor
          FROM statement_line WHERE statement_id = s.statement_id
        ) l`,
  key: 's.statement_id',
  touchedBy: { statement: firstOf, statement_line: firstOf },
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
      'buyer_items_root',
      'line_count',
      'open_line_count',
      'raised_minor',
      'conceded_minor',
      'agreed_minor',
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
    buyer_items_root: plainOf(answer, 'buyerItemsRoot'),
    line_count: plainOf(answer, 'lineCount'),
    open_line_count: plainOf(answer, 'openLineCount'),
    raised_minor: plainOf(answer, 'raisedMinor'),
    conceded_minor: plainOf(answer, 'concededMinor'),
    agreed_minor: agreedMinorOf(answer),
  }),
};
