import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  CASH_KINDS,
  DEFAULT_POLICY,
  EvidenceFact,
  type MatchCandidate,
  type MatchEntry,
  MatchHold,
  type MatchProposal,
  MatchRule,
  MatchedKind,
  MatchingEngine,
  type MatchingPolicy,
} from '../../../backend/src/matching/index.js';

const [ACCOUNT, NAME] = ['DE02120300000000202051', 'Müller Logistik GmbH'];

function entry(change: Partial<MatchEntry> = {}): MatchEntry {
  return {
    ...{ amountMinor: 103_417n, currency: 'EUR', bookingDate: '2026-03-31' },
    ...{ references: [], remittance: null },
    ...{ counterpartyName: NAME, counterpartyAccount: ACCOUNT },
    ...change,
  };
}

function candidate(number: string, change: Partial<MatchCandidate> = {}): MatchCandidate {
  const openMinor = change.availableMinor ?? 103_417n;
  return {
    ...{ receivableId: `id of ${number}`, currency: 'EUR', number, paymentReference: null },
    ...{ faceMinor: openMinor, availableMinor: openMinor },
    ...{ issueDate: '2026-03-01', dueDate: '2026-03-31' },
    ...{ buyer: 'buyer', buyerName: NAME, buyerAccounts: [ACCOUNT] },
    ...{ discountBps: 0, discountUntil: null },
    ...change,
  };
}

/** Receivables of a test are a few among many. */
const OTHERS = Array.from({ length: 40 }, (_, index) =>
  candidate(`INV-2026-00${500 + index}`, {
    availableMinor: BigInt(20_011 + index * 7_919),
    ...{ buyer: `other ${index}`, buyerName: `Nordwind ${index} Handel AG`, buyerAccounts: [] },
  }),
);

function propose(
  candidates: readonly MatchCandidate[],
  change: Partial<MatchEntry>,
  policy: Partial<MatchingPolicy> = {},
): MatchProposal {
  const engine = new MatchingEngine([...OTHERS, ...candidates], { ...DEFAULT_POLICY, ...policy });
  return engine.propose(entry(change));
}

function rowsOf({ suggestions }: MatchProposal): string[] {
  return (suggestions[0]?.rows ?? []).map(
    ({ receivableId, amountMinor, kind }) => `${kind} ${amountMinor} ${receivableId}`,
  );
}

const ONE = candidate('INV-2026-000123');
const TWO = candidate('INV-2026-000124', { availableMinor: 55_502n });

describe('what is applied without a person', () => {
  it.each<[string, Partial<MatchEntry>, MatchRule, string[]]>([
    [
      'the number',
      { remittance: 'Rechnung INV-2026-000123' },
      MatchRule.EXACT,
      ['PAYMENT 103417 id of INV-2026-000123'],
    ],
    [
      'the number without payer',
      { remittance: 'INV-2026-000123', counterpartyName: null, counterpartyAccount: null },
      MatchRule.EXACT,
      ['PAYMENT 103417 id of INV-2026-000123'],
    ],
    [
      'a misread number',
      { remittance: 'lNV-2O26-OOO123' },
      MatchRule.EXACT,
      ['PAYMENT 103417 id of INV-2026-000123'],
    ],
    [
      'a list',
      { remittance: 'INV-2026-000123 und INV-2026-000124', amountMinor: 158_919n },
      MatchRule.BUNDLE,
      ['PAYMENT 103417 id of INV-2026-000123', 'PAYMENT 55502 id of INV-2026-000124'],
    ],
    [
      'an abbreviated list',
      { remittance: 'INV-2026-000123/124', amountMinor: 158_919n },
      MatchRule.BUNDLE,
      ['PAYMENT 103417 id of INV-2026-000123', 'PAYMENT 55502 id of INV-2026-000124'],
    ],
    [
      'a range',
      { remittance: 'INV-2026-000123 - 000124', amountMinor: 158_919n },
      MatchRule.BUNDLE,
      ['PAYMENT 103417 id of INV-2026-000123', 'PAYMENT 55502 id of INV-2026-000124'],
    ],
    [
      'a part',
      { remittance: 'INV-2026-000123', amountMinor: 50_000n },
      MatchRule.PARTIAL,
      ['PAYMENT 50000 id of INV-2026-000123'],
    ],
    [
      'a little more',
      { remittance: 'INV-2026-000123', amountMinor: 103_500n },
      MatchRule.OVERPAYMENT,
      ['PAYMENT 103417 id of INV-2026-000123', 'OVERPAYMENT 83 id of INV-2026-000123'],
    ],
    [
      'less a charge',
      { remittance: 'INV-2026-000123', amountMinor: 101_917n },
      MatchRule.CHARGE,
      ['PAYMENT 101917 id of INV-2026-000123', 'CHARGE 1500 id of INV-2026-000123'],
    ],
    [
      'less a deduction',
      { remittance: 'INV-2026-000123 Abzug Retoure', amountMinor: 90_000n },
      MatchRule.DEDUCTION,
      ['PAYMENT 90000 id of INV-2026-000123', 'DEDUCTION 13417 id of INV-2026-000123'],
    ],
    [
      'account and amount alone',
      { remittance: 'danke', amountMinor: 55_502n },
      MatchRule.EXACT,
      ['PAYMENT 55502 id of INV-2026-000124'],
    ],
  ])('%s', (_, change, rule, rows) => {
    const proposal = propose([ONE, TWO], change);

    expect([proposal.suggestions[0]?.rule, rowsOf(proposal), proposal.hold]).toEqual([
      rule,
      rows,
      null,
    ]);
  });

  it('takes a discount in time, and rounds it as the payer did', () => {
    const granted = { ...ONE, discountBps: 200, discountUntil: '2026-04-02' };
    const proposal = propose([granted], { remittance: '000123 2% Skonto', amountMinor: 101_349n });

    expect(proposal.isAutomatic).toBe(true);
    expect(rowsOf(proposal)).toEqual([
      'PAYMENT 101349 id of INV-2026-000123',
      'DISCOUNT 2068 id of INV-2026-000123',
    ]);
  });

  it('nets a credit note', () => {
    const credit = candidate('CN-77', { availableMinor: -20_417n });
    const proposal = propose([ONE, credit], {
      remittance: 'INV-2026-000123 CN-77',
      amountMinor: 83_000n,
    });

    expect([proposal.suggestions[0]?.rule, proposal.isAutomatic]).toEqual([MatchRule.NETTED, true]);
  });

  it('knows buyers by other spellings of their names', () => {
    for (const counterpartyName of [
      'MUELLER LOGISTIK',
      'Logistik Muller',
      'Müller Logistik G.m.b.H.',
    ]) {
      const { evidence } =
        propose([ONE], { counterpartyName, counterpartyAccount: null }).suggestions[0] ?? {};
      expect(
        evidence?.find(({ fact }) => fact === EvidenceFact.PAYER_NAME)?.weightCentibans,
      ).toBeGreaterThan(100);
    }
  });

  it('finds a Chinese name by its characters and by its Latin letters', () => {
    const chinese = candidate('8100123', { buyerName: '上海华信贸易有限公司', buyer: 'cn' });
    for (const counterpartyName of ['上海华信贸易', 'SHANGHAI HUAXIN TRADING CO., LTD']) {
      const change = { counterpartyName, counterpartyAccount: null, remittance: '8100123' };
      const { evidence } = propose([chinese], change).suggestions[0] ?? {};
      expect(evidence?.some(({ fact }) => fact === EvidenceFact.PAYER_NAME)).toBe(true);
    }
  });
});

