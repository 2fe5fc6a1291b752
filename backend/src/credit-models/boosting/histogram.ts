import { BINS_MAX } from './binning.js';
import { type GrowthInput } from './growth.js';

/** Numbers kept per bin: gradient, hessian, rows. */
export const PER_BIN = 3;
/** Bin 0 and {@link BINS_MAX} − 1 others, all features in one array. */
export const PER_FEATURE = BINS_MAX * PER_BIN;

/** Sums over the rows of a node: of them all, and bin by bin. */
export interface Histogram {
  readonly sums: Float64Array;
  readonly total: { gradient: number; hessian: number; count: number };
}

/** Histograms that are used again: a tree needs as many as it has open leaves. */
export class HistogramPool {
  private readonly free: Histogram[] = [];

  constructor(private readonly featureCount: number) {}

  take(): Histogram {
    return (
      this.free.pop() ?? {
        sums: new Float64Array(this.featureCount * PER_FEATURE),
        total: { gradient: 0, hessian: 0, count: 0 },
      }
    );
  }

  giveBack(histogram: Histogram): void {
    this.free.push(histogram);
  }
}

/** Sums the derivatives of these rows anew. */
export function fillHistogram(histogram: Histogram, input: GrowthInput, rows: Int32Array): void {
  const { gradients, hessians } = input.derivatives;
  const { sums, total } = histogram;
  total.gradient = 0;
  total.hessian = 0;
  total.count = rows.length;
  for (const row of rows) {
    total.gradient += gradients[row]!;
    total.hessian += hessians[row]!;
  }
  for (const feature of input.features) {
    const column = input.binned.columns[feature]!;
    const base = feature * PER_FEATURE;
    sums.fill(0, base, base + PER_FEATURE);
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at]!;
      const cell = base + column[row]! * PER_BIN;
      sums[cell]! += gradients[row]!;
      sums[cell + 1]! += hessians[row]!;
      sums[cell + 2]! += 1;
    }
  }
}

/** Takes `part` away from `whole`, in place. */
export function subtractHistogram(
  whole: Histogram,
  part: Histogram,
  features: readonly number[],
): Histogram {
  for (const feature of features) {
    const base = feature * PER_FEATURE;
    for (let cell = base; cell < base + PER_FEATURE; cell += 1) {
      whole.sums[cell]! -= part.sums[cell]!;
    }
  }
  whole.total.gradient -= part.total.gradient;
  whole.total.hessian -= part.total.hessian;
  whole.total.count -= part.total.count;
  return whole;
}
