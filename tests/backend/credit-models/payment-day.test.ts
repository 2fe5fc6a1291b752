import {
  PaymentDayForecaster,
  cashForecast,
  type InvoiceRow,
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

describe('the cash forecast by week', () => {
  const forecaster = new PaymentDayForecaster(HISTORY);
  const receivables = [open('SLOW', 1005), open('C3', 1010), open('NEW', 980)].map((row, at) => ({
    outstandingMinor: 10_001n * BigInt(at + 1),
    dueDay: row.dueDay,
    forecast: forecaster.forecast(row, TODAY),
  }));

  it.each([1, 2, 8])('adds up to what is outstanding over %d weeks', (weeks) => {
    const forecast = cashForecast(receivables, TODAY, weeks);
    const sum = forecast.reduce((total, { expectedMinor }) => total + expectedMinor, 0n);
    expect(sum).toBe(60_006n);
    expect(forecast.map(({ fromDay }) => fromDay)).toEqual(
      Array.from({ length: weeks }, (_week, at) => TODAY + 7 * at),
    );
    expect(forecast.every(({ expectedMinor }) => expectedMinor >= 0n)).toBe(true);
  });

  it('expects a slow payer later than its due date says', () => {
    const [first] = cashForecast(receivables.slice(0, 1), TODAY, 8);
    expect(first!.expectedMinor).toBeLessThan(5_000n);
  });
});
