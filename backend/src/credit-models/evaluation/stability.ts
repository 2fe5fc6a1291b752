/** How much of each part's rows falls into one band of the score. */
export interface StabilityBand {
  /** Upper bound of the band; null in the last one. */
  readonly upTo: number | null;
  readonly expectedShare: number;
  readonly actualShare: number;
}

export interface Stability {
  /** Population stability index: below 0.1 steady, above 0.25 another population. */
  readonly index: number;
  readonly bands: readonly StabilityBand[];
}

/** An empty band counts as this share: the index stays finite. */
const SHARE_MIN = 1e-4;

/** Compares two samples in bands that hold equally many rows of the first. */
export function populationStability(
  expected: Float64Array,
  actual: Float64Array,
  bandCount = 10,
): Stability {
  const bounds = quantileBounds(expected, bandCount);
  const expectedShares = sharesOf(expected, bounds);
  const actualShares = sharesOf(actual, bounds);
  const bands = expectedShares.map((expectedShare, band) => ({
    upTo: bounds[band] ?? null,
    expectedShare,
    actualShare: actualShares[band]!,
  }));
  const index = bands.reduce((sum, { expectedShare, actualShare }) => {
    const before = Math.max(expectedShare, SHARE_MIN);
    const after = Math.max(actualShare, SHARE_MIN);
    return sum + (after - before) * Math.log(after / before);
  }, 0);
  return { index, bands };
}

function quantileBounds(values: Float64Array, bandCount: number): number[] {
  const sorted = values.toSorted();
  const bounds: number[] = [];
  for (let band = 1; band < bandCount; band += 1) {
    const bound = sorted[Math.floor((band * sorted.length) / bandCount)]!;
    if (bounds.length === 0 || bound > bounds[bounds.length - 1]!) bounds.push(bound);
  }
  return bounds;
}

function sharesOf(values: Float64Array, bounds: readonly number[]): number[] {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  for (const value of values) {
    const band = bounds.findIndex((bound) => value <= bound);
    counts[band < 0 ? bounds.length : band]! += 1;
  }
  return counts.map((count) => count / values.length);
}
