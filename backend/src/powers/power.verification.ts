import {
  type LedgerAnswer,
  type Verification,
  columnsOf,
  firstOf,
  plainOf,
  textOf,
  wholeOf,
} from '../ledger/projection.js';

/** Roles of keys against `Powers`; while a shorter delay has yet to begin, the one that was set last counts. */
export const holderVerification: Verification = {
  table: 'power_holder',
  contract: 'powers',
  read: 'getAccess',
  select: `SELECT role_id || signer AS key, role_id, signer,
          CASE WHEN revoked_at IS NULL THEN extract(epoch FROM since)::bigint ELSE 0 END AS since,
          CASE WHEN revoked_at IS NULL THEN execution_delay_seconds ELSE 0 END AS delay
        FROM power_holder`,
  key: 'role_id || signer',
  firstKey: '',
  keyOf: (row) => textOf(row, 'key'),
  argumentOf: () => null,
  argumentsOf: (row) => [row['role_id'], row['signer']],
  expected: (row) => columnsOf(row, ['since', 'delay']),
  actual: (answer) => ({ since: plainOf(answer, 'since'), delay: delayOf(answer) }),
};

function delayOf(answer: LedgerAnswer): string {
  return plainOf(answer, answer['effect'] === 0n ? 'currentDelay' : 'pendingDelay');
}

/** Roles whose keys grant a role. */
export const roleVerification: Verification = {
  table: 'power_role',
  contract: 'powers',
  read: 'getRoleAdmin',
  select: 'SELECT * FROM power_role',
  key: 'role_id',
  firstKey: '',
  keyOf: (row) => textOf(row, 'role_id'),
  argumentOf: () => null,
  argumentsOf: (row) => [row['role_id']],
  expected: (row) => columnsOf(row, ['admin_role_id']),
  actual: (answer) => ({ admin_role_id: wholeOf(answer) }),
};

/** Roles that functions ask for. */
export const functionVerification: Verification = {
  table: 'power_function',
  contract: 'powers',
  read: 'getTargetFunctionRole',
  select: 'SELECT *, target || selector AS key FROM power_function',
  key: 'target || selector',
  firstKey: '',
  keyOf: (row) => textOf(row, 'key'),
  argumentOf: () => null,
  argumentsOf: (row) => [row['target'], row['selector']],
  expected: (row) => columnsOf(row, ['role_id']),
  actual: (answer) => ({ role_id: wholeOf(answer) }),
};

/** How often each call was scheduled; whether it still stands depends on the time. */
export const operationVerification: Verification = {
  table: 'scheduled_operation',
  contract: 'powers',
  read: 'getNonce',
  select: `SELECT * FROM (
          SELECT operation_id, max(nonce) AS nonce FROM scheduled_operation GROUP BY operation_id
        ) o`,
  key: 'operation_id',
  touchedBy: { scheduled_operation: firstOf },
  firstKey: '',
  keyOf: (row) => textOf(row, 'operation_id'),
  argumentOf: () => null,
  argumentsOf: (row) => [row['operation_id']],
  expected: (row) => columnsOf(row, ['nonce']),
  actual: (answer) => ({ nonce: wholeOf(answer) }),
};
