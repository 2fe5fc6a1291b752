import { type BinBounds, type BinnedTable } from './binning.js';
import { type BoostingOptions } from './options.js';

/** What one tree is fitted to: first and second derivative of the loss, row by row. */
export interface Derivatives {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

export interface GrowthInput {
  readonly binned: BinnedTable;
  readonly bounds: readonly BinBounds[];
  readonly derivatives: Derivatives;
  /** Features that this tree may split on. */
  readonly features: readonly number[];
  readonly options: BoostingOptions;
}
