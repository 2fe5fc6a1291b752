import { calendarDateOf } from '../common/index.js';
import { type Verification, columnsOf, currencyOf, plainOf, textOf } from '../ledger/projection.js';

/** Applied bank entries against `Settlement`. */
export const remittanceVerification: Verification = {
  table: 'remittance',
  contract: 'settlement',
  read: 'bankEntriesOf',
  sql: 'SELECT * FROM remittance WHERE entry_hash > $1 ORDER BY entry_hash LIMIT $2',
  firstKey: '',
  keyOf: (row) => textOf(row, 'entry_hash'),
  argumentOf: (row) => row['entry_hash'],
  expected: (row) =>
    columnsOf(row, ['currency', 'amount_minor', 'unapplied_minor', 'booking_date']),
  actual: (answer) => ({
    currency: currencyOf(answer),
    amount_minor: plainOf(answer, 'amountMinor'),
    unapplied_minor: plainOf(answer, 'unappliedMinor'),
    booking_date: calendarDateOf(Number(answer['bookingDay'])),
  }),
};
