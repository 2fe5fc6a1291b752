import { type Verification, columnsOf, plainOf, textOf } from '../ledger/projection.js';

/** Positions of lots against `Factoring`. */
export const positionVerification: Verification = {
  table: 'lot_position',
  contract: 'factoring',
  read: 'positionsOf',
  select: `SELECT *, coalesce(extract(epoch FROM demanded_at), 0)::bigint AS demanded_seconds
        FROM lot_position`,
  key: 'lot_id',
  firstKey: '',
  keyOf: (row) => textOf(row, 'lot_id'),
  argumentOf: (row) => row['lot_id'],
  expected: (row) =>
    columnsOf(row, [
      'advance_minor',
      'reserve_minor',
      'demanded_seconds',
      'repurchase_offered',
      'is_closed',
    ]),
  actual: (answer) => ({
    advance_minor: plainOf(answer, 'advanceMinor'),
    reserve_minor: plainOf(answer, 'reserveMinor'),
    demanded_seconds: plainOf(answer, 'demandedAt'),
    repurchase_offered: plainOf(answer, 'repurchaseOffered'),
    is_closed: plainOf(answer, 'isClosed'),
  }),
};
