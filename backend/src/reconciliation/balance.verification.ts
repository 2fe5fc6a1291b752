import { currencyBytes } from '../common/index.js';
import { type Verification, columnsOf, textOf } from '../ledger/projection.js';

/** Σ outstanding of a pair against its running balance in `Reconciliation`. */
export const balanceVerification: Verification = {
  table: 'balance',
  contract: 'reconciliation',
  read: 'balancesOf',
  sql: `SELECT supplier, buyer, currency, supplier || buyer || currency AS key,
          sum(outstanding_minor)::text AS balance_minor
        FROM receivable WHERE supplier || buyer || currency > $1
        GROUP BY supplier, buyer, currency ORDER BY supplier || buyer || currency LIMIT $2`,
  firstKey: '',
  keyOf: (row) => textOf(row, 'key'),
  argumentOf: (row) => ({
    supplier: row['supplier'],
    buyer: row['buyer'],
    currency: currencyBytes(textOf(row, 'currency')),
  }),
  expected: (row) => columnsOf(row, ['balance_minor']),
  // The view answers with plain numbers instead of structs.
  actual: (answer) => ({ balance_minor: (answer as unknown as bigint).toString() }),
};