describe('what is left to people', () => {
  it('two equal receivables of one buyer, unless the oldest stands for both', () => {
    const twin = { ...ONE, receivableId: 'twin', number: 'INV-2026-000777', dueDate: '2026-04-01' };
    const change = { remittance: 'danke' };

    expect(propose([ONE, twin], change).isAutomatic).toBe(false);
    expect(propose([ONE, twin], change).suggestions).toHaveLength(2);
    expect(rowsOf(propose([ONE, twin], change, { oldestOfEqual: true }))).toEqual([
      'PAYMENT 103417 id of INV-2026-000123',
    ]);
  });

  it.each<[string, Partial<MatchEntry>, MatchHold]>([
    [
      'an equal amount of somebody else',
      { counterpartyName: 'Finanzamt', counterpartyAccount: null },
      MatchHold.NEEDS_A_PERSON,
    ],
    [
      'nothing at all',
      { amountMinor: 7n, counterpartyName: null, counterpartyAccount: null },
      MatchHold.NOTHING_FITS,
    ],
    ['no money', { amountMinor: 0n }, MatchHold.NOTHING_FITS],
    [
      'another currency',
      { currency: 'CNY', remittance: 'INV-2026-000123' },
      MatchHold.NEEDS_A_PERSON,
    ],
  ])('%s', (_, change, hold) => {
    expect(propose([ONE, TWO], change)).toMatchObject({ isAutomatic: false, hold });
  });

  it('everything, if the party says so', () => {
    const proposal = propose([ONE], { remittance: 'INV-2026-000123' }, { isAutomatic: false });

    expect(proposal.hold).toBe(MatchHold.SWITCHED_OFF);
  });

  it('a number that two receivables have, unless the payer owes one of them', () => {
    const other = {
      ...ONE,
      receivableId: 'other',
      buyer: 'x',
      buyerName: 'Unrelated AG',
      buyerAccounts: [],
    };
    const nobody = {
      remittance: 'INV-2026-000123',
      counterpartyName: null,
      counterpartyAccount: null,
    };

    expect(propose([ONE, other], nobody, { trustsNumbers: true }).isAutomatic).toBe(false);
    expect(rowsOf(propose([ONE, other], { remittance: 'INV-2026-000123' }))).toEqual([
      'PAYMENT 103417 id of INV-2026-000123',
    ]);
  });
});

