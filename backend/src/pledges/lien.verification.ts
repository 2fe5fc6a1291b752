import {
  type LedgerAnswer,
  type Verification,
  columnsOf,
  lowerOf,
  namedOf,
  plainOf,
} from '../ledger/projection.js';
import { LienStatus } from './lien.entity.js';

const NO_HASH = `0x${'0'.repeat(64)}`;

/** Column of a time -> Unix seconds as the ledger keeps them, 0 for none. */
const secondsOf = (column: string): string =>
  `coalesce(extract(epoch FROM ${column})::bigint, 0) AS ${column}`;

/** Until it is accepted, a lien has a time to accept where it then has the time of acceptance. */
const SELECT_LIEN = `
  SELECT lien_number, pledgor, pledgee, secured_minor, status, policy_number, order_key, lot_id,
    extract(epoch FROM coalesce(accepted_at, accept_by))::bigint AS filed_at,
    ${['registered_at', 'noticed_at', 'enforceable_at', 'satisfied_at'].map(secondsOf).join(', ')},
    CASE WHEN accepted_at IS NULL THEN '' ELSE coalesce(registration_hash, '${NO_HASH}') END
      AS registration_hash
  FROM lien`;

const isAccepted = (status: string): boolean =>
  status !== String(LienStatus.OFFERED) && status !== String(LienStatus.WITHDRAWN);

function actualOf(answer: LedgerAnswer): Record<string, string> {
  const status = namedOf(Object.values(LienStatus), answer, 'status');
  return {
    pledgor: lowerOf(answer, 'pledgor'),
    pledgee: lowerOf(answer, 'pledgee'),
    secured_minor: plainOf(answer, 'securedMinor'),
    status,
    policy_number: plainOf(answer, 'policyNumber'),
    order_key: plainOf(answer, 'orderKey'),
    lot_id: `0x${(answer['lotId'] as bigint).toString(16).padStart(64, '0')}`,
    filed_at: plainOf(answer, 'filedAt'),
    registered_at: plainOf(answer, 'registeredAt'),
    noticed_at: plainOf(answer, 'noticedAt'),
    enforceable_at: plainOf(answer, 'enforceableAt'),
    satisfied_at: plainOf(answer, 'satisfiedAt'),
    // What an offer names is in an event only once it is accepted.
    registration_hash: isAccepted(status) ? lowerOf(answer, 'registrationHash') : '',
  };
}

/** Liens against `Pledges`. */
export const lienVerification: Verification = {
  table: 'lien',
  contract: 'pledges',
  read: 'liensOf',
  select: `${SELECT_LIEN}`,
  key: 'lien_number',
  firstKey: 0,
  keyOf: (row) => Number(row['lien_number']),
  argumentOf: (row) => row['lien_number'],
  expected: (row) =>
    columnsOf(
      row,
      Object.keys(row).filter((column) => column !== 'lien_number'),
    ),
  actual: actualOf,
};

/** Rules of rank against `Pledges`, which lists all of them at once. */
export const rankPolicyVerification: Verification = {
  table: 'rank_policy',
  contract: 'pledges',
  read: 'rankPolicies',
  select: 'SELECT * FROM rank_policy',
  key: 'policy_number',
  firstKey: 0,
  keyOf: (row) => Number(row['policy_number']),
  argumentOf: (row) => row['policy_number'],
  argumentsOf: () => [],
  answerOf: (row) => Number(row['policy_number']) - 1,
  expected: (row) => columnsOf(row, ['policy']),
  // The view answers with plain addresses instead of structs.
  actual: (answer) => ({ policy: (answer as unknown as string).toLowerCase() }),
};
