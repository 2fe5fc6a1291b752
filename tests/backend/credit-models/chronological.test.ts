import {
  type InvoiceRow,
  HistoryTooShortError,
  buyerDefaultExamples,
  buyerStateOn,
  compareOnSameRows,
  defaultRatesOf,
  forecastDayOf,
  latePaymentExamples,
  scoreAgainst,
  trainChronologically,
} from '../../../backend/src/credit-models/index.js';
import { knownSinceOf } from '../../../backend/src/credit-models/behaviour/invoice-row.js';
import { LATE_PAYMENT_CANDIDATES } from '../../../backend/src/credit-models/late-payment.candidates.js';
import { seededRandom } from '../../../backend/src/credit-models/random.js';

/** Customers that are the later the higher their number. */
function historyOf(count: number, currency = 'EUR'): InvoiceRow[] {
  const random = seededRandom(count);
  return Array.from({ length: count }, (_row, at) => {
    const customer = random.below(10);
    const issuedDay = 1000 + Math.floor((at * 720) / count);
    const settledDay = issuedDay + 22 + 2 * customer + random.below(8) - 4;
    return {
      ...{ customer: `${customer}:${currency}`, issuedDay, dueDay: issuedDay + 30, settledDay },
      ...{ faceMinor: 100 + random.below(10_000), disputed: false, portfolio: currency },
    };
  });
}

/** Everything that nobody knew on the day is replaced by chance. */
function futureShuffled(rows: readonly InvoiceRow[], day: number): InvoiceRow[] {
  const random = seededRandom(77);
  return rows
    .filter((row) => knownSinceOf(row) <= day)
    .map((row) => {
      if (row.settledDay !== null && row.settledDay <= day) return row;
      return { ...row, settledDay: random.below(3) === 0 ? null : day + 1 + random.below(200) };
    });
}

const [baseline, scorecard] = LATE_PAYMENT_CANDIDATES;
const candidates = [baseline!, scorecard!];
const KNOWN = 1500;
const train = (rows: readonly InvoiceRow[], knownUntilDay = KNOWN) =>
  trainChronologically({ examples: latePaymentExamples(rows), knownUntilDay, candidates });

describe('chronological training', () => {
  it('comes to the same models and figures when everything after the day is shuffled', () => {
    const rows = [...historyOf(600), ...historyOf(400, 'CNY')];
    const known = rows.filter((row) => knownSinceOf(row) <= KNOWN);
    const before = train(known);
    const after = train(futureShuffled(rows, KNOWN));
    expect(after.models).toEqual(before.models);
    expect(after.trainingDataHash).toBe(before.trainingDataHash);
  });

  it('learns only from outcomes that were certain before the first forecast of the holdout', () => {
    const rows = historyOf(600);
    const { holdoutRows, knowledgeDay, trainingRows, models } = train(rows);
    const days = [...holdoutRows].map((row) => forecastDayOf(rows[row]!));
    expect(Math.min(...days)).toBe(knowledgeDay);
    expect(trainingRows).toBe(rows.filter((row) => row.dueDay + 1 <= knowledgeDay).length);
    expect(models.find(({ isChosen }) => isChosen)?.figures.auc).toBeGreaterThan(0.8);
    expect(models.map(({ figures }) => figures.rows)).toEqual([days.length, days.length]);
  });

  it('is refused with the figures where a part has too few of an outcome', () => {
    expect(() => train(historyOf(60))).toThrow(HistoryTooShortError);
    expect(() => train(historyOf(60))).toThrow(
      /judge have \d+ good outcomes and \d+ bad ones, and 20 of each/,
    );
  });
});

describe('a comparison', () => {
  const rows = historyOf(800);
  const examples = latePaymentExamples(rows);
  const { models, holdoutRows } = trainChronologically({
    ...{ examples, knownUntilDay: 1800, candidates },
  });
  const [simple, card] = models;

  it('is made on rows that were forecast after all that the incumbent knew', () => {
    const lastDays = [...holdoutRows].map((row) => forecastDayOf(rows[row]!));
    const middle = lastDays.toSorted((one, other) => one - other)[lastDays.length >> 1]!;
    const incumbent = { ...simple!, knowledgeDay: middle };
    const found = compareOnSameRows(examples, holdoutRows, { challenger: card!, incumbent });
    expect(found?.rows).toBe(lastDays.filter((day) => day >= middle).length);
  });

  it('is left out where too few rows are new to both', () => {
    const incumbent = { ...simple!, knowledgeDay: 1799 };
    expect(compareOnSameRows(examples, holdoutRows, { challenger: card!, incumbent })).toBeNull();
  });
});

const row = (change: Partial<InvoiceRow>): InvoiceRow => ({
  ...{ customer: 'B', issuedDay: 0, dueDay: 30, settledDay: null, faceMinor: 1_000 },
  ...{ disputed: false, ...change },
});

describe('the state of a buyer', () => {
  it('follows the longest time past due, and default takes more than a hundredth of what is open', () => {
    const states = [30, 31, 60, 61, 90, 91, 120].map((day) => buyerStateOn([row({})], day));
    expect(states).toEqual([0, 1, 1, 2, 2, 3, 3]);
    expect(buyerStateOn([row({})], 121)).toBe(4);
    expect(buyerStateOn([row({}), row({ faceMinor: 99_000, dueDay: 130 })], 121)).toBe(3);
    expect(buyerStateOn([row({}), row({ faceMinor: 98_999, dueDay: 130 })], 121)).toBe(4);
    expect(buyerStateOn([row({ settledDay: 121 })], 121)).toBe(0);
    expect(buyerStateOn([row({ writtenOffDay: 40 })], 40)).toBe(4);
    expect(buyerStateOn([row({ writtenOffDay: 40 })], 39)).toBe(1);
  });
});

describe('default within a year', () => {
  it('is known of a buyer only a year after it was looked at', () => {
    const rows = [row({ settledDay: 20 }), row({ dueDay: 300, issuedDay: 270 })];
    const { data, forecastDays, certainDays } = buyerDefaultExamples(rows, 600);
    expect([...forecastDays]).toEqual([60, 90, 120, 150, 180, 210]);
    expect([...certainDays]).toEqual([...forecastDays].map((day) => day + 365));
    // Due on day 300: in default from day 391 on.
    expect([...data.labels]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...buyerDefaultExamples(rows, 390).data.labels]).toEqual([]);
  });

  it('rises with the state, moves from the assumption with what was seen, and is certain in default', () => {
    const assumed = defaultRatesOf([], [10, 2, 0, 0, 1]);
    const { byState } = assumed;
    expect(byState.toSorted((one, other) => one - other)).toEqual(byState);
    expect(byState[0]).toBeGreaterThan(0.005);
    expect(byState[0]).toBeLessThan(0.04);
    expect(byState[4]).toBe(1);
    const seen = defaultRatesOf([{ from: 0, to: 4, buyers: 200 }], [10, 0, 0, 0, 0]);
    expect(seen.byState[0]).toBeGreaterThan(0.9);
    expect(seen.observed).toBe(200);
  });

  it('has points that sum', () => {
    const found = scoreAgainst(0.2, 0.02, { name: 'overdueDaysMax', value: 40 });
    expect(found.score).toBe(found.basePoints + found.reasons[0]!.points);
    expect(found.reasons[0]!.points).toBeLessThan(-100);
    expect(scoreAgainst(0.02, 0.02, { name: 'x', value: 1 }).reasons).toEqual([]);
  });
});
