import { type BoostedModel, boostedMargins } from '../boosting/boosting.js';
import { type FeatureTable, selectColumns } from '../feature-table.js';
import { type Scorecard, scorecardMargins } from '../scorecard/scorecard.js';
import { type SmoothModel, smoothMargins } from './smooth.js';

/** One feature as it is: what a better model must beat. */
export interface SingleFeature {
  readonly name: string;
  /** 1 where risk rises with the value, −1 where it falls. */
  readonly direction: 1 | -1;
  /** Stands for what is missing: the median of the training rows. */
  readonly missing: number;
}

/** Everything that is needed to score, as plain data: it survives JSON to the digit. */
export type ModelArtefact =
  | { readonly kind: 'SINGLE_FEATURE'; readonly single: SingleFeature }
  | { readonly kind: 'SCORECARD'; readonly scorecard: Scorecard }
  | { readonly kind: 'LOGISTIC'; readonly logistic: SmoothModel }
  | { readonly kind: 'BOOSTING'; readonly boosted: BoostedModel }
  | { readonly kind: 'BLEND'; readonly parts: readonly ModelArtefact[] };

/** Log odds of the bad outcome for each row, before calibration. */
export function marginsOf(artefact: ModelArtefact, table: FeatureTable): Float64Array {
  switch (artefact.kind) {
    case 'SINGLE_FEATURE':
      return singleMargins(artefact.single, table);
    case 'SCORECARD':
      return scorecardMargins(artefact.scorecard, table);
    case 'LOGISTIC':
      return smoothMargins(artefact.logistic, table);
    case 'BOOSTING':
      return boostedMargins(artefact.boosted, selectColumns(table, artefact.boosted.names));
    case 'BLEND':
      return meanOf(artefact.parts.map((part) => marginsOf(part, table)));
  }
}

/** The mean of several models' log odds. */
export function meanOf(margins: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(margins[0]?.length ?? 0);
  for (const part of margins) {
    for (let row = 0; row < mean.length; row += 1) mean[row]! += part[row]! / margins.length;
  }
  return mean;
}

function singleMargins(single: SingleFeature, table: FeatureTable): Float64Array {
  const { columns } = selectColumns(table, [single.name]);
  // Ratios have wild extremes; this keeps their order and tames their size.
  return columns[0]!.map((value) => {
    return single.direction * Math.asinh(Number.isNaN(value) ? single.missing : value);
  });
}
