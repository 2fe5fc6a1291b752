import { describe, expect, it } from '@jest/globals';

import { checkQuoteTerms, type QuoteTerms } from '../../../backend/src/factoring/quote-terms.js';

const NOW = new Date('2026-02-01T00:00:00Z');

const terms: QuoteTerms = {
  advanceRateBps: 8_000,
  discountRateBps: 600,
  serviceFeeBps: 25,
  dayCountBasis: 365,
  recourseDays: 0,
  disclosed: false,
  validUntil: new Date('2026-02-08T00:00:00Z'),
  fundingHours: 48,
};

describe('checkQuoteTerms', () => {
  it('accepts terms within bounds', () => {
    expect(checkQuoteTerms(terms, NOW)).toBeNull();
  });

  it.each<[string, Partial<QuoteTerms>]>([
    ['advanceRateBps', { advanceRateBps: 0 }],
    ['advanceRateBps', { advanceRateBps: 10_001 }],
    ['discountRateBps', { discountRateBps: -1 }],
    ['discountRateBps', { discountRateBps: 10_001 }],
    ['serviceFeeBps', { serviceFeeBps: 1.5 }],
    ['dayCountBasis', { dayCountBasis: 364 }],
    ['recourseDays', { recourseDays: 366 }],
    ['fundingHours', { fundingHours: 0 }],
    ['fundingHours', { fundingHours: 721 }],
    ['validUntil', { validUntil: NOW }],
    ['validUntil', { validUntil: new Date('2027-02-02T00:00:00Z') }],
    ['validUntil', { validUntil: new Date(Number.NaN) }],
  ])('refuses %s out of bounds by its path: %j', (path, change) => {
    expect(checkQuoteTerms({ ...terms, ...change }, NOW)?.path).toBe(path);
  });
});
