import { describe, expect, it } from '@jest/globals';

import { evaluate } from '../../../scripts/matching/evaluate.js';
import { MESSY, TIDY, otherWorld } from './other.world.js';

const RECEIVABLES = 8_000;

describe('a book that the engine was not made with', () => {
  it.each([
    ['tidy', TIDY, { precision: 0.9995, automatic: 0.92, topThree: 0.98 }],
    ['messy', MESSY, { precision: 0.998, automatic: 0.75, topThree: 0.9 }],
  ])('%s: what is applied is right, and most is applied', (name, noise, least) => {
    const { figures } = evaluate(otherWorld(`another ${name}`, RECEIVABLES, noise));

    expect(figures.precision).toBeGreaterThanOrEqual(least.precision);
    expect(figures.automatic).toBeGreaterThanOrEqual(least.automatic);
    expect(figures.topThree).toBeGreaterThanOrEqual(least.topThree);
  });
});
