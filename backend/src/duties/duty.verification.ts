import { currencyBytes } from '../common/index.js';
import { type Verification, columnsOf, textOf } from '../ledger/projection.js';

/** What is owed against the running balance in `Duties`. */
export const dutyVerification: Verification = {
  table: 'duty',
  contract: 'duties',
  read: 'owedOf',
  select: 'SELECT *, debtor || creditor || currency AS key FROM duty',
  key: 'debtor || creditor || currency',
  firstKey: '',
  keyOf: (row) => textOf(row, 'key'),
  argumentOf: (row) => ({
    debtor: row['debtor'],
    creditor: row['creditor'],
    currency: currencyBytes(textOf(row, 'currency')),
  }),
  expected: (row) => columnsOf(row, ['owed_minor']),
  // The view answers with plain numbers instead of structs.
  actual: (answer) => ({ owed_minor: (answer as unknown as bigint).toString() }),
};
