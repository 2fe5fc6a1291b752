import type { GradeScale, RatingFeature, RatingRule } from './grade-scale.js';

/** Figures of a party by feature; null where there is nothing to count. */
export type RatingFigures = Readonly<Partial<Record<RatingFeature, number | null>>>;

export interface ScoredReason {
  readonly feature: RatingFeature;
  readonly value: number | null;
  readonly points: number;
}

export interface ScoredRating {
  readonly points: number;
  readonly grade: string;
  /** 1 is best. */
  readonly rank: number;
  /** With the base points they sum to the points. */
  readonly reasons: readonly ScoredReason[];
}

/** What is needed of a scale to score by it. */
export type ScoringScale = Pick<GradeScale, 'basePoints' | 'rules'> & {
  readonly grades: ReadonlyArray<{ readonly grade: string; readonly pointsMin: number }>;
};

/** The same as the database works out for all buyers at once, for one and without it. */
export function scoreRating(scale: ScoringScale, figures: RatingFigures): ScoredRating {
  const reasons = scale.rules.map((rule) => {
    const value = figures[rule.feature] ?? null;
    return { feature: rule.feature, value, points: pointsOf(rule, value) };
  });
  const points = reasons.reduce((sum, reason) => sum + reason.points, scale.basePoints);
  const last = scale.grades.length - 1;
  const found = scale.grades.findIndex(({ pointsMin }) => points >= pointsMin);
  const at = found === -1 ? last : found;
  return { points, grade: scale.grades[at]?.grade ?? '', rank: at + 1, reasons };
}

function pointsOf({ bands, missingPoints }: RatingRule, value: number | null): number {
  if (value === null) return missingPoints;
  const band = bands.find(({ upTo }) => upTo === null || value <= upTo);
  return band?.points ?? missingPoints;
}
