import { Refusal } from '../common/index.js';

/** Terms that a financier offers for lots; the lots and the parties are beside them. */
export interface QuoteTerms {
  readonly advanceRateBps: number;
  readonly discountRateBps: number;
  readonly serviceFeeBps: number;
  /** Days of a year for the discount charge: 360 or 365. */
  readonly dayCountBasis: number;
  /** Days past due after which the supplier must repurchase; 0 is without recourse. */
  readonly recourseDays: number;
  readonly disclosed: boolean;
  readonly validUntil: Date;
  /** Time for funding, counted from acceptance. */
  readonly fundingHours: number;
}

const BPS_MAX = 10_000;
/** A longer recourse than a year past due is a loan in other words. */
const RECOURSE_DAYS_MAX = 365;
/** Thirty days: lots stay reserved for the financier as long as it has not funded. */
const FUNDING_HOURS_MAX = 720;
/** A price of time that stands for longer than this is no offer any more. */
const VALIDITY_DAYS_MAX = 365;
const DAY_MS = 86_400_000;
const DAY_COUNT_BASES = [360, 365];

/** Bounds of the whole numbers, in the order in which they are checked. */
const BOUNDS = [
  ['advanceRateBps', 1, BPS_MAX],
  ['discountRateBps', 0, BPS_MAX],
  ['serviceFeeBps', 0, BPS_MAX],
  ['recourseDays', 0, RECOURSE_DAYS_MAX],
  ['fundingHours', 1, FUNDING_HOURS_MAX],
] as const;

/** The first term that is out of bounds, as a refusal with the term's path; null if all are fine. */
export function checkQuoteTerms(terms: QuoteTerms, ledgerTime: Date): Refusal | null {
  for (const [path, min, max] of BOUNDS) {
    const value = terms[path];
    if (!Number.isInteger(value) || value < min || value > max) {
      return outOfBounds(path, `${path} is a whole number from ${min} to ${max}, not ${value}.`);
    }
  }
  if (!DAY_COUNT_BASES.includes(terms.dayCountBasis)) {
    return outOfBounds('dayCountBasis', `dayCountBasis is 360 or 365, not ${terms.dayCountBasis}.`);
  }
  const validForMs = terms.validUntil.getTime() - ledgerTime.getTime();
  // Written so that an invalid date, whose time is NaN, is refused too.
  if (!(validForMs > 0 && validForMs <= VALIDITY_DAYS_MAX * DAY_MS)) {
    const message = `validUntil is after now on the ledger, by ${VALIDITY_DAYS_MAX} days at most.`;
    return outOfBounds('validUntil', message);
  }
  return null;
}

function outOfBounds(path: string, message: string): Refusal {
  return new Refusal({ code: 'TERM_OUT_OF_BOUNDS', message, path });
}
