import {
  type Verification,
  columnsOf,
  lowerOf,
  namedOf,
  plainOf,
  textOf,
} from '../ledger/projection.js';
import { OnwardStatus } from './onward.entity.js';

/** Notices against `Assignments`. */
export const noticeVerification: Verification = {
  table: 'lot_notice',
  contract: 'assignments',
  read: 'noticesOf',
  select: `SELECT lot_id, coalesce(payee, '0x' || repeat('0', 40)) AS payee,
          coalesce(extract(epoch FROM noticed_at), 0)::bigint AS noticed_seconds,
          coalesce(extract(epoch FROM acknowledged_at), 0)::bigint AS acknowledged_seconds
        FROM lot_notice`,
  key: 'lot_id',
  firstKey: '',
  keyOf: (row) => textOf(row, 'lot_id'),
  argumentOf: (row) => row['lot_id'],
  expected: (row) => columnsOf(row, ['payee', 'noticed_seconds', 'acknowledged_seconds']),
  actual: (answer) => ({
    payee: lowerOf(answer, 'payee'),
    noticed_seconds: plainOf(answer, 'noticedAt'),
    acknowledged_seconds: plainOf(answer, 'acknowledgedAt'),
  }),
};

/** Onward assignments against `Assignments`. */
export const onwardVerification: Verification = {
  table: 'onward',
  contract: 'assignments',
  read: 'onwardsOf',
  select: `SELECT *, extract(epoch FROM accept_by)::bigint AS accept_by_seconds
        FROM onward`,
  key: 'onward_number',
  firstKey: 0,
  keyOf: (row) => Number(row['onward_number']),
  argumentOf: (row) => row['onward_number'],
  expected: (row) =>
    columnsOf(row, ['from_party', 'to_party', 'lots_hash', 'accept_by_seconds', 'status']),
  actual: (answer) => ({
    from_party: lowerOf(answer, 'from'),
    to_party: lowerOf(answer, 'to'),
    lots_hash: plainOf(answer, 'lotsHash'),
    accept_by_seconds: plainOf(answer, 'acceptBy'),
    status: namedOf(Object.values(OnwardStatus), answer, 'status'),
  }),
};
