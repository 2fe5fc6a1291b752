import { type BoostedModel } from '../boosting/boosting.js';
import { explainMargin } from '../boosting/contributions.js';
import { type Calibration, calibratedProbability } from '../evaluation/calibration.js';
import { rowOf } from '../feature-table.js';
import { SCORE_SCALE, type Scorecard, marginOfScore, scoreParty } from '../scorecard/scorecard.js';
import { type ModelArtefact } from './artefact.js';
import { type SmoothModel, smoothContributions } from './smooth.js';

/** Features under their names; null and `NaN` are missing. */
export type FeatureRecord = Readonly<Record<string, number | null | undefined>>;

/** Log odds of one row, taken apart. */
interface MarginParts {
  readonly base: number;
  /** By feature; with the base they add up to the log odds. */
  readonly contributions: ReadonlyMap<string, number>;
}

/** What one feature added to or took from a score. */
export interface PointReason {
  readonly name: string;
  /** Null where it is missing. */
  readonly value: number | null;
  readonly points: number;
}

/** A score of any model on the scale of scorecards: more is better, 40 points double the odds. */
export interface ExplainedScore {
  readonly score: number;
  readonly basePoints: number;
  /** What cost most comes first; with the base points they add up to the score. Features without a whole point are left out. */
  readonly reasons: readonly PointReason[];
  /** Chance of the bad outcome, calibrated. */
  readonly probability: number;
}

/** Scores one row with any model and says what moved the score. */
export function explainScore(
  { artefact, calibration }: { artefact: ModelArtefact; calibration: Calibration },
  record: FeatureRecord,
): ExplainedScore {
  const { base, contributions } = partsOf(artefact, record);
  const factor = (-SCORE_SCALE.pointsToDouble / Math.LN2) * calibration.slope;
  const offset =
    SCORE_SCALE.basePoints -
    (SCORE_SCALE.pointsToDouble / Math.LN2) *
      (Math.log(SCORE_SCALE.baseOdds) + calibration.intercept);
  const names = [...contributions.keys()];
  const parts = [offset + factor * base, ...[...contributions.values()].map((one) => factor * one)];
  const [basePoints = 0, ...points] = wholeParts(parts);
  const margin = [...contributions.values()].reduce((sum, one) => sum + one, base);
  const reasons = names.map((name, at) => ({
    ...{ name, value: knownOf(record[name]), points: points[at]! },
  }));
  return {
    score: points.reduce((sum, one) => sum + one, basePoints),
    basePoints,
    reasons: reasons
      .filter((reason) => reason.points !== 0)
      .sort((left, right) => left.points - right.points),
    probability: calibratedProbability(calibration, margin),
  };
}

function partsOf(artefact: ModelArtefact, record: FeatureRecord): MarginParts {
  switch (artefact.kind) {
    case 'SINGLE_FEATURE': {
      const { name, direction, missing } = artefact.single;
      const value = direction * Math.asinh(knownOf(record[name]) ?? missing);
      return { base: 0, contributions: new Map([[name, value]]) };
    }
    case 'SCORECARD':
      return scorecardParts(artefact.scorecard, record);
    case 'LOGISTIC':
      return smoothParts(artefact.logistic, record);
    case 'BOOSTING':
      return boostedParts(artefact.boosted, record);
    case 'BLEND':
      return meanParts(artefact.parts.map((part) => partsOf(part, record)));
  }
}

function scorecardParts(scorecard: Scorecard, record: FeatureRecord): MarginParts {
  const { neutralPoints, reasons } = scoreParty(scorecard, record);
  const perPoint = -Math.LN2 / scorecard.scale.pointsToDouble;
  return {
    base: marginOfScore(scorecard.scale, neutralPoints),
    contributions: new Map(reasons.map(({ name, points }) => [name, perPoint * points])),
  };
}

function smoothParts(model: SmoothModel, record: FeatureRecord): MarginParts {
  const row = rowOf(model.names, record);
  const columns = [...row].map((value) => Float64Array.of(value));
  const contributions = smoothContributions(model, { names: model.names, columns, rowCount: 1 });
  return {
    base: model.intercept,
    contributions: new Map(model.names.map((name, at) => [name, contributions[at]!])),
  };
}

function boostedParts(model: BoostedModel, record: FeatureRecord): MarginParts {
  const { baseMargin, contributions } = explainMargin(model, rowOf(model.names, record));
  return {
    base: baseMargin,
    contributions: new Map(model.names.map((name, at) => [name, contributions[at]!])),
  };
}

function meanParts(parts: readonly MarginParts[]): MarginParts {
  const contributions = new Map<string, number>();
  for (const part of parts) {
    for (const [name, value] of part.contributions) {
      contributions.set(name, (contributions.get(name) ?? 0) + value / parts.length);
    }
  }
  return { base: parts.reduce((sum, { base }) => sum + base / parts.length, 0), contributions };
}

function knownOf(value: number | null | undefined): number | null {
  return value === null || value === undefined || Number.isNaN(value) ? null : value;
}

/** Whole numbers that add up to the rounded sum: units that are left go to the largest remainders. */
export function wholeParts(parts: readonly number[]): number[] {
  const whole = parts.map(Math.floor);
  const total = Math.round(parts.reduce((sum, part) => sum + part, 0));
  const left = total - whole.reduce((sum, part) => sum + part, 0);
  const order = parts
    .map((part, at) => ({ at, rest: part - whole[at]! }))
    .sort((one, other) => other.rest - one.rest || one.at - other.at);
  for (const { at } of order.slice(0, left)) whole[at]! += 1;
  return whole.map((part) => part + 0);
}
