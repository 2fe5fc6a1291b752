import fc from 'fast-check';

import { type Roll, RateBasis, lossRates } from '../../../backend/src/provisions/loss-rates.js';

const RULES = {
  bucketCount: 3,
  baseMinMinor: 0n,
  lossGivenDefaultBps: 5_000,
  fallbackRatesPpm: [1_000, 20_000],
};

function roll(from: number, to: Roll['to'], amountMinor: bigint): Roll {
  return { from, to, amountMinor };
}

describe('lossRates', () => {
  it('follows an amount from bucket to bucket into default', () => {
    const rolls = [
      ...[roll(0, 'GONE', 900n), roll(0, 1, 100n)],
      ...[roll(1, 'GONE', 150n), roll(1, 2, 50n)],
    ];
    // A tenth rolls on, of which a quarter defaults, of which half is lost.
    expect(lossRates(rolls, rolls, RULES)).toMatchObject([
      {
        bucket: 0,
        basis: 'SEGMENT',
        observedMinor: 1_000n,
        rolledPpm: 100_000n,
        lossRatePpm: 12_500n,
      },
      { bucket: 1, rolledPpm: 250_000n, lossRatePpm: 125_000n },
      { bucket: 2, basis: 'DEFAULT', lossRatePpm: 500_000n },
    ]);
  });

  it('counts what stays in its bucket until it leaves it, and what is written off as default', () => {
    const rolls = [roll(0, 0, 500n), roll(0, 'GONE', 400n), roll(0, 'LOST', 100n)];
    const [current] = lossRates(rolls, rolls, RULES);
    // Of what leaves the bucket a fifth is lost, which is rounded up in favour of the allowance.
    expect(current?.lossRatePpm).toBe(100_000n);
  });

  it('takes wider history where the segment has too little, and the policy where nobody has', () => {
    const own = [roll(0, 'GONE', 9n)];
    const all = [roll(0, 'GONE', 90n), roll(0, 2, 10n)];
    const rates = lossRates(own, all, { ...RULES, baseMinMinor: 50n });
    expect(rates.map(({ basis }) => basis)).toEqual(['CURRENCY', 'POLICY', 'DEFAULT']);
    expect(rates.map(({ lossRatePpm }) => lossRatePpm)).toEqual([50_000n, 20_000n, 500_000n]);
  });

  it('is never below nothing nor above the loss given default, and rises with what defaults', () => {
    const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(amounts, fc.bigInt({ min: 1n, max: 10n ** 12n }), (given, more) => {
        const [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = given;
        const rolls = [
          ...[roll(0, 'GONE', a + 1n), roll(0, 0, b), roll(0, 1, c), roll(0, 2, d)],
          ...[roll(1, 'GONE', e + 1n), roll(1, 0, f), roll(1, 1, g), roll(1, 'LOST', h)],
        ];
        const rates = lossRates(rolls, rolls, RULES);
        const worse = lossRates([...rolls, roll(0, 2, more)], [], RULES);
        for (const { lossRatePpm, basis } of rates) {
          expect(lossRatePpm >= 0n && lossRatePpm <= 500_000n).toBe(true);
          expect(basis).not.toBe(RateBasis.POLICY);
        }
        expect((worse[0]?.lossRatePpm ?? 0n) >= (rates[0]?.lossRatePpm ?? 0n)).toBe(true);
      }),
    );
  });
});
