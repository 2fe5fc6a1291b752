import {
  type Verification,
  columnsOf,
  lowerOf,
  namedOf,
  plainOf,
  textOf,
} from '../ledger/projection.js';
import { PartyStatus } from './party.entity.js';

/** Parties against `PartyRegistry`. */
export const partyVerification: Verification = {
  table: 'party',
  contract: 'parties',
  read: 'partiesOf',
  select: 'SELECT *, extract(epoch FROM expires_at)::bigint AS expires_seconds FROM party',
  key: 'party',
  firstKey: '',
  keyOf: (row) => textOf(row, 'party'),
  argumentOf: (row) => row['party'],
  expected: (row) => columnsOf(row, ['roles', 'status', 'expires_seconds', 'legal_id_hash']),
  actual: (answer) => ({
    roles: plainOf(answer, 'roles'),
    status: namedOf(Object.values(PartyStatus), answer, 'status'),
    expires_seconds: plainOf(answer, 'expiresAt'),
    legal_id_hash: plainOf(answer, 'legalIdHash'),
  }),
};

/** Keys against `PartyRegistry`. */
export const signerVerification: Verification = {
  table: 'signer',
  contract: 'parties',
  read: 'signersOf',
  select: 'SELECT *, (revoked_at IS NOT NULL)::text AS revoked FROM signer',
  key: 'signer',
  firstKey: '',
  keyOf: (row) => textOf(row, 'signer'),
  argumentOf: (row) => row['signer'],
  expected: (row) => columnsOf(row, ['party', 'rights', 'amount_max_minor', 'revoked']),
  actual: (answer) => ({
    party: lowerOf(answer, 'party'),
    rights: plainOf(answer, 'rights'),
    amount_max_minor: plainOf(answer, 'amountMaxMinor'),
    revoked: plainOf(answer, 'revoked'),
  }),
};
