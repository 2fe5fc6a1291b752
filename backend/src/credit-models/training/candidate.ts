import { trainBoosting } from '../boosting/boosting.js';
import { type BoostingOptions } from '../boosting/options.js';
import { type LabelledTable } from '../feature-table.js';
import { scorecardOf } from '../scorecard/scorecard.js';
import {
  SELECTION_DEFAULTS,
  type SelectionOptions,
  fitCharacteristics,
} from '../scorecard/selection.js';
import { type ModelArtefact } from './artefact.js';
import { fitSmooth } from './smooth.js';

/** What a candidate learns from. */
export interface FitTask {
  readonly training: LabelledTable;
  /** Rows that may decide how long to train, and are not learned from. */
  readonly validation: LabelledTable | null;
  /** How long to train (trees) where earlier fits found out; null where that is to be found. */
  readonly effort: number | null;
}

export interface Fit {
  readonly artefact: ModelArtefact;
  /** Null for candidates that have no such choice. */
  readonly effort: number | null;
}

/** What a model is to the others. */
export type CandidateRole = 'BASELINE' | 'SCORECARD' | 'CHALLENGER';

/** A way to make a model from labelled rows. */
export interface Candidate {
  readonly name: string;
  readonly role: CandidateRole;
  readonly fit: (task: FitTask) => Fit;
}

/** The mean log odds of candidates that are trained anyway. */
export interface BlendCandidate {
  readonly name: string;
  readonly role: CandidateRole;
  readonly partNames: readonly string[];
}

/** One feature by itself. */
export function singleFeatureCandidate(
  name: string,
  feature: string,
  direction: 1 | -1,
): Candidate {
  const fit = ({ training: { table } }: FitTask): Fit => {
    const column = table.columns[table.names.indexOf(feature)] ?? new Float64Array();
    const values = column.filter((value) => !Number.isNaN(value)).sort();
    const missing = values[Math.floor(values.length / 2)] ?? 0;
    return {
      artefact: { kind: 'SINGLE_FEATURE', single: { name: feature, direction, missing } },
      effort: null,
    };
  };
  return { name, role: 'BASELINE', fit };
}

export function scorecardCandidate(options: Partial<SelectionOptions> = {}): Candidate {
  const fit = ({ training }: FitTask): Fit => {
    const fitted = fitCharacteristics(training, { ...SELECTION_DEFAULTS, ...options });
    return { artefact: { kind: 'SCORECARD', scorecard: scorecardOf(fitted) }, effort: null };
  };
  return { name: 'scorecard', role: 'SCORECARD', fit };
}

export function logisticCandidate(features: readonly string[], l2: number): Candidate {
  const fit = ({ training }: FitTask): Fit => ({
    artefact: { kind: 'LOGISTIC', logistic: fitSmooth(training, features, l2) },
    effort: null,
  });
  return { name: 'logistic', role: 'CHALLENGER', fit };
}

/** Fewer trees than this are a sign of bad luck with the validation rows. */
const TREES_MIN = 10;

export function boostingCandidate(options: Partial<BoostingOptions>): Candidate {
  const fit = ({ training, validation, effort }: FitTask): Fit => {
    const treesMax = effort ?? options.treesMax;
    const run = trainBoosting({
      training,
      ...(validation === null || effort !== null ? {} : { validation }),
      options: { ...options, ...(treesMax === undefined ? {} : { treesMax }) },
    });
    const effortFound = Math.max(run.bestTrees, TREES_MIN);
    return { artefact: { kind: 'BOOSTING', boosted: run.model }, effort: effortFound };
  };
  return { name: 'boosting', role: 'CHALLENGER', fit };
}
