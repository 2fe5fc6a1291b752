import { type DelayDistribution } from './payment-day.js';

/** What one buyer owes that is due on one day, and how late it is expected to be paid. */
export interface CashPosition {
  readonly buyer: string;
  readonly outstandingMinor: bigint;
  /** Days are counted from 1970-01-01. */
  readonly dueDay: number;
  readonly distribution: DelayDistribution;
}

/** What a week is expected to bring, and what it brings at least and at most in eight of ten cases. */
export interface CashWeek {
  readonly fromDay: number;
  readonly expectedMinor: bigint;
  readonly lowMinor: bigint;
  readonly highMinor: bigint;
}

/** The weeks and what comes after them add up to what is outstanding. */
export interface CashWeeks {
  readonly outstandingMinor: bigint;
  readonly weeks: readonly CashWeek[];
  /** Expected after the last week, or never. */
  readonly laterMinor: bigint;
}

export const CASH_WEEKS_MAX = 104;
const DAYS_PER_WEEK = 7;
/** Between minus and plus so many deviations lie eight of ten values. */
const RANGE_DEVIATIONS = 1.2816;
/** What shares are counted in. */
const SCALE = 1_000_000_000;

/**
 * Expected cash of one currency by week from a day on.
 *
 * Each position is shared out by largest remainder, so that its parts add up to it; of equal remainders the later week
 * gains. The range takes receivables of one buyer to be paid together and buyers to be independent of each other.
 */
export function cashByWeek(
  positions: readonly CashPosition[],
  fromDay: number,
  weekCount: number,
): CashWeeks {
  if (!(weekCount >= 1 && weekCount <= CASH_WEEKS_MAX)) {
    throw new RangeError(`1 to ${CASH_WEEKS_MAX} weeks, not ${weekCount}`);
  }
  const expected = Array.from({ length: weekCount + 1 }, () => 0n);
  const deviations = new Map<string, Float64Array>();
  for (const position of positions) {
    const shares = sharesOf(position, fromDay, weekCount);
    partsOf(position.outstandingMinor, shares).forEach((part, week) => {
      expected[week]! += part;
    });
    const buyer = deviations.get(position.buyer) ?? new Float64Array(weekCount);
    deviations.set(position.buyer, buyer);
    // Inexact for very large amounts, and for the width of the range only.
    const minor = Number(position.outstandingMinor);
    for (let week = 0; week < weekCount; week += 1) {
      buyer[week]! += minor * Math.sqrt(shares[week]! * (1 - shares[week]!));
    }
  }
  const outstandingMinor = positions.reduce((sum, one) => sum + one.outstandingMinor, 0n);
  const weeks = expected.slice(0, weekCount).map((expectedMinor, week) => {
    const squares = [...deviations.values()].reduce((sum, one) => sum + one[week]! ** 2, 0);
    const widthMinor = BigInt(Math.round(RANGE_DEVIATIONS * Math.sqrt(squares)));
    return {
      fromDay: fromDay + week * DAYS_PER_WEEK,
      expectedMinor,
      lowMinor: expectedMinor > widthMinor ? expectedMinor - widthMinor : 0n,
      highMinor: least(expectedMinor + widthMinor, outstandingMinor),
    };
  });
  return { outstandingMinor, weeks, laterMinor: expected[weekCount]! };
}

/** Share of each week, and of what comes later. */
function sharesOf(
  { dueDay, distribution }: CashPosition,
  fromDay: number,
  weekCount: number,
): Float64Array {
  const shares = new Float64Array(weekCount + 1);
  distribution.days.forEach((delay, at) => {
    const week = Math.floor((dueDay + delay - fromDay) / DAYS_PER_WEEK);
    shares[Math.min(Math.max(week, 0), weekCount)]! += distribution.weights[at]!;
  });
  return shares.map((share) => Math.min(share, 1));
}

function partsOf(outstandingMinor: bigint, shares: Float64Array): bigint[] {
  const weights = [...shares].map((share) => BigInt(Math.round(share * SCALE)));
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  const parts = weights.map((weight) => (outstandingMinor * weight) / total);
  const rests = weights.map((weight, week) => ({
    week,
    rest: (outstandingMinor * weight) % total,
  }));
  const left = outstandingMinor - parts.reduce((sum, part) => sum + part, 0n);
  const order = rests.sort((one, other) => {
    return one.rest === other.rest ? other.week - one.week : one.rest > other.rest ? -1 : 1;
  });
  for (const { week } of order.slice(0, Number(left))) parts[week]! += 1n;
  return parts;
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
