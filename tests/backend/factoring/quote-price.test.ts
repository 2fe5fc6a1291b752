import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { AMOUNT_MINOR_MAX } from '../../../backend/src/common/index.js';
import {
  advanceDown,
  discountChargeUp,
  priceQuote,
  proceedsOf,
  serviceFeeUp,
} from '../../../backend/src/factoring/quote-price.js';

const amountMinor = fc.bigInt({ min: 1n, max: AMOUNT_MINOR_MAX });
const bps = fc.integer({ min: 0, max: 10_000 });
const tenorDays = fc.integer({ min: 0, max: 3_650 });
const basis = fc.constantFrom(360, 365);

const terms = fc.record({
  advanceRateBps: bps,
  discountRateBps: bps,
  serviceFeeBps: bps,
  dayCountBasis: basis,
});
const lot = fc.record({ outstandingMinor: amountMinor, tenorDays });
const lots = fc.array(lot, { minLength: 1, maxLength: 8 });

describe('priceQuote', () => {
  it('rounds the advance down and both charges up, lot by lot, on figures done by hand', () => {
    const rates = {
      advanceRateBps: 8_500,
      discountRateBps: 725,
      serviceFeeBps: 30,
      dayCountBasis: 360,
    };
    const price = priceQuote(rates, [
      { outstandingMinor: 100_001n, tenorDays: 60 },
      { outstandingMinor: 33n, tenorDays: 0 },
    ]);

    // 85000.85 and 28.05; 85000 x 7.25 % x 60/360 = 1027.08…; 300.003 and 0.099.
    expect(price).toEqual({
      eligibleMinor: 100_034n,
      advanceMinor: 85_028n,
      reserveMinor: 15_006n,
      discountChargeMinor: 1_028n,
      serviceFeeMinor: 302n,
    });
    expect(proceedsOf(price)).toBe(83_698n);
  });

  it('splits what is eligible into advance and reserve without loss, whatever the lots', () => {
    fc.assert(
      fc.property(terms, lots, (rates, priced) => {
        const price = priceQuote(rates, priced);
        const totalMinor = priced.reduce((sum, { outstandingMinor }) => sum + outstandingMinor, 0n);
        expect(price.eligibleMinor).toBe(totalMinor);
        expect(price.advanceMinor + price.reserveMinor).toBe(totalMinor);
        expect(price.reserveMinor >= 0n).toBe(true);
      }),
    );
  });

  it('does not depend on the order of the lots', () => {
    fc.assert(
      fc.property(terms, lots, (rates, priced) => {
        expect(priceQuote(rates, priced.toReversed())).toEqual(priceQuote(rates, priced));
      }),
    );
  });
});

describe('rounding of one lot', () => {
  it('keeps the advance at most one minor unit below the exact share, and never above', () => {
    fc.assert(
      fc.property(amountMinor, bps, (eligibleMinor, rate) => {
        const exactTimes10k = eligibleMinor * BigInt(rate);
        const advanceTimes10k = advanceDown(eligibleMinor, rate) * 10_000n;
        expect(advanceTimes10k <= exactTimes10k).toBe(true);
        expect(exactTimes10k - advanceTimes10k < 10_000n).toBe(true);
      }),
    );
  });

  it('keeps charges at most one minor unit above the exact price, and never below', () => {
    fc.assert(
      fc.property(amountMinor, bps, tenorDays, basis, (minor, rate, days, dayCountBasis) => {
        const exact = minor * BigInt(rate) * BigInt(days);
        const scale = 10_000n * BigInt(dayCountBasis);
        const chargeMinor = discountChargeUp(minor, { discountRateBps: rate, dayCountBasis }, days);
        const overMinor = chargeMinor * scale - exact;
        expect(overMinor >= 0n && overMinor < scale).toBe(true);

        const feeOver = serviceFeeUp(minor, rate) * 10_000n - minor * BigInt(rate);
        expect(feeOver >= 0n && feeOver < 10_000n).toBe(true);
      }),
    );
  });

  it('charges nothing for time when the lot is due today', () => {
    fc.assert(
      fc.property(amountMinor, bps, basis, (minor, discountRateBps, dayCountBasis) => {
        expect(discountChargeUp(minor, { discountRateBps, dayCountBasis }, 0)).toBe(0n);
      }),
    );
  });
});