describe('what is tolerated', () => {
  it('counts against the residual, never against the amount', () => {
    const tolerance = { toleranceMinor: 100n };
    const short = propose(
      [ONE],
      { remittance: 'INV-2026-000123', amountMinor: 103_400n },
      tolerance,
    );
    const tiny = candidate('INV-2026-000999', { availableMinor: 90n });
    const whole = propose([tiny], { remittance: 'INV-2026-000999', amountMinor: 1n }, tolerance);

    expect(rowsOf(short)).toEqual([
      'PAYMENT 103400 id of INV-2026-000123',
      'DEDUCTION 17 id of INV-2026-000123',
    ]);
    expect(rowsOf(whole)[0]).toBe('PAYMENT 1 id of INV-2026-000999');
  });
});

describe('entries one after the other', () => {
  it('two halves of a receivable pay half each, and a third finds nothing', () => {
    const half = candidate('INV-2026-000100', { availableMinor: 100_00n });
    const engine = new MatchingEngine([...OTHERS, half]);
    const input = entry({ remittance: 'INV-2026-000100', amountMinor: 50_00n });
    const paid = [1, 2].map(() => {
      const { suggestions, isAutomatic } = engine.propose(input);
      engine.take(suggestions[0]?.rows ?? []);
      return [isAutomatic, suggestions[0]?.rows];
    });

    const row = { receivableId: half.receivableId, amountMinor: 50_00n, kind: MatchedKind.PAYMENT };
    expect(paid).toEqual([
      [true, [row]],
      [true, [row]],
    ]);
    expect(engine.availableMinor(half.receivableId)).toBe(0n);
    expect(engine.propose(input).isAutomatic).toBe(false);
  });

  it('learns from which account a buyer pays, and less of it when that is undone', () => {
    const engine = new MatchingEngine([...OTHERS, ONE, TWO]);
    const unknown = entry({
      counterpartyAccount: 'XX99 1',
      counterpartyName: null,
      amountMinor: 55_502n,
    });
    const confirmation = {
      entry: unknown,
      rule: MatchRule.EXACT,
      isNamed: true,
      rows: [{ receivableId: ONE.receivableId, amountMinor: 1n, kind: MatchedKind.PAYMENT }],
    };
    const confidence = (): number => engine.propose(unknown).suggestions[0]?.confidenceBps ?? 0;
    const before = confidence();
    engine.learn(confirmation);
    engine.learn(confirmation);
    const after = confidence();
    engine.unlearn(confirmation);

    expect(after).toBeGreaterThan(before);
    expect(confidence()).toBeLessThanOrEqual(after);
  });
});

const minor = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n });
const smallMinor = fc.bigInt({ min: -500n, max: 5_000n }).filter((one) => one !== 0n);
const number = fc.stringMatching(/^[A-C]{1,2}[-/ ]?[0-9]{1,5}$/);
const open = fc.uniqueArray(
  fc.record({
    number,
    availableMinor: fc.oneof(smallMinor, minor),
    dueDate: fc.constantFrom('2026-01-31', '2026-02-28'),
    discountBps: fc.constantFrom(0, 200, 333),
    buyer: fc.constantFrom('a', 'b'),
  }),
  { maxLength: 14, selector: (one) => one.number },
);
const text = fc.array(
  fc.oneof(number, fc.constantFrom('for', ',', '-', 'und', '2%', 'Abzug', '发票')),
  { maxLength: 8 },
);

describe('what always holds', () => {
  it('cash sums to the entry, and nothing pays more than is open', () => {
    fc.assert(
      fc.property(
        open,
        text,
        fc.oneof(minor, fc.bigInt({ min: 1n, max: 9_000n })),
        (found, words, amountMinor) => {
          const candidates = found.map((one) =>
            candidate(one.number, {
              ...one,
              faceMinor: one.availableMinor,
              discountUntil: '2026-04-30',
            }),
          );
          const engine = new MatchingEngine(candidates);
          const { suggestions } = engine.propose(
            entry({ amountMinor, remittance: words.join(' ') }),
          );
          for (const { rows } of suggestions) {
            const cashMinor = rows
              .filter(({ kind }) => CASH_KINDS.has(kind))
              .reduce((sum, row) => sum + row.amountMinor, 0n);
            expect(cashMinor).toBe(amountMinor);
            const closed = new Map<string, bigint>();
            for (const { receivableId, amountMinor: part, kind } of rows) {
              if (
                receivableId === null ||
                kind === MatchedKind.OVERPAYMENT ||
                kind === MatchedKind.UNKNOWN
              )
                continue;
              closed.set(receivableId, (closed.get(receivableId) ?? 0n) + part);
            }
            for (const [id, closedMinor] of closed) {
              const openMinor = engine.availableMinor(id);
              expect(
                openMinor < 0n
                  ? closedMinor === openMinor
                  : closedMinor > 0n && closedMinor <= openMinor,
              ).toBe(true);
            }
          }
        },
      ),
    );
  });

  it('the same inputs give the same proposal, whatever the order of the book', () => {
    fc.assert(
      fc.property(open, text, minor, (found, words, amountMinor) => {
        const candidates = found.map((one) => candidate(one.number, one));
        const input = entry({ amountMinor, remittance: words.join(' ') });
        expect(new MatchingEngine(candidates.toReversed()).propose(input)).toEqual(
          new MatchingEngine(candidates).propose(input),
        );
      }),
    );
  });
});
