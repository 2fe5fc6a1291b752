import fc from 'fast-check';

import { addDays, calendarDateOf, epochDayOf } from '../../../backend/src/common/index.js';
import { AgeingBucket, ageItems } from '../../../backend/src/reconciliation/ageing.js';
import {
  StatementFrequency,
  periodEndAfter,
  periodEndOf,
} from '../../../backend/src/reconciliation/statement-period.js';

const day = fc.integer({ min: 0, max: 40_000 }).map(calendarDateOf);
const { MONTHLY, QUARTERLY, ON_DEMAND } = StatementFrequency;

describe('periodEndOf', () => {
  it.each([
    ['2026-02-01', MONTHLY, '2026-02-28'],
    ['2028-02-29', MONTHLY, '2028-02-29'],
    ['2026-12-31', MONTHLY, '2026-12-31'],
    ['2026-01-01', QUARTERLY, '2026-03-31'],
    ['2026-11-22', QUARTERLY, '2026-12-31'],
    ['2026-11-22', ON_DEMAND, null],
  ])('of %s, %s, is %s', (from, frequency, end) => {
    expect(periodEndOf(from, frequency)).toBe(end);
  });

  it('is the last day of a period: the day after begins another one, and no day lies in none', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(MONTHLY, QUARTERLY), (from, frequency) => {
        const end = periodEndOf(from, frequency) ?? '';
        expect(end >= from).toBe(true);
        expect(addDays(end, 1)).toMatch(/-01$/);
        expect(periodEndOf(end, frequency)).toBe(end);
        const next = periodEndAfter(end, frequency) ?? '';
        const days = epochDayOf(next) - epochDayOf(end);
        expect(days).toBeGreaterThanOrEqual(frequency === MONTHLY ? 28 : 90);
        expect(days).toBeLessThanOrEqual(frequency === MONTHLY ? 31 : 92);
      }),
    );
  });
});

describe('ageItems', () => {
  it('puts each day into its band, the due date among what is not past due', () => {
    const at = [-1, 0, 1, 30, 31, 60, 61, 90, 91, 5_000];
    const items = at.map((days) => ({ dueDate: addDays('2026-03-31', -days), openMinor: 1n }));

    expect(ageItems(items, '2026-03-31').map(({ bucket, count }) => [bucket, count])).toEqual(
      Object.values(AgeingBucket).map((bucket) => [bucket, 2]),
    );
  });

  it('keeps every unit', () => {
    const items = fc.array(
      fc.record({ dueDate: day, openMinor: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }) }),
    );
    fc.assert(
      fc.property(items, day, (found, asOfDate) => {
        const sum = (all: ReadonlyArray<{ openMinor: bigint }>): bigint =>
          all.reduce((total, { openMinor }) => total + openMinor, 0n);
        expect(sum(ageItems(found, asOfDate))).toBe(sum(found));
      }),
    );
  });
});
