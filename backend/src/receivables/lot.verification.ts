import { type Verification, columnsOf, lowerOf, plainOf, textOf } from '../ledger/projection.js';

/** Lots against `ReceivableLots`. */
export const lotVerification: Verification = {
  table: 'lot',
  contract: 'lots',
  read: 'lotsById',
  select: 'SELECT * FROM lot',
  key: 'lot_id',
  firstKey: '',
  keyOf: (row) => textOf(row, 'lot_id'),
  argumentOf: (row) => row['lot_id'],
  expected: (row) =>
    columnsOf(row, [
      'owner',
      'outstanding_minor',
      'written_off_minor',
      'deal_number',
      'is_reserved',
      'is_frozen',
      'clock_stopped_days',
    ]),
  actual: (answer) => ({
    owner: lowerOf(answer, 'owner'),
    outstanding_minor: plainOf(answer, 'outstandingMinor'),
    written_off_minor: plainOf(answer, 'writtenOffMinor'),
    deal_number: plainOf(answer, 'dealNumber'),
    is_reserved: plainOf(answer, 'reserved'),
    is_frozen: plainOf(answer, 'frozen'),
    clock_stopped_days: plainOf(answer, 'clockStoppedDays'),
  }),
};
