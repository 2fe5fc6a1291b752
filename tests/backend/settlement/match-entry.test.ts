import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { matchEntry } from '../../../backend/src/settlement/match-entry.js';
import {
  type MatchCandidate,
  type MatchEntry,
  MatchRule,
} from '../../../backend/src/settlement/match.model.js';

function entry(change: Partial<MatchEntry>): MatchEntry {
  return {
    amountMinor: 10_000n,
    currency: 'EUR',
    references: [],
    remittance: null,
    counterpartyName: null,
    counterpartyAccount: null,
    ...change,
  };
}

function candidate(number: string, change: Partial<MatchCandidate> = {}): MatchCandidate {
  return {
    receivableId: `id of ${number}`,
    currency: 'EUR',
    number,
    paymentReference: null,
    availableMinor: 10_000n,
    dueDate: '2026-03-31',
    buyerName: null,
    buyerAccounts: [],
    ...change,
  };
}

const OPEN = [
  candidate('INV-2026-0017'),
  candidate('INV-2026-0018', { availableMinor: 5_000n, dueDate: '2026-02-28' }),
  candidate('7', { availableMinor: 700n }),
];

describe('matchEntry: rules', () => {
  it.each<[string, string, bigint, MatchRule, bigint[]]>([
    ['one named, equal', 'INV-2026-0017', 10_000n, MatchRule.EXACT, [10_000n]],
    ['one named, less', 'INV-2026-0017', 9_999n, MatchRule.PARTIAL, [9_999n]],
    ['one named, more', 'INV-2026-0017', 10_001n, MatchRule.OVERPAYMENT, [10_000n]],
    [
      'two named, equal',
      'INV-2026-0017, INV-2026-0018',
      15_000n,
      MatchRule.BUNDLE,
      [5_000n, 10_000n],
    ],
    [
      'two named, less: the older one first',
      'INV-2026-0017 + INV-2026-0018',
      6_000n,
      MatchRule.BUNDLE_PARTIAL,
      [5_000n, 1_000n],
    ],
    [
      'two named, more',
      'INV-2026-0017/INV-2026-0018 thanks',
      20_000n,
      MatchRule.OVERPAYMENT,
      [5_000n, 10_000n],
    ],
    ['none named, amount equal', 'thanks', 10_000n, MatchRule.AMOUNT_ONLY, []],
    ['none named', 'thanks', 123n, MatchRule.UNMATCHED, []],
  ])('%s', (_, remittance, amountMinor, rule, applied) => {
    const proposal = matchEntry({ entry: entry({ remittance, amountMinor }), candidates: OPEN });
    expect(proposal.rule).toBe(rule);
    expect(proposal.allocations.map((one) => one.amountMinor)).toEqual(applied);
  });

  it('suggests what has the same amount, but applies nothing', () => {
    const proposal = matchEntry({ entry: entry({ remittance: 'thanks' }), candidates: OPEN });
    expect(proposal.allocations).toEqual([]);
    expect(proposal.suggestions).toEqual([
      { receivableId: 'id of INV-2026-0017', amountMinor: 10_000n },
    ]);
  });
});

