import { type BinBounds, binOf, boundsOf } from '../boosting/binning.js';

/** Whether risk must rise or fall with the value; `auto` takes the direction that fits better. */
export type Monotone = 'rising' | 'falling' | 'auto' | 'free';

export interface CoarseBinning {
  /** Fine bins of about equally many rows, which neighbours are merged from. */
  readonly fineBinsMax: number;
  readonly coarseBinsMax: number;
  /** Least share of the rows in a coarse bin. */
  readonly shareMin: number;
  /** Neighbours whose bad rates differ less than this χ² of one degree are merged. */
  readonly chiSquareMin: number;
}

export const COARSE_BINNING: CoarseBinning = {
  fineBinsMax: 25,
  coarseBinsMax: 7,
  shareMin: 0.03,
  chiSquareMin: 6.6,
};

/** Good and bad rows of one bin. */
export interface BinCount {
  readonly good: number;
  readonly bad: number;
}

/** Bins of one feature: those of values, rising, and the one of what is missing. */
export interface CoarseBins {
  /** Upper bounds; a value equal to one belongs below it. The last bin has none. */
  readonly bounds: BinBounds;
  readonly counts: readonly BinCount[];
  readonly missing: BinCount;
}

/** Cuts one feature into bins that differ in their bad rates. */
export function coarseBinsOf(
  column: Float64Array,
  labels: Uint8Array,
  monotone: Monotone = 'free',
  binning: CoarseBinning = COARSE_BINNING,
): CoarseBins {
  const bounds = boundsOf(column, binning.fineBinsMax);
  const counts = Array.from({ length: bounds.length + 2 }, () => ({ good: 0, bad: 0 }));
  for (let row = 0; row < column.length; row += 1) {
    const count = counts[binOf(bounds, column[row]!)]!;
    if (labels[row] === 1) count.bad += 1;
    else count.good += 1;
  }
  const [missing, ...fine] = counts;
  const bins = { bounds, counts: fine, missing: missing! };
  return monotone === 'free' ? mergedFree(bins, binning) : mergedMonotone(bins, binning, monotone);
}

function mergedFree(bins: CoarseBins, binning: CoarseBinning): CoarseBins {
  const rowsMin = binning.shareMin * rowsOf(bins.counts);
  let merged = bins;
  while (merged.counts.length > 1) {
    const at = worstNeighbours(merged, binning, rowsMin);
    if (at < 0) break;
    merged = mergedAt(merged, at);
  }
  return merged;
}

/** The pair to merge next: of a bin that is too small, else the least different one. */
function worstNeighbours(bins: CoarseBins, binning: CoarseBinning, rowsMin: number): number {
  const { counts } = bins;
  let worst = -1;
  let least = Infinity;
  for (let at = 0; at + 1 < counts.length; at += 1) {
    const small = Math.min(sizeOf(counts[at]!), sizeOf(counts[at + 1]!)) < rowsMin;
    // Below every χ²: whatever is too small goes first.
    const difference = chiSquare(counts[at]!, counts[at + 1]!) - (small ? 1e9 : 0);
    if (difference < least) {
      least = difference;
      worst = at;
    }
  }
  const mayStay = counts.length <= binning.coarseBinsMax && least >= binning.chiSquareMin;
  return mayStay ? -1 : worst;
}

function mergedMonotone(
  bins: CoarseBins,
  binning: CoarseBinning,
  monotone: 'rising' | 'falling' | 'auto',
): CoarseBins {
  if (monotone !== 'auto') return mergedFree(pooled(bins, monotone === 'rising' ? 1 : -1), binning);
  const rising = mergedMonotone(bins, binning, 'rising');
  const falling = mergedMonotone(bins, binning, 'falling');
  return spreadOf(rising.counts) >= spreadOf(falling.counts) ? rising : falling;
}

/** Pools neighbours against the direction until bad rates are in order (pool adjacent violators). */
function pooled(bins: CoarseBins, direction: 1 | -1): CoarseBins {
  let merged = bins;
  let at = 0;
  while (at + 1 < merged.counts.length) {
    const step = badRate(merged.counts[at + 1]!) - badRate(merged.counts[at]!);
    if (step * direction > 0) {
      at += 1;
      continue;
    }
    merged = mergedAt(merged, at);
    at = Math.max(at - 1, 0);
  }
  return merged;
}

function mergedAt({ bounds, counts, missing }: CoarseBins, at: number): CoarseBins {
  const left = counts[at]!;
  const right = counts[at + 1]!;
  const both = { good: left.good + right.good, bad: left.bad + right.bad };
  return {
    bounds: bounds.toSpliced(at, 1),
    counts: counts.toSpliced(at, 2, both),
    missing,
  };
}

function chiSquare(left: BinCount, right: BinCount): number {
  const rows = sizeOf(left) + sizeOf(right);
  const bad = left.bad + right.bad;
  const good = rows - bad;
  if (bad === 0 || good === 0 || sizeOf(left) === 0 || sizeOf(right) === 0) return 0;
  const cross = left.bad * right.good - right.bad * left.good;
  return (cross * cross * rows) / (bad * good * sizeOf(left) * sizeOf(right));
}

/** How far bad rates lie apart, weighed by rows. */
function spreadOf(counts: readonly BinCount[]): number {
  const rows = rowsOf(counts);
  const mean = counts.reduce((sum, count) => sum + count.bad, 0) / rows;
  return counts.reduce((sum, count) => sum + sizeOf(count) * (badRate(count) - mean) ** 2, 0);
}

function sizeOf(count: BinCount): number {
  return count.good + count.bad;
}

function badRate(count: BinCount): number {
  return sizeOf(count) === 0 ? 0 : count.bad / sizeOf(count);
}

function rowsOf(counts: readonly BinCount[]): number {
  return counts.reduce((sum, count) => sum + sizeOf(count), 0);
}
