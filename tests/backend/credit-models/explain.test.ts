import {
  type InvoiceRow,
  BehaviourFeatures,
  LATE_PAYMENT_BLENDS,
  LATE_PAYMENT_CANDIDATES,
  explainScore,
  isLate,
  marginsOf,
  probabilitiesOf,
} from '../../../backend/src/credit-models/index.js';
import { seededRandom } from '../../../backend/src/credit-models/random.js';
import { wholeParts } from '../../../backend/src/credit-models/training/explain.js';
import { trainModels } from '../../../backend/src/credit-models/training/train.js';

const random = seededRandom(9);
const rows = Array.from({ length: 500 }, (_row, at): InvoiceRow => {
  const customer = random.below(20);
  const issuedDay = 1000 + at;
  const settledDay = issuedDay + 20 + customer + random.below(10);
  const face = { faceMinor: 1 + random.below(90_000), disputed: random.below(9) === 0 };
  return { customer: `C${customer}`, issuedDay, dueDay: issuedDay + 30, settledDay, ...face };
});
const features = new BehaviourFeatures(rows);
const table = features.tableOf(rows);
const labels = Uint8Array.from(rows, (row) => (isLate(row) ? 1 : 0));
const half = (from: number) => Int32Array.from({ length: 250 }, (_row, at) => from + at);
const models = trainModels({
  data: { table, labels },
  validationFolds: [{ trainingRows: half(0), testRows: half(250) }],
  candidates: LATE_PAYMENT_CANDIDATES,
  blends: LATE_PAYMENT_BLENDS,
  stepsFromRows: 200,
});

describe('the reasons of a score', () => {
  it.each(models.map((model) => [model.name, model] as const))(
    'of %s add up to it with the base points, and the score stands for the log odds',
    (_name, model) => {
      const margins = marginsOf(model.artefact, table);
      const probabilities = probabilitiesOf(model, table);
      for (let at = 0; at < rows.length; at += 50) {
        const found = explainScore(model, features.recordOf(rows[at]!));
        const sum = found.reasons.reduce((points, reason) => points + reason.points, 0);
        expect(found.basePoints + sum).toBe(found.score);
        const { intercept, slope } = model.calibration;
        const logOdds = intercept + slope * margins[at]!;
        const exact = 600 - (40 / Math.LN2) * (logOdds + Math.log(20));
        expect(Math.abs(found.score - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
        expect(found.probability).toBeCloseTo(probabilities[at]!, 10);
      }
    },
  );

  it('name every feature with a whole point once, what cost most first', () => {
    const found = explainScore(models.at(-1)!, features.recordOf(rows[400]!));
    expect(new Set(found.reasons.map(({ name }) => name)).size).toBe(found.reasons.length);
    const points = found.reasons.map((reason) => reason.points);
    expect(points).toEqual(points.toSorted((one, other) => one - other));
    expect(points).not.toContain(0);
  });

  it('are whole by largest remainder', () => {
    expect(wholeParts([1.5, 1.4, -0.9])).toEqual([2, 1, -1]);
    expect(wholeParts([0.4, 0.4, 0.4])).toEqual([1, 0, 0]);
  });
});

describe('probabilities calibrated by steps', () => {
  it('rise with the log odds and are never nothing or certain', () => {
    const { calibration } = models.find(({ name }) => name === 'logistic')!;
    expect(calibration.steps).toBeDefined();
    for (const model of models) {
      const margins = marginsOf(model.artefact, table);
      const pairs = [...probabilitiesOf(model, table)].map((p, at) => [margins[at]!, p] as const);
      const sorted = pairs.toSorted(([one], [other]) => one - other).map(([, p]) => p);
      expect(sorted).toEqual(sorted.toSorted((one, other) => one - other));
      expect(sorted.every((p) => p >= 0.001 && p <= 0.999)).toBe(true);
    }
  });
});
