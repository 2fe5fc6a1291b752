import fc from 'fast-check';

import { addDays, calendarDateOf } from '../../../backend/src/common/index.js';
import {
  LIMITATION_RULES,
  LimitationLaw,
} from '../../../backend/src/limitation/limitation-laws.js';
import { limitationOf, yearsAfter } from '../../../backend/src/limitation/limitation.js';

const { CN, DE, EN, FR } = LIMITATION_RULES;
const rule = fc.constantFrom(...Object.values(LIMITATION_RULES));
const day = fc.integer({ min: 10_000, max: 40_000 }).map(calendarDateOf);

describe('limitationOf', () => {
  it.each([
    ['China counts three years from the due date', CN, '2026-03-31', [], '2029-03-31'],
    ['and anew from an acknowledgement', CN, '2026-03-31', ['2027-05-02'], '2030-05-02'],
    ['Germany counts three years from the end of the year', DE, '2026-03-31', [], '2029-12-31'],
    ['and from the day of an acknowledgement', DE, '2026-03-31', ['2027-05-02'], '2030-05-02'],
    ['but not from one before the period began', DE, '2026-03-31', ['2026-11-22'], '2029-12-31'],
    ['England counts six years', EN, '2026-03-31', ['2026-04-01'], '2032-04-01'],
    ['France counts five years', FR, '2026-03-31', [], '2031-03-31'],
    ['from the last acknowledgement', FR, '2026-03-31', ['2028-01-01', '2027-01-01'], '2033-01-01'],
    ['and from none that comes too late', CN, '2026-03-31', ['2029-04-01'], '2029-03-31'],
    ['up to its last day', CN, '2026-03-31', ['2029-03-31'], '2032-03-31'],
    ['and a leap day ends on the 28th', CN, '2028-02-29', [], '2031-02-28'],
  ])('%s', (_, law, dueDate, acknowledgedOn, endsOn) => {
    expect(limitationOf(law, dueDate, acknowledgedOn)).toMatchObject({ endsOn });
  });

  it('is never shortened by an acknowledgement, and counts from one that it knows', () => {
    fc.assert(
      fc.property(rule, day, fc.array(day), day, (law, dueDate, known, more) => {
        const before = limitationOf(law, dueDate, known);
        const after = limitationOf(law, dueDate, [...known, more]);

        expect(after.endsOn >= before.endsOn).toBe(true);
        if (after.interruptedOn !== null) {
          expect([...known, more]).toContain(after.interruptedOn);
          expect(after.endsOn).toBe(yearsAfter(after.interruptedOn, law.years));
        }
      }),
    );
  });

  it('does not depend on the order in which acknowledgements are known', () => {
    fc.assert(
      fc.property(rule, day, fc.array(day), (law, dueDate, known) => {
        const period = limitationOf(law, dueDate, known);
        expect(limitationOf(law, dueDate, known.toReversed())).toEqual(period);
      }),
    );
  });

  it('grows by at least the years of the law while each acknowledgement comes in time', () => {
    fc.assert(
      fc.property(rule, day, (law, dueDate) => {
        const first = limitationOf(law, dueDate, []).endsOn;
        const second = limitationOf(law, dueDate, [first]).endsOn;
        expect(second).toBe(yearsAfter(first, law.years));
        expect(limitationOf(law, dueDate, [addDays(first, 1)]).endsOn).toBe(first);
      }),
    );
  });
});

describe('each law', () => {
  it.each(Object.values(LimitationLaw))('%s names what says so', (law) => {
    expect(LIMITATION_RULES[law]).toMatchObject({ law, name: expect.any(String) });
    expect(LIMITATION_RULES[law].sources.length).toBeGreaterThanOrEqual(2);
  });
});
