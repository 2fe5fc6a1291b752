import { type FeatureTable } from '../feature-table.js';

/** Values of one feature fall into at most this many bins; bin 0 holds what is missing. */
export const BINS_MAX = 64;

/** Upper bounds of the bins of one feature, rising; the last bin has none. */
export type BinBounds = readonly number[];

/** Rows whose values are replaced by the number of their bin, column by column. */
export interface BinnedTable {
  readonly columns: readonly Uint8Array[];
  readonly rowCount: number;
}

/** Bounds between values that occur, so that the bins hold about equally many rows. */
export function boundsOf(column: Float64Array, binsMax = BINS_MAX - 1): BinBounds {
  const values = column.filter((value) => !Number.isNaN(value)).sort();
  if (values.length === 0) return [];
  const bounds: number[] = [];
  const take = (position: number): void => {
    const bound = midpoint(values[position]!, values[position + 1]!);
    if (bounds.length === 0 || bound > bounds[bounds.length - 1]!) bounds.push(bound);
  };
  const changes = positionsOfChange(values);
  if (changes.length < binsMax) {
    for (const position of changes) take(position);
    return bounds;
  }
  let next = 1;
  for (const position of changes) {
    if (position + 1 < (next * values.length) / binsMax) continue;
    take(position);
    next = Math.floor(((position + 1) * binsMax) / values.length) + 1;
  }
  return bounds;
}

/** Bin of a value: 0 for missing, else 1 + the number of bounds below it. */
export function binOf(bounds: BinBounds, value: number): number {
  if (Number.isNaN(value)) return 0;
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= bounds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}

export function binTable(table: FeatureTable, bounds: readonly BinBounds[]): BinnedTable {
  const columns = table.columns.map((column, feature) => {
    const featureBounds = bounds[feature]!;
    return Uint8Array.from(column, (value) => binOf(featureBounds, value));
  });
  return { columns, rowCount: table.rowCount };
}

/** Positions whose value differs from the next one. */
function positionsOfChange(values: Float64Array): number[] {
  const positions: number[] = [];
  for (let position = 0; position + 1 < values.length; position += 1) {
    if (values[position]! < values[position + 1]!) positions.push(position);
  }
  return positions;
}

/** A bound that has both on the right side, also where no number lies between them. */
function midpoint(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle >= lower && middle < upper ? middle : lower;
}
