import { type Verification, columnsOf, plainOf, textOf } from '../ledger/projection.js';

/** Agreements on silence against `ReceivableRegistry`, which answers for one pair at a time. */
export const silenceVerification: Verification = {
  table: 'silence_agreement',
  contract: 'receivables',
  read: 'silenceAgreementOf',
  select: `SELECT buyer || supplier AS key, buyer, supplier, silence_days, scope,
          extract(epoch FROM agreed_at)::bigint AS agreed_at
        FROM silence_agreement`,
  key: 'buyer || supplier',
  firstKey: '',
  keyOf: (row) => textOf(row, 'key'),
  argumentOf: (row) => row['buyer'],
  argumentsOf: (row) => [row['buyer'], row['supplier']],
  expected: (row) => columnsOf(row, ['silence_days', 'scope', 'agreed_at']),
  actual: (answer) => ({
    silence_days: plainOf(answer, 'silenceDays'),
    scope: plainOf(answer, 'scope'),
    agreed_at: plainOf(answer, 'agreedAt'),
  }),
};