describe('matchEntry: evidence', () => {
  it.each([
    ['INV-2026-0017', 'as printed'],
    ['inv 2026 0017', 'spaces for hyphens'],
    ['Rechnung Nr. INV/2026/17 vom 03.02.2026', 'without leading zeros, among other text'],
    ['INV20260017', 'without separators'],
    ['ＩＮＶ－2026－0017', 'in full-width letters'],
    ['货款INV-2026-0017号', 'between Chinese characters'],
    ['RG: INV-2026-0017; SKONTO 0', 'between punctuation'],
    ['/TRTP/SEPA OVERBOEKING/REMI/INV-2026-0017/EREF/NOTPROVIDED', 'between code words'],
  ])('finds the number in "%s" (%s)', (remittance) => {
    const proposal = matchEntry({ entry: entry({ remittance }), candidates: OPEN });
    expect(proposal.rule).toBe(MatchRule.EXACT);
    expect(proposal.evidence).toEqual(['number INV-2026-0017 in remittance']);
  });

  it('finds digits behind a prefix of letters', () => {
    const candidates = [candidate('471102')];
    const proposal = matchEntry({ entry: entry({ remittance: 'RE471102' }), candidates });
    expect(proposal.rule).toBe(MatchRule.EXACT);
  });

  it.each([
    ['INV-2026-00171', 'a longer number'],
    ['INV-2026-0017-2', 'a number that goes on'],
    ['XINV-2026-0017', 'letters glued to letters'],
    ['9-INV-2026-0017', 'a number that began before'],
  ])('does not take "%s" for INV-2026-0017 (%s)', (remittance) => {
    const proposal = matchEntry({ entry: entry({ remittance }), candidates: OPEN });
    expect(proposal.rule).toBe(MatchRule.AMOUNT_ONLY);
  });

  it('takes the longer of two numbers that are spelled at one place', () => {
    const candidates = [candidate('INV 1001'), candidate('INV 1001 02')];
    const { allocations } = matchEntry({
      entry: entry({ remittance: 'INV 1001 02' }),
      candidates,
    });
    expect(allocations.map((one) => one.receivableId)).toEqual(['id of INV 1001 02']);
  });

  it('takes digits behind a slash for a part of another number, unless they are many', () => {
    const candidates = [candidate('1234'), candidate('123456')];
    const { allocations } = matchEntry({
      entry: entry({ remittance: '2026/1234 and 2026/123456' }),
      candidates,
    });
    expect(allocations.map((one) => one.receivableId)).toEqual(['id of 123456']);
  });

  it('takes a number of one digit only from a field of its own', () => {
    const inText = entry({ remittance: 'invoice 7', amountMinor: 600n });
    const inField = entry({ references: ['7'], amountMinor: 600n });
    expect(matchEntry({ entry: inText, candidates: OPEN }).rule).toBe(MatchRule.UNMATCHED);
    expect(matchEntry({ entry: inField, candidates: OPEN }).rule).toBe(MatchRule.PARTIAL);
  });

  it('matches the payment reference, whatever its spaces', () => {
    const candidates = [candidate('A-77', { paymentReference: 'RF18 5390 0754 7034' })];
    const proposal = matchEntry({
      entry: entry({ references: ['RF18539007547034'] }),
      candidates,
    });
    expect(proposal.rule).toBe(MatchRule.EXACT);
    expect(proposal.evidence).toEqual(['payment reference RF18 5390 0754 7034 in reference 1']);
  });

  it('leaves a number of two receivables open, unless the payer owes one of them', () => {
    const ours = { receivableId: 'ours', buyerAccounts: ['DE02 1203 0000 0000 2020 51'] };
    const candidates = [candidate('R-500', ours), candidate('R-500', { receivableId: 'other' })];
    const unknown = entry({ remittance: 'R-500', amountMinor: 9_000n });
    const known = { ...unknown, counterpartyAccount: 'DE02120300000000202051' };
    expect(matchEntry({ entry: unknown, candidates }).rule).toBe(MatchRule.UNMATCHED);
    expect(matchEntry({ entry: known, candidates }).allocations).toEqual([
      { receivableId: 'ours', amountMinor: 9_000n },
    ]);
  });

  it('never pays a receivable of another currency', () => {
    const proposal = matchEntry({
      entry: entry({ remittance: 'INV-2026-0017', currency: 'CNY' }),
      candidates: OPEN,
    });
    expect(proposal.rule).toBe(MatchRule.UNMATCHED);
  });
});

const number = fc.stringMatching(/^[A-C]{1,2}[-/ ]?[0-9]{1,4}$/);
const minor = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n });
const open = fc.uniqueArray(
  fc.record({
    number,
    availableMinor: minor,
    dueDate: fc.constantFrom('2026-01-31', '2026-02-28'),
  }),
  { maxLength: 12, selector: (one) => one.number },
);
const text = fc.array(fc.oneof(number, fc.constantFrom('for', ',', ';', '+', '|', '发票')), {
  maxLength: 8,
});

describe('matchEntry: what always holds', () => {
  it('allocates at most the entry, and at most what is available of each, once each', () => {
    fc.assert(
      fc.property(open, text, minor, (found, words, amountMinor) => {
        const candidates = found.map((one) => candidate(one.number, one));
        const proposal = matchEntry({
          entry: entry({ amountMinor, remittance: words.join(' ') }),
          candidates,
        });
        const available = new Map(candidates.map((one) => [one.receivableId, one.availableMinor]));
        const ids = proposal.allocations.map((one) => one.receivableId);
        const appliedMinor = proposal.allocations.reduce((sum, one) => sum + one.amountMinor, 0n);

        expect(appliedMinor <= amountMinor).toBe(true);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { receivableId, amountMinor: applied } of proposal.allocations) {
          expect(applied > 0n && applied <= (available.get(receivableId) ?? 0n)).toBe(true);
        }
        if (proposal.rule === MatchRule.UNMATCHED || proposal.rule === MatchRule.AMOUNT_ONLY) {
          expect(ids).toEqual([]);
        }
      }),
    );
  });

  it('gives the same proposal whatever the order of the candidates', () => {
    fc.assert(
      fc.property(open, text, minor, (found, words, amountMinor) => {
        const candidates = found.map((one) => candidate(one.number, one));
        const input = entry({ amountMinor, remittance: words.join(' ') });
        expect(matchEntry({ entry: input, candidates: candidates.toReversed() })).toEqual(
          matchEntry({ entry: input, candidates }),
        );
      }),
    );
  });

  it('finds every named number that is long enough and nobody else has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 999_999 }), minor, (digits, amountMinor) => {
        const only = candidate(`RG-${digits}`, { availableMinor: amountMinor });
        const input = entry({ amountMinor, remittance: `payment of rg ${digits}, thank you` });
        expect(matchEntry({ entry: input, candidates: [only] }).rule).toBe(MatchRule.EXACT);
      }),
    );
  });
});
