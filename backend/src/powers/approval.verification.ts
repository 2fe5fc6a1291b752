import { type Verification, columnsOf, lowerOf, plainOf, textOf } from '../ledger/projection.js';

/** Approvals against `Powers`, which forgets those that were used up or taken back. */
export const approvalVerification: Verification = {
  table: 'approval',
  contract: 'powers',
  read: 'approvalsOf',
  select: `SELECT act_hash,
          CASE WHEN ended_at IS NULL THEN approver ELSE '0x' || repeat('0', 40) END AS approver,
          CASE WHEN ended_at IS NULL THEN order_hash ELSE '0x' || repeat('0', 64) END AS order_hash,
          CASE WHEN ended_at IS NULL THEN extract(epoch FROM approved_at)::bigint ELSE 0 END
            AS approved_seconds
        FROM approval`,
  key: 'act_hash',
  firstKey: '',
  keyOf: (row) => textOf(row, 'act_hash'),
  argumentOf: (row) => row['act_hash'],
  expected: (row) => columnsOf(row, ['approver', 'order_hash', 'approved_seconds']),
  actual: (answer) => ({
    approver: lowerOf(answer, 'approver'),
    order_hash: plainOf(answer, 'orderHash'),
    approved_seconds: plainOf(answer, 'approvedAt'),
  }),
};
