import { type Verification, columnsOf, textOf, wholeOf } from '../ledger/projection.js';

/** What stands still against `PartyRegistry`: one number, whether or not anything was ever paused. */
export const pauseVerification: Verification = {
  table: 'paused_act',
  contract: 'parties',
  read: 'pausedActs',
  select: `SELECT * FROM (
          SELECT 'all' AS key, coalesce(sum(act) FILTER (WHERE paused_at IS NOT NULL), 0) AS acts
          FROM paused_act) p`,
  key: 'key',
  touchedBy: { paused_act: () => 'all' },
  firstKey: '',
  keyOf: (row) => textOf(row, 'key'),
  argumentOf: () => null,
  argumentsOf: () => [],
  expected: (row) => columnsOf(row, ['acts']),
  actual: (answer) => ({ acts: wholeOf(answer) }),
};
