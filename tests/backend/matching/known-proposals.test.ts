import { describe, expect, it } from '@jest/globals';

import {
  type MatchCandidate,
  type MatchEntry,
  MatchRule,
  MatchedKind,
  MatchingEngine,
} from '../../../backend/src/matching/index.js';
import { MESSY, otherWorld } from './other.world.js';

const [RECEIVABLES, SETTLED_AT_ONCE, LOOKED_AT_AGAIN] = [900, 25, 75];

const OWED: MatchCandidate = {
  ...{ receivableId: 'owed', currency: 'EUR', number: null, paymentReference: null },
  ...{ faceMinor: 50_000n, availableMinor: 50_000n, issueDate: null, dueDate: '2026-03-31' },
  ...{ buyer: 'buyer', buyerName: null, buyerAccounts: [], discountBps: 0, discountUntil: null },
};
/** Names neither a number nor a payer. */
const SILENT: MatchEntry = {
  ...{ amountMinor: 30_000n, currency: 'EUR', bookingDate: '2026-03-31', references: [] },
  ...{ remittance: null, counterpartyName: null, counterpartyAccount: null },
};

describe('an entry that is looked at again', () => {
  it('gets the proposal that an engine makes which never saw it', () => {
    const { candidates, entries } = otherWorld('looked at again', RECEIVABLES, MESSY);
    const engine = new MatchingEngine(candidates);
    let repeatedCount = 0;
    for (let at = 0; at + LOOKED_AT_AGAIN < entries.length; at += SETTLED_AT_ONCE) {
      const watched = entries.slice(at, at + LOOKED_AT_AGAIN);
      const before = watched.map((entry) => engine.propose(entry));
      for (const entry of watched.slice(0, SETTLED_AT_ONCE)) {
        const [first] = engine.propose(entry).suggestions;
        if (first === undefined) continue;
        engine.take(first.rows);
        engine.learn({ entry, rule: MatchRule.MANUAL, isNamed: true, rows: first.rows });
      }
      const after = watched.map((entry) => engine.propose(entry));
      repeatedCount += after.filter((proposal, index) => proposal === before[index]).length;

      // A copy is another entry, of which nothing is known.
      expect(after).toEqual(watched.map((entry) => engine.propose({ ...entry })));
    }
    expect(repeatedCount).toBeGreaterThan(0);
  });

  it('gets another one when what it may pay was paid, given back, or became open with its amount', () => {
    const { candidates, entries } = otherWorld('given back', RECEIVABLES, MESSY);
    const engine = new MatchingEngine(candidates);
    const watched = entries.slice(0, LOOKED_AT_AGAIN);
    const rows = watched.flatMap((entry) => engine.propose(entry).suggestions[0]?.rows ?? []);
    const back = rows.map((row) => ({ ...row, amountMinor: -row.amountMinor }));
    const halves = rows.map((row) => ({ ...row, amountMinor: row.amountMinor / 2n }));
    for (const taken of [rows, back, halves, rows, back]) {
      engine.take(taken);

      expect(watched.map((entry) => engine.propose(entry))).toEqual(
        watched.map((entry) => engine.propose({ ...entry })),
      );
    }
  });

  it('gets another one when something became open with just its amount', () => {
    const engine = new MatchingEngine([OWED]);
    expect(engine.propose(SILENT).suggestions).toEqual([]);

    engine.take([{ receivableId: 'owed', amountMinor: 20_000n, kind: MatchedKind.PAYMENT }]);

    expect(engine.propose(SILENT).suggestions[0]?.rows).toEqual([
      { receivableId: 'owed', amountMinor: 30_000n, kind: MatchedKind.PAYMENT },
    ]);
  });

  it('gets another one when its account became known for a buyer', () => {
    const engine = new MatchingEngine([OWED]);
    const ofAccount = { ...SILENT, counterpartyAccount: 'DE02120300000000202051' };
    expect(engine.propose(ofAccount).suggestions).toEqual([]);

    const rows = [{ receivableId: 'owed', amountMinor: 10_000n, kind: MatchedKind.PAYMENT }];
    engine.learn({ entry: ofAccount, rule: MatchRule.MANUAL, isNamed: false, rows });
    engine.take([{ receivableId: 'owed', amountMinor: 19_000n, kind: MatchedKind.PAYMENT }]);

    expect(engine.propose(ofAccount).suggestions[0]?.rows).toContainEqual({
      receivableId: 'owed',
      amountMinor: 30_000n,
      kind: MatchedKind.PAYMENT,
    });
  });
});
