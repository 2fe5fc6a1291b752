import { wholeParts, type PointReason } from '../training/explain.js';
import { SCORE_SCALE } from '../scorecard/scorecard.js';
import { type BuyerState, IN_DEFAULT } from './buyer-state.js';

/** Buyers that were in a state at a month's end, and where they were a month later. */
export interface BuyerRoll {
  readonly from: BuyerState;
  readonly to: BuyerState;
  readonly buyers: number;
}

/**
 * What is assumed before anything is seen: a mild book of trade receivables, judgement and not measured.
 *
 * Row by state, column by the state of the next month; the last column is default. It gives about 2 % a year.
 */
const ASSUMED: readonly (readonly number[])[] = [
  [0.925, 0.068, 0.005, 0.0015, 0.0005],
  [0.66, 0.27, 0.055, 0.012, 0.003],
  [0.5, 0.17, 0.21, 0.1, 0.02],
  [0.4, 0.08, 0.12, 0.28, 0.12],
];
/** The assumption counts as much as so many buyers seen for a month. */
const ASSUMED_BUYERS = 24;
const MONTHS = 12;

/** Chance of default within twelve months from each state. */
export interface DefaultRates {
  readonly byState: readonly number[];
  /** Of all buyers as they stand now; what a score begins at. */
  readonly average: number;
  /** Buyers seen for a month. */
  readonly observed: number;
}

/** Twelve months of a chain whose end is default; months are alike, and default stays. */
export function defaultRatesOf(
  rolls: readonly BuyerRoll[],
  standing: readonly number[],
): DefaultRates {
  const chain = ASSUMED.map((assumed, from) => {
    const seen = assumed.map((_share, to) => buyersOf(rolls, from, to));
    const total = seen.reduce((sum, buyers) => sum + buyers, 0);
    return assumed.map(
      (share, to) => (seen[to]! + ASSUMED_BUYERS * share) / (total + ASSUMED_BUYERS),
    );
  });
  let shares: number[] = [0, 0, 0, 0];
  for (let month = 0; month < MONTHS; month += 1) {
    const before = [...shares, 1];
    shares = chain.map((row) => row.reduce((sum, share, to) => sum + share * before[to]!, 0));
  }
  const byState = [...shares, 1];
  const performing = standing.slice(0, IN_DEFAULT);
  const buyers = performing.reduce((sum, count) => sum + count, 0);
  const sum = performing.reduce((total, count, state) => total + count * byState[state]!, 0);
  return {
    byState,
    average: buyers === 0 ? byState[0]! : sum / buyers,
    observed: rolls.reduce((total, roll) => total + roll.buyers, 0),
  };
}

function buyersOf(rolls: readonly BuyerRoll[], from: number, to: number): number {
  return rolls
    .filter((roll) => roll.from === from && roll.to === to)
    .reduce((sum, { buyers }) => sum + buyers, 0);
}

/** A probability that one figure moved away from where scores begin. */
export interface SimpleScore {
  readonly score: number;
  readonly basePoints: number;
  readonly reasons: readonly PointReason[];
  readonly probability: number;
}

/** Points of a probability, with the one reason why it is not the average. */
export function scoreAgainst(
  probability: number,
  average: number,
  reason: Pick<PointReason, 'name' | 'value'>,
): SimpleScore {
  const base = pointsOf(average);
  const [basePoints = 0, points = 0] = wholeParts([base, pointsOf(probability) - base]);
  return {
    ...{ score: basePoints + points, basePoints, probability },
    reasons: points === 0 ? [] : [{ ...reason, points }],
  };
}

/** Points of a probability on the scale of scorecards. */
function pointsOf(probability: number): number {
  const kept = Math.min(Math.max(probability, 1e-4), 1 - 1e-4);
  const odds = (1 - kept) / kept;
  const doublings = Math.log2(odds / SCORE_SCALE.baseOdds);
  return SCORE_SCALE.basePoints + SCORE_SCALE.pointsToDouble * doublings;
}
