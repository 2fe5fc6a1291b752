import { currencyBytes } from '../common/index.js';
import { type Verification, columnsOf, textOf } from '../ledger/projection.js';

/** Σ outstanding of a pair against its running balance in `Reconciliation`. */
export const balanceVerification: Verification = {
  table: 'balance',
  contract: 'reconciliation',
  read: 'balancesOf',
  select: `SELECT *, supplier || buyer || currency AS key FROM (
          SELECT supplier, buyer, currency, sum(outstanding_minor)::text AS balance_minor
          FROM receivable GROUP BY supplier, buyer, currency
        ) b`,
  key: 'supplier || buyer || currency',
  // A payment names no pair; balances are compared in turn.
  touchedBy: {},
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
