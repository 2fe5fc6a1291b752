import fc from 'fast-check';

import {
  type CashPosition,
  type InvoiceRow,
  PaymentDayForecaster,
  cashByWeek,
} from '../../../backend/src/credit-models/index.js';

const TODAY = 1000;

function settled(customer: string, dueDay: number, daysLate: number): InvoiceRow {
  const settledDay = dueDay + daysLate;
  const issuedDay = dueDay - 30;
  return { customer, issuedDay, dueDay, settledDay, faceMinor: 100, disputed: null };
}

function open(customer: string, dueDay: number): InvoiceRow {
  return { ...settled(customer, dueDay, 0), settledDay: null };
}

/** One customer pays 10 to 19 days late, all others on the day. */
const HISTORY = [
  ...Array.from({ length: 40 }, (_row, at) => settled('SLOW', 700 + at, 10 + (at % 10))),
  ...Array.from({ length: 60 }, (_row, at) => settled(`C${at}`, 700 + at, 0)),
];

describe('the day on which a receivable is paid', () => {
  const forecaster = new PaymentDayForecaster(HISTORY);

  it('follows the customer, with a range', () => {
    const { earlyDay, expectedDay, lateDay } = forecaster.forecast(open('SLOW', 1020), TODAY);
    expect(expectedDay).toBeGreaterThanOrEqual(1030);
    expect(expectedDay).toBeLessThanOrEqual(1039);
    expect(earlyDay).toBeLessThanOrEqual(expectedDay);
    expect(lateDay).toBeGreaterThan(expectedDay);
  });

  it('is that of all customers for a stranger, and the due date where nobody has paid yet', () => {
    expect(forecaster.forecast(open('NEW', 1020), TODAY).expectedDay).toBe(1020);
    expect(new PaymentDayForecaster([]).forecast(open('NEW', 1020), TODAY).expectedDay).toBe(1020);
  });

  it('lies ahead for what is overdue', () => {
    expect(forecaster.forecast(open('C1', 900), TODAY).earlyDay).toBe(1001);
  });

  it('does not look at what was settled later than the day', () => {
    const later = settled('NEW', 995, 60);
    const changed = new PaymentDayForecaster([...HISTORY, { ...later, settledDay: 1400 }]);
    const plain = new PaymentDayForecaster([...HISTORY, later]);
    const row = open('NEW', 1020);
    expect(changed.forecast(row, TODAY)).toEqual(plain.forecast(row, TODAY));
  });
});

const WEEKS = 6;

function position(buyer: string, dueDay: number, outstandingMinor: bigint): CashPosition {
  const { distribution } = new PaymentDayForecaster(HISTORY).forecast(open(buyer, dueDay), TODAY);
  return { buyer, dueDay, outstandingMinor, distribution };
}

describe('the cash forecast by week', () => {
  it('adds up to what is outstanding to the minor unit, whatever the shares are', () => {
    const shares = fc.array(
      fc.record({ days: fc.nat(90), weight: fc.integer({ min: 1, max: 99 }) }),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    const positions = fc.array(
      fc.record({ shares, dueDay: fc.nat(60), minor: fc.bigInt(1n, 2n ** 63n - 1n) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(positions, fc.integer({ min: 1, max: 104 }), (drawn, weekCount) => {
        const told = drawn.map((one, at): CashPosition => {
          const total = one.shares.reduce((sum, { weight }) => sum + weight, 0);
          const distribution = {
            days: one.shares.map(({ days }) => days),
            weights: one.shares.map(({ weight }) => weight / total),
          };
          const due = { dueDay: TODAY + one.dueDay, outstandingMinor: one.minor };
          return { buyer: `b${at % 2}`, ...due, distribution };
        });
        const { outstandingMinor, weeks, laterMinor } = cashByWeek(told, TODAY + 1, weekCount);
        expect(outstandingMinor).toBe(drawn.reduce((sum, { minor }) => sum + minor, 0n));
        const expected = weeks.reduce((sum, week) => sum + week.expectedMinor, laterMinor);
        expect(expected).toBe(outstandingMinor);
        for (const { lowMinor, expectedMinor, highMinor } of weeks) {
          expect(lowMinor >= 0n && lowMinor <= expectedMinor).toBe(true);
          expect(highMinor >= expectedMinor && highMinor <= outstandingMinor).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('brings what is overdue later than now, and what is due far ahead after the last week', () => {
    const { weeks, laterMinor } = cashByWeek(
      [position('C3', 980, 10_001n), position('C3', TODAY + 90, 7n)],
      TODAY + 1,
      WEEKS,
    );
    expect(weeks).toHaveLength(WEEKS);
    expect(weeks[0]).toMatchObject({ fromDay: TODAY + 1, expectedMinor: 10_001n });
    expect(laterMinor).toBe(7n);
  });

  it('has a wider range where one buyer owes all than where several owe parts of it', () => {
    const widthOf = (buyers: readonly string[]): bigint => {
      const positions = buyers.map((buyer) => ({ ...position('SLOW', 1005, 1_000n), buyer }));
      const [, , week] = cashByWeek(positions, TODAY + 1, WEEKS).weeks;
      return week!.highMinor - week!.expectedMinor;
    };
    expect(widthOf(['A', 'A', 'A', 'A'])).toBeGreaterThan(widthOf(['A', 'B', 'C', 'D']));
  });
});
