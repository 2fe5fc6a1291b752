import { binOf } from '../boosting/binning.js';
import { type FeatureTable } from '../feature-table.js';
import { type FittedCharacteristics } from './selection.js';

/** How log odds become points: `basePoints` at `baseOdds` good to one bad. */
export interface ScoreScale {
  readonly basePoints: number;
  readonly baseOdds: number;
  /** Points that double the odds. */
  readonly pointsToDouble: number;
}

export const SCORE_SCALE: ScoreScale = { basePoints: 600, baseOdds: 20, pointsToDouble: 40 };

/** One feature of a scorecard: whole points per bin. */
export interface ScorecardLine {
  readonly name: string;
  /** Upper bounds of the bins, rising; a value equal to one belongs below it. */
  readonly bounds: readonly number[];
  readonly points: readonly number[];
  readonly missingPoints: number;
  readonly informationValue: number;
}

/** Higher is better. A score is `neutralPoints` plus the points of each line, all whole. */
export interface Scorecard {
  readonly scale: ScoreScale;
  /** What a party has of which every line says nothing either way. */
  readonly neutralPoints: number;
  readonly lines: readonly ScorecardLine[];
}

/** What one factor added to or took from a score. */
export interface ScoreReason {
  readonly name: string;
  /** Null where it is missing. */
  readonly value: number | null;
  /** The bin of the value, open at the end that is null. */
  readonly above: number | null;
  readonly upTo: number | null;
  readonly points: number;
}

export interface Score {
  readonly score: number;
  /** Chance of the bad outcome that the score stands for. */
  readonly probability: number;
  readonly neutralPoints: number;
  /** What cost most comes first; with `neutralPoints` they add up to the score. */
  readonly reasons: readonly ScoreReason[];
}

/** Rounds the weights of a regression to whole points. */
export function scorecardOf(
  { characteristics, logistic }: FittedCharacteristics,
  scale: ScoreScale = SCORE_SCALE,
): Scorecard {
  const factor = scale.pointsToDouble / Math.LN2;
  const lines = characteristics.map((characteristic, at) => {
    const pointsOf = (weight: number): number =>
      wholeOf(-factor * logistic.coefficients[at]! * weight);
    return {
      name: characteristic.name,
      bounds: characteristic.bins.bounds,
      points: characteristic.weights.map(pointsOf),
      missingPoints: pointsOf(characteristic.missingWeight),
      informationValue: characteristic.informationValue,
    };
  });
  const neutralPoints = wholeOf(offsetOf(scale) - factor * logistic.intercept);
  return { scale, neutralPoints, lines };
}

/** Scores one party; a name that the record lacks is missing. */
export function scoreParty(
  scorecard: Scorecard,
  record: Readonly<Record<string, number | null | undefined>>,
): Score {
  const reasons = scorecard.lines.map((line) => reasonOf(line, record[line.name] ?? NaN));
  const score = reasons.reduce((sum, { points }) => sum + points, scorecard.neutralPoints);
  return {
    score,
    probability: 1 / (1 + Math.exp(-marginOfScore(scorecard.scale, score))),
    neutralPoints: scorecard.neutralPoints,
    reasons: reasons.toSorted((left, right) => left.points - right.points),
  };
}

/** Log odds of the bad outcome for each row, from whole points. */
export function scorecardMargins(scorecard: Scorecard, table: FeatureTable): Float64Array {
  const scores = new Float64Array(table.rowCount).fill(scorecard.neutralPoints);
  for (const line of scorecard.lines) {
    const column = table.columns[table.names.indexOf(line.name)];
    for (let row = 0; row < table.rowCount; row += 1) {
      scores[row]! += pointsAt(line, binOf(line.bounds, column?.[row] ?? NaN));
    }
  }
  return scores.map((score) => marginOfScore(scorecard.scale, score));
}

/** Log odds of the bad outcome that a score stands for. */
export function marginOfScore(scale: ScoreScale, score: number): number {
  return ((offsetOf(scale) - score) * Math.LN2) / scale.pointsToDouble;
}

function reasonOf(line: ScorecardLine, value: number): ScoreReason {
  const bin = binOf(line.bounds, value);
  return {
    name: line.name,
    value: Number.isNaN(value) ? null : value,
    above: bin === 0 ? null : (line.bounds[bin - 2] ?? null),
    upTo: bin === 0 ? null : (line.bounds[bin - 1] ?? null),
    points: pointsAt(line, bin),
  };
}

function pointsAt(line: ScorecardLine, bin: number): number {
  return bin === 0 ? line.missingPoints : line.points[bin - 1]!;
}

function offsetOf(scale: ScoreScale): number {
  return scale.basePoints - (scale.pointsToDouble / Math.LN2) * Math.log(scale.baseOdds);
}

/** Rounded, and never −0. */
function wholeOf(points: number): number {
  return Math.round(points) + 0;
}
