import {
  BehaviourFeatures,
  backtestLatePayment,
  forecastDayOf,
  type InvoiceRow,
} from '../../../backend/src/credit-models/index.js';
import { epochDayOf } from '../../../backend/src/common/calendar-date.js';
import { knownSinceOf } from '../../../backend/src/credit-models/behaviour/invoice-row.js';
import { seededRandom } from '../../../backend/src/credit-models/random.js';
import {
  HIGHRADIUS,
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
});
