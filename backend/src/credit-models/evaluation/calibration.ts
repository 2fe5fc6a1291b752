import { fitLogistic } from '../scorecard/logistic.js';

/** Turns a model's log odds into a probability that can be taken at its word. */
export interface PlattCalibration {
  readonly intercept: number;
  readonly slope: number;
}

/** Holds the slope near 1 where there are few rows to learn it from. */
const SLOPE_L2 = 2;

/**
 * Platt's method: a logistic regression of outcomes on log odds that did not learn from them.
 *
 * It begins at the log odds as they are, and a slope is never below a tenth: order is the model's.
 */
export function fitPlatt(labels: Uint8Array, margins: Float64Array): PlattCalibration {
  const scale = deviationOf(margins);
  const mean = margins.reduce((sum, margin) => sum + margin, 0) / margins.length;
  const column = margins.map((margin) => (margin - mean) / scale);
  const { intercept, coefficients } = fitLogistic({ columns: [column], labels, l2: SLOPE_L2 });
  const slope = Math.max(coefficients[0]! / scale, 0.1);
  return { intercept: intercept - slope * mean, slope };
}

export function plattProbability(calibration: PlattCalibration, margin: number): number {
  return 1 / (1 + Math.exp(-(calibration.intercept + calibration.slope * margin)));
}

/** A step function that rises: the free form of calibration, for samples that are large enough. */
export interface IsotonicCalibration {
  /** Rising; from each bound on its probability holds, before the first one that of the first. */
  readonly from: readonly number[];
  readonly probabilities: readonly number[];
}

/** Isotonic regression of outcomes on scores (pool adjacent violators). */
export function fitIsotonic(labels: Uint8Array, scores: Float64Array): IsotonicCalibration {
  const order = Int32Array.from(scores, (_score, row) => row).sort(
    (left, right) => scores[left]! - scores[right]! || left - right,
  );
  const blocks: { from: number; bad: number; rows: number }[] = [];
  for (const row of order) {
    const score = scores[row]!;
    const last = blocks.at(-1);
    if (last?.from === score) {
      last.bad += labels[row]!;
      last.rows += 1;
    } else {
      blocks.push({ from: score, bad: labels[row]!, rows: 1 });
    }
  }
  const pooled: typeof blocks = [];
  for (const block of blocks) {
    let merged = block;
    while (
      pooled.length > 0 &&
      pooled.at(-1)!.bad * merged.rows >= merged.bad * pooled.at(-1)!.rows
    ) {
      const before = pooled.pop()!;
      merged = {
        from: before.from,
        bad: before.bad + merged.bad,
        rows: before.rows + merged.rows,
      };
    }
    pooled.push(merged);
  }
  return {
    from: pooled.map((block) => block.from),
    probabilities: pooled.map((block) => block.bad / block.rows),
  };
}

export function isotonicProbability(calibration: IsotonicCalibration, score: number): number {
  let at = calibration.from.findIndex((from) => from > score);
  if (at < 0) at = calibration.from.length;
  return calibration.probabilities[Math.max(at - 1, 0)]!;
}

/** What turns log odds into a probability: Platt's line, and steps on top of it where there are enough rows. */
export interface Calibration extends PlattCalibration {
  readonly steps?: IsotonicCalibration;
}

/** A probability is never this near to never or always: no sample is large enough to say so. */
const PROBABILITY_MIN = 0.001;

/** Calibrates on rows that were not learned from; by steps too from `stepsFromRows` rows on. */
export function fitCalibration(
  labels: Uint8Array,
  margins: Float64Array,
  stepsFromRows: number,
): Calibration {
  const platt = fitPlatt(labels, margins);
  if (labels.length < stepsFromRows) return platt;
  const steps = fitIsotonic(
    labels,
    margins.map((margin) => plattProbability(platt, margin)),
  );
  return { ...platt, steps };
}

export function calibratedProbability(calibration: Calibration, margin: number): number {
  const probability = plattProbability(calibration, margin);
  if (calibration.steps === undefined) return probability;
  const stepped = isotonicProbability(calibration.steps, probability);
  return Math.min(Math.max(stepped, PROBABILITY_MIN), 1 - PROBABILITY_MIN);
}

/** Rows of about one probability, and how many of them were bad. */
export interface CalibrationRow {
  readonly rows: number;
  readonly bad: number;
  readonly meanProbability: number;
  readonly observedShare: number;
}

/** Tenths of the rows by rising probability: forecast against what happened. */
export function calibrationTable(
  labels: Uint8Array,
  probabilities: Float64Array,
  parts = 10,
): readonly CalibrationRow[] {
  const order = Int32Array.from(probabilities, (_probability, row) => row).sort(
    (left, right) => probabilities[left]! - probabilities[right]! || left - right,
  );
  return Array.from({ length: parts }, (_part, part) => {
    const start = Math.round((order.length * part) / parts);
    const rows = order.subarray(start, Math.round((order.length * (part + 1)) / parts));
    const bad = rows.reduce((sum, row) => sum + labels[row]!, 0);
    const probability = rows.reduce((sum, row) => sum + probabilities[row]!, 0);
    return {
      rows: rows.length,
      bad,
      meanProbability: probability / rows.length,
      observedShare: bad / rows.length,
    };
  }).filter((row) => row.rows > 0);
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / values.length) || 1;
}
