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
import { ReceivableStatus } from './receivable.type.js';

/** Receivables against `ReceivableRegistry`. */
export const receivableVerification: Verification = {
  table: 'receivable',
  contract: 'receivables',
  read: 'receivablesOf',
  sql: 'SELECT * FROM receivable WHERE receivable_id > $1 ORDER BY receivable_id LIMIT $2',
  firstKey: '',
  keyOf: (row) => textOf(row, 'receivable_id'),
  argumentOf: (row) => row['receivable_id'],
  expected: (row) =>
    columnsOf(row, [
      'supplier',
      'buyer',
      'currency',
      'status',
      'scope',
      'face_minor',
      'outstanding_minor',
      'paid_minor',
      'credited_minor',
      'written_off_minor',
      'is_deemed',
      'disputed_minor',
      'due_date',
    ]),
  actual: (answer) => ({
    supplier: lowerOf(answer, 'supplier'),
    buyer: lowerOf(answer, 'buyer'),
    currency: currencyOf(answer),
    status: namedOf(Object.values(ReceivableStatus), answer, 'status'),
    scope: plainOf(answer, 'scope'),
    face_minor: plainOf(answer, 'faceMinor'),
    outstanding_minor: plainOf(answer, 'outstandingMinor'),
    paid_minor: plainOf(answer, 'paidMinor'),
    credited_minor: plainOf(answer, 'creditedMinor'),
    written_off_minor: plainOf(answer, 'writtenOffMinor'),
    is_deemed: plainOf(answer, 'isDeemed'),
    disputed_minor: plainOf(answer, 'disputedMinor'),
    due_date: calendarDateOf(Number(answer['dueDay'])),
  }),
};
