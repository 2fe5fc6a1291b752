/** Figures of a buyer's behaviour that points are given for; named as the columns of `behaviour`. */
export enum RatingFeature {
  DAYS_BEYOND_TERMS_MILLI = 'DAYS_BEYOND_TERMS_MILLI',
  TREND_MILLI = 'TREND_MILLI',
  LATE_DAYS_P90 = 'LATE_DAYS_P90',
  LATE_SHARE_BPS = 'LATE_SHARE_BPS',
  OLDEST_DAYS_PAST_DUE = 'OLDEST_DAYS_PAST_DUE',
  CONFIRMED_COUNT = 'CONFIRMED_COUNT',
  CONFIRMATION_HOURS_MEAN = 'CONFIRMATION_HOURS_MEAN',
  DISPUTE_SHARE_BPS = 'DISPUTE_SHARE_BPS',
  DILUTION_BPS = 'DILUTION_BPS',
  PROMISES_BROKEN = 'PROMISES_BROKEN',
  CONCENTRATION_BPS = 'CONCENTRATION_BPS',
}

/** Points for a figure up to and with a bound; the last band of a rule has none. */
export interface RatingBand {
  readonly upTo: number | null;
  readonly points: number;
}

export interface RatingRule {
  readonly feature: RatingFeature;
  readonly bands: readonly RatingBand[];
  /** Points where there is nothing to count: new parties have little history. */
  readonly missingPoints: number;
}

export interface CurrencyLimit {
  readonly currency: string;
  readonly limitMinor: bigint;
}

/** What a grade means for those who trade on it; the first grade is the best. */
export interface Grade {
  readonly grade: string;
  /** Fewest points; the last grade takes all. */
  readonly pointsMin: number;
  readonly limits: readonly CurrencyLimit[];
  readonly longestTermsDays: number;
  readonly cashDiscountBps: number;
  readonly prepaymentBps: number;
  readonly needsGuarantee: boolean;
  readonly reviewDays: number;
}

export interface GradeScale {
  readonly basePoints: number;
  readonly rules: readonly RatingRule[];
  readonly grades: readonly Grade[];
}
