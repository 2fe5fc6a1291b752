import { binOf } from '../boosting/binning.js';
import { type BinCount, type CoarseBins, type Monotone, coarseBinsOf } from './bins.js';

/**
 * Rows of the portfolio's own mix that are added to each bin: few rows say little, so a small bin
 * stays near the mean.
 */
const PRIOR_ROWS = 20;

/** One feature of a scorecard: its bins and what each of them says. */
export interface Characteristic {
  readonly name: string;
  readonly bins: CoarseBins;
  /** ln(share of the good rows ÷ share of the bad rows) per bin; above zero is good. */
  readonly weights: readonly number[];
  readonly missingWeight: number;
  /** Σ (share of good − share of bad) · weight: below 0.02 a feature says next to nothing. */
  readonly informationValue: number;
}

export interface CharacteristicInput {
  readonly name: string;
  readonly column: Float64Array;
  readonly labels: Uint8Array;
  readonly monotone?: Monotone;
}

export function characteristicOf(input: CharacteristicInput): Characteristic {
  const bins = coarseBinsOf(input.column, input.labels, input.monotone);
  const all = [...bins.counts, bins.missing];
  const total = all.reduce(
    (sum, count) => ({ good: sum.good + count.good, bad: sum.bad + count.bad }),
    { good: 0, bad: 0 },
  );
  const weights = bins.counts.map((count) => weightOf(count, total));
  const missingWeight = weightOf(bins.missing, total);
  const informationValue = [...weights, missingWeight].reduce((sum, weight, at) => {
    const count = all[at]!;
    return sum + (count.good / total.good - count.bad / total.bad) * weight;
  }, 0);
  return { name: input.name, bins, weights, missingWeight, informationValue };
}

/** Position of a value's bin; −1 is the bin of what is missing. */
export function binPosition(characteristic: Characteristic, value: number): number {
  return binOf(characteristic.bins.bounds, value) - 1;
}

export function weightAt(characteristic: Characteristic, position: number): number {
  return position < 0 ? characteristic.missingWeight : characteristic.weights[position]!;
}

/** Each value replaced by the weight of its bin. */
export function weightColumn(characteristic: Characteristic, column: Float64Array): Float64Array {
  return column.map((value) => weightAt(characteristic, binPosition(characteristic, value)));
}

function weightOf(count: BinCount, total: BinCount): number {
  const rows = total.good + total.bad;
  const good = count.good + (PRIOR_ROWS * total.good) / rows;
  const bad = count.bad + (PRIOR_ROWS * total.bad) / rows;
  return Math.log(good / bad) - Math.log(total.good / total.bad);
}
