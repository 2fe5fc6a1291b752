import type { SameRowsFigures } from '../credit-models/index.js';
import { ComparisonDecision } from './model-purpose.js';

/** By how much the AUC of a challenger must be above the champion's on the same rows: less is chance. */
export const AUC_MARGIN = 0.005;

/**
 * Whether a challenger takes the champion's place: better by the margin in order, and no worse in its probabilities.
 *
 * @param figures of both on rows that neither could know; null where there are too few
 */
export function decideChampion(figures: SameRowsFigures | null): ComparisonDecision {
  if (figures === null) return ComparisonDecision.UNDECIDED;
  const { challenger, incumbent } = figures;
  const isBetter = challenger.auc - incumbent.auc >= AUC_MARGIN;
  return isBetter && challenger.brier <= incumbent.brier
    ? ComparisonDecision.REPLACED
    : ComparisonDecision.KEPT;
}
