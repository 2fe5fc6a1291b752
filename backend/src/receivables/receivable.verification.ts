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
  // The ledger keeps when a claim was made only until the claim is confirmed.
  select: `SELECT *, CASE WHEN confirmed_at IS NULL THEN extract(epoch FROM claimed_at)::bigint ELSE 0 END
          AS answerable_since
        FROM receivable`,
  key: 'receivable_id',
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
      'answerable_since',
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
    answerable_since: plainOf(answer, 'registeredAt'),
  }),
};
