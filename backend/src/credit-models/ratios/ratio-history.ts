import { type RatioName } from './ratios.js';

/** Ratios that models may learn from; what a statement lacks is missing. */
export const RATIO_FEATURES: readonly RatioName[] = [
  ...(['currentRatio', 'cashRatio', 'debtToAssets', 'interestCover'] as const),
  ...(['operatingMargin', 'netMargin', 'daysSalesOutstanding', 'daysPayableOutstanding'] as const),
];

/** Ratios of one fiscal year of a party, by a document of a day. */
export interface DatedRatios {
  readonly party: string;
  /** Day of the document since 1970-01-01: nobody knew of it before. */
  readonly fromDay: number;
  readonly fiscalYear: number;
  readonly ratios: Readonly<Partial<Record<string, number | null>>>;
}

/** A statement says nothing any more of a company after so many days. */
const SPEAKS_DAYS = 3 * 365;

/** Ratios of parties as they were known on any day. */
export class RatioHistory {
  private readonly byParty: ReadonlyMap<string, readonly DatedRatios[]>;

  /** @param statements of one party and fiscal year in the order in which they were recorded */
  constructor(statements: readonly DatedRatios[] = []) {
    this.byParty = Map.groupBy(statements, ({ party }) => party);
  }

  /** Features of the newest fiscal year that was known on the day; none at all where nobody has statements. */
  at(party: string | undefined, day: number): Record<string, number> {
    if (this.byParty.size === 0) return {};
    const known = (this.byParty.get(party ?? '') ?? []).filter(
      ({ fromDay }) => fromDay <= day && fromDay > day - SPEAKS_DAYS,
    );
    const newest = known.reduce<DatedRatios | null>(
      (best, one) => (best === null || one.fiscalYear >= best.fiscalYear ? one : best),
      null,
    );
    return Object.fromEntries(RATIO_FEATURES.map((name) => [name, newest?.ratios[name] ?? NaN]));
  }
}
