import {
  BehaviourFeatures,
  assessBankruptcy,
  backtestLatePayment,
  forecastDayOf,
  type Backtest,
  type InvoiceRow,
} from '../../../backend/src/credit-models/index.js';
import { epochDayOf } from '../../../backend/src/common/calendar-date.js';
import { knownSinceOf } from '../../../backend/src/credit-models/behaviour/invoice-row.js';
import { seededRandom } from '../../../backend/src/credit-models/random.js';
import { readReports } from '../../../scripts/cli/credit/report-file.js';
import {
  HIGHRADIUS,
  POLISH_REPORTS,
  WATSON,
  rowsOfSample,
  type InvoiceSample,
} from '../../support/credit-files.js';
import { describeWithSharedData } from '../../support/shared-data.js';

const PATIENCE_MS = 900_000;

/** Everything that nobody knew on the day is replaced by chance. */
function futureShuffled(rows: readonly InvoiceRow[], day: number, own?: number): InvoiceRow[] {
  const random = seededRandom(day);
  const customers = rows.map((row) => row.customer);
  return rows.map((row, at) => {
    if (row.settledDay !== null && row.settledDay <= day && at !== own) return row;
    const settledDay = day + 1 + random.below(200);
    const unseen = { ...row, settledDay, disputed: random.below(2) === 0 };
    if (knownSinceOf(row) <= day) return unseen;
    const dueDay = Math.max(row.dueDay, day + 31) + random.below(60);
    const customer = customers[random.below(customers.length)]!;
    return { ...unseen, dueDay, customer, faceMinor: 1 + random.below(1_000_000) };
  });
}

function aucs(result: Backtest): Record<string, number> {
  return Object.fromEntries(result.models.map(({ name, auc }) => [name, auc]));
}

describeWithSharedData('late payment on real invoices', () => {
  it.each([
    ['with issue dates', WATSON, 40],
    ['without', HIGHRADIUS, 2],
  ] as [string, InvoiceSample, number][])(
    'forecasts %s do not change when the future is shuffled',
    async (_name, sample, count) => {
      const rows = await rowsOfSample(sample);
      const features = new BehaviourFeatures(rows);
      const random = seededRandom(17);
      for (let tried = 0; tried < count; tried += 1) {
        const at = random.below(rows.length);
        const shuffled = futureShuffled(rows, forecastDayOf(rows[at]!), at);
        // The row itself is what is asked about: its customer, dates and face are given.
        const { settledDay, disputed } = shuffled[at]!;
        shuffled[at] = { ...rows[at]!, settledDay, disputed };
        const after = new BehaviourFeatures(shuffled).recordOf(shuffled[at]);
        expect(after).toEqual(features.recordOf(rows[at]!));
      }
    },
    PATIENCE_MS,
  );

  it(
    'models learn nothing from what was not known at the end of training',
    async () => {
      const rows = await rowsOfSample(WATSON);
      const trainUntilDay = epochDayOf('2012-12-09');
      const before = backtestLatePayment({ rows, trainUntilDay });
      const shuffled = futureShuffled(rows, trainUntilDay);
      const after = backtestLatePayment({ rows: shuffled, trainUntilDay });
      expect(after.trainingRows).toBe(before.trainingRows);
      expect(after.trained).toEqual(before.trained);
    },
    PATIENCE_MS,
  );

  it(
    'later invoices with issue dates: better than the simple models',
    async () => {
      const rows = await rowsOfSample(WATSON);
      const result = backtestLatePayment({ rows, trainUntilDay: epochDayOf('2012-12-09') });
      const { blend, scorecard, 'past-late-share': simple } = aucs(result);
      expect(blend).toBeGreaterThan(0.882);
      expect(scorecard).toBeGreaterThan(simple!);
      for (const { brier } of result.models) expect(brier).toBeLessThan(0.15);
    },
    PATIENCE_MS,
  );

  it(
    'later invoices without issue dates: far better than the simple models',
    async () => {
      const rows = await rowsOfSample(HIGHRADIUS);
      const result = backtestLatePayment({ rows, trainUntilDay: epochDayOf('2019-09-16') });
      const { boosting, logistic, scorecard } = aucs(result);
      expect(boosting).toBeGreaterThan(0.84);
      expect(logistic).toBeGreaterThan(0.83);
      expect(scorecard).toBeGreaterThan(0.82);
      expect(result.models.find((model) => model.champion)?.name).not.toBe('past-late-share');
    },
    PATIENCE_MS,
  );
});

describeWithSharedData('bankruptcy on real reports', () => {
  it(
    "five folds: Altman's Z'' as published, the scorecard above 0.76, boosting above 0.90",
    async () => {
      const { data } = await readReports(POLISH_REPORTS, 'class');
      const { models } = assessBankruptcy({
        reports: data,
        foldCount: 5,
        treesMax: 60,
        innerFoldCount: 2,
      });
      const auc = new Map(models.map((model) => [model.name, model.auc]));
      expect(auc.get('altman-z-double-prime')).toBeCloseTo(0.69, 3);
      expect(auc.get('scorecard')).toBeGreaterThan(0.8);
      expect(auc.get('boosting')).toBeGreaterThan(0.9);
      for (const { rows } of models) expect(rows).toBe(10_503);
    },
    PATIENCE_MS,
  );
});
