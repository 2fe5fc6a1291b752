import { type GrowthInput } from './growth.js';
import { type Histogram, PER_BIN, PER_FEATURE } from './histogram.js';
import { type BoostingOptions } from './options.js';

/** Rows in bins 1 … `bin` go left, and those without a value where `missingLeft` says. */
export interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  /** By how much the loss falls, in its second-order approximation. */
  readonly gain: number;
}

/** Running sums of the left side while the bins of one feature are gone through. */
interface Side {
  gradient: number;
  hessian: number;
  count: number;
}

/** The best split of a node over the features that its tree may use. */
export function findBestSplit(histogram: Histogram, input: GrowthInput): Split | null {
  let best: Split | null = null;
  for (const feature of input.features) {
    const binCount = input.bounds[feature]!.length + 1;
    const found = bestOfFeature({ histogram, feature, binCount, options: input.options });
    if (found !== null && (best === null || found.gain > best.gain)) best = found;
  }
  return best;
}

interface FeatureScan {
  readonly histogram: Histogram;
  readonly feature: number;
  readonly binCount: number;
  readonly options: BoostingOptions;
}

function bestOfFeature({ histogram, feature, binCount, options }: FeatureScan): Split | null {
  const { sums, total } = histogram;
  const base = feature * PER_FEATURE;
  const missing = { gradient: sums[base]!, hessian: sums[base + 1]!, count: sums[base + 2]! };
  const hasMissing = missing.count > 0;
  const parentScore = total.gradient ** 2 / (total.hessian + options.l2);
  const left: Side = { gradient: 0, hessian: 0, count: 0 };
  let best: Split | null = null;
  let bestGain = options.gainMin;
  // The last bin may also end the left side: then the right one holds what is missing.
  const lastBin = hasMissing ? binCount : binCount - 1;
  for (let bin = 1; bin <= lastBin; bin += 1) {
    const cell = base + bin * PER_BIN;
    if (sums[cell + 2]! === 0 && bin < lastBin) continue;
    left.gradient += sums[cell]!;
    left.hessian += sums[cell + 1]!;
    left.count += sums[cell + 2]!;
    const right = gainOf(left, total, options) - parentScore;
    if (right > bestGain) {
      bestGain = right;
      best = { feature, bin, missingLeft: false, gain: right };
    }
    if (!hasMissing || bin === binCount) continue;
    const withMissing = add(left, missing);
    const gain = gainOf(withMissing, total, options) - parentScore;
    if (gain > bestGain) {
      bestGain = gain;
      best = { feature, bin, missingLeft: true, gain };
    }
  }
  return hasMissing || best === null
    ? best
    : { ...best, missingLeft: left.count * 2 > total.count };
}

/** Score of the two sides; −∞ where one of them is too small. */
function gainOf(left: Side, total: Side, options: BoostingOptions): number {
  const count = total.count - left.count;
  const hessian = total.hessian - left.hessian;
  if (left.count < options.leafRowsMin || count < options.leafRowsMin) return -Infinity;
  if (left.hessian < options.leafHessianMin || hessian < options.leafHessianMin) return -Infinity;
  const gradient = total.gradient - left.gradient;
  return left.gradient ** 2 / (left.hessian + options.l2) + gradient ** 2 / (hessian + options.l2);
}

function add(left: Side, right: Side): Side {
  return {
    gradient: left.gradient + right.gradient,
    hessian: left.hessian + right.hessian,
    count: left.count + right.count,
  };
}
