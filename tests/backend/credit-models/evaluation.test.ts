import {
  areaUnderCurve,
  brierScore,
  calibrationTable,
  fitIsotonic,
  fitPlatt,
  gainsTable,
  isotonicProbability,
  plattProbability,
  populationStability,
  rocCurve,
} from '../../../backend/src/credit-models/index.js';
import { seededRandom } from '../../../backend/src/credit-models/random.js';

const LABELS = Uint8Array.from([0, 0, 1, 1]);

describe('discrimination', () => {
  it('the area counts pairs in order, and half of those that are equal', () => {
    expect(areaUnderCurve(LABELS, Float64Array.from([0.1, 0.4, 0.35, 0.8]))).toBe(0.75);
    expect(areaUnderCurve(LABELS, Float64Array.from([1, 1, 1, 1]))).toBe(0.5);
    expect(areaUnderCurve(LABELS, Float64Array.from([1, 2, 2, 3]))).toBe(0.875);
  });

  it('the Brier score is the mean squared distance', () => {
    expect(brierScore(LABELS, Float64Array.from([0, 0.5, 0.5, 1]))).toBe(0.125);
  });

  it('gains and the ROC end with everything', () => {
    const scores = Float64Array.from([0.1, 0.4, 0.35, 0.8]);
    expect(gainsTable(LABELS, scores, 2)).toMatchObject([
      { rows: 2, bad: 1, captured: 0.5, lift: 1 },
      { rows: 4, bad: 2, captured: 1, lift: 1 },
    ]);
    expect(rocCurve(LABELS, scores).at(-1)).toEqual({
      falsePositiveRate: 1,
      truePositiveRate: 1,
    });
  });
});

describe('calibration', () => {
  const random = seededRandom(5);
  const margins = Float64Array.from({ length: 4000 }, () => 4 * random.next() - 3);
  // The model says twice the log odds that are true.
  const labels = Uint8Array.from(margins, (margin) =>
    random.next() < 1 / (1 + Math.exp(-margin / 2)) ? 1 : 0,
  );

  it("Platt's slope takes exaggeration back", () => {
    const { slope, intercept } = fitPlatt(labels, margins);
    expect(slope).toBeGreaterThan(0.42);
    expect(slope).toBeLessThan(0.58);
    expect(Math.abs(intercept)).toBeLessThan(0.1);
  });

  it('the isotonic steps rise and meet the observed share', () => {
    const calibration = fitIsotonic(labels, margins);
    const steps = calibration.probabilities;
    expect(steps.every((step, at) => at === 0 || step > steps[at - 1]!)).toBe(true);
    const mean = margins.reduce((sum, m) => sum + isotonicProbability(calibration, m), 0) / 4000;
    const bad = labels.reduce((sum, label) => sum + label, 0);
    expect(mean).toBeCloseTo(bad / 4000, 10);
  });

  it('the table sets forecasts against outcomes', () => {
    const calibration = fitPlatt(labels, margins);
    const table = calibrationTable(
      labels,
      margins.map((margin) => plattProbability(calibration, margin)),
    );
    expect(table.reduce((sum, row) => sum + row.rows, 0)).toBe(4000);
    for (const row of table) {
      expect(Math.abs(row.meanProbability - row.observedShare)).toBeLessThan(0.08);
    }
  });
});

describe('stability', () => {
  const steady = Float64Array.from({ length: 1000 }, (_value, at) => at / 1000);

  it('is zero for the same population and grows with drift', () => {
    expect(populationStability(steady, steady).index).toBeCloseTo(0, 12);
    const drifted = steady.map((value) => Math.sqrt(value));
    expect(populationStability(steady, drifted).index).toBeGreaterThan(0.1);
  });

  it('stays finite when a band is empty', () => {
    const moved = steady.map((value) => value + 5);
    expect(Number.isFinite(populationStability(steady, moved).index)).toBe(true);
  });
});
