import { type Verification, columnsOf, lowerOf, namedOf, plainOf } from '../ledger/projection.js';
import { EarlyPaymentStatus } from './early-payment.entity.js';

/** Early payments against `EarlyPayments`. */
export const earlyPaymentVerification: Verification = {
  table: 'early_payment',
  contract: 'earlyPayments',
  read: 'earlyPaymentsOf',
  select: `SELECT number, lot_id, buyer, face_minor, discount_minor, status,
          extract(epoch FROM pay_by)::bigint AS pay_by
        FROM early_payment`,
  key: 'number',
  firstKey: 0,
  keyOf: (row) => Number(row['number']),
  argumentOf: (row) => row['number'],
  expected: (row) =>
    columnsOf(row, ['lot_id', 'buyer', 'face_minor', 'discount_minor', 'status', 'pay_by']),
  actual: (answer) => ({
    lot_id: `0x${(answer['lotId'] as bigint).toString(16).padStart(64, '0')}`,
    buyer: lowerOf(answer, 'buyer'),
    face_minor: plainOf(answer, 'faceMinor'),
    discount_minor: plainOf(answer, 'discountMinor'),
    status: namedOf(Object.values(EarlyPaymentStatus), answer, 'status'),
    pay_by: plainOf(answer, 'payBy'),
  }),
};
