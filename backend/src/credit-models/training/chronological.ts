import { areaUnderCurve, brierScore } from '../evaluation/discrimination.js';
import { type Fold } from '../evaluation/folds.js';
import { type ModelFigures, modelFigures } from '../evaluation/report.js';
import { populationStability } from '../evaluation/stability.js';
import { type LabelledTable, badCount, rowsWhere, selectLabelled } from '../feature-table.js';
import { trainingDataHash } from '../registry/data-hash.js';
import { type BlendCandidate, type Candidate } from './candidate.js';
import {
  type TrainedModel,
  championOf,
  fitCountOf,
  probabilitiesOf,
  trainModels,
} from './train.js';

/** Labelled rows in time: each was forecast on a day, and its outcome was certain on a later one. */
export interface DatedExamples {
  readonly data: LabelledTable;
  /** Days since 1970-01-01, as all days here. */
  readonly forecastDays: Float64Array;
  /** First day on which the outcome is certain, whatever it is. */
  readonly certainDays: Float64Array;
}

export interface ChronologicalTask {
  readonly examples: DatedExamples;
  /** Nothing that became known later is used. */
  readonly knownUntilDay: number;
  readonly candidates: readonly Candidate[];
  readonly blends?: readonly BlendCandidate[];
  readonly onFit?: (done: number, total: number) => void;
}

/** Another model that is judged on the same rows. */
export interface Incumbent extends Pick<TrainedModel, 'artefact' | 'calibration'> {
  /** Last day of which it knew anything; rows that were forecast by then are no test of it. */
  readonly knowledgeDay: number;
}

export interface JudgedModel extends TrainedModel {
  readonly figures: ModelFigures;
  /** Drift of its probabilities between the rows that it learned from and the later ones. */
  readonly stabilityIndex: number;
  /** The one that the validation rows speak for; the holdout has no say in it. */
  readonly isChosen: boolean;
}

export interface ChronologicalTraining {
  readonly models: readonly JudgedModel[];
  readonly trainingRows: number;
  readonly trainingDataHash: string;
  /** Training used nothing that was known after this day. */
  readonly knowledgeDay: number;
  /** Positions of the rows of the holdout among the examples. */
  readonly holdoutRows: Int32Array;
}

/** How many rows of each outcome there are in the parts of a history. */
export interface HistoryCounts {
  readonly part: 'TRAINING' | 'VALIDATION' | 'HOLDOUT';
  readonly good: number;
  readonly bad: number;
}

/** One part of the history has too few rows of an outcome. */
export class HistoryTooShortError extends Error {
  override readonly name = 'HistoryTooShortError';

  constructor(readonly counts: HistoryCounts) {
    super(
      `the rows that ${PARTS[counts.part].verb} have ${counts.good} good outcomes and ${counts.bad} bad ones, ` +
        `and ${PARTS[counts.part].rowsOfEachMin} of each are needed`,
    );
  }
}

/** Rows of each outcome that a judgement takes at least: an AUC of fewer says next to nothing. */
const JUDGED_OF_EACH_MIN = 20;
/** What the parts are for, and rows of each outcome that they have at least. */
const PARTS = {
  TRAINING: { verb: 'models learn from', rowsOfEachMin: 20 },
  VALIDATION: { verb: 'calibrate', rowsOfEachMin: 10 },
  HOLDOUT: { verb: 'judge', rowsOfEachMin: JUDGED_OF_EACH_MIN },
} as const;
/** Rows of each outcome without which no division into parts has enough. */
export const HISTORY_OF_EACH_MIN = Object.values(PARTS).reduce(
  (sum, { rowsOfEachMin }) => sum + rowsOfEachMin,
  0,
);
/** The newest rows judge, and of the rest the newest validate. */
const HOLDOUT_SHARE = 0.25;
/** Below about a thousand rows free steps follow chance (Niculescu-Mizil and Caruana 2005). */
const STEPS_FROM_ROWS = 1_000;

/**
 * Trains on older rows, validates and calibrates on newer ones, and judges on the newest.
 *
 * Each part learns only from outcomes that were certain before the first forecast of the next one.
 *
 * @throws {HistoryTooShortError} when one of the parts says nothing
 */
export function trainChronologically(task: ChronologicalTask): ChronologicalTraining {
  const { examples, candidates } = task;
  const { data, certainDays } = examples;
  const decided = rowsWhere(data.labels.length, (row) => certainDays[row]! <= task.knownUntilDay);
  const outer = splitByTime(examples, decided);
  const inner = splitByTime(examples, outer.earlier);
  require('HOLDOUT', data, outer.later);
  require('VALIDATION', data, inner.later);
  require('TRAINING', data, inner.earlier);
  const training = selectLabelled(data, outer.earlier);
  const validationFolds = [foldOf(outer.earlier, inner)];
  const total = fitCountOf({ validationFolds, candidates });
  let done = 0;
  const trained = trainModels({
    ...{ data: training, validationFolds, candidates, blends: task.blends ?? [] },
    stepsFromRows: STEPS_FROM_ROWS,
    onFit: () => task.onFit?.((done += 1), total),
  });
  return {
    models: judged(trained, training, selectLabelled(data, outer.later)),
    trainingRows: outer.earlier.length,
    trainingDataHash: trainingDataHash(training),
    knowledgeDay: outer.knowledgeDay,
    holdoutRows: outer.later,
  };
}

/** How two models stand on rows that neither could know. */
export interface SameRowsFigures {
  readonly rows: number;
  readonly bad: number;
  readonly challenger: { readonly auc: number; readonly brier: number };
  readonly incumbent: { readonly auc: number; readonly brier: number };
}

/** Judges a trained model and the incumbent on the same rows; null where too few are new to both. */
export function compareOnSameRows(
  examples: DatedExamples,
  holdoutRows: Int32Array,
  models: {
    readonly challenger: Pick<TrainedModel, 'artefact' | 'calibration'>;
    readonly incumbent: Incumbent;
  },
): SameRowsFigures | null {
  const { challenger, incumbent } = models;
  const rows = holdoutRows.filter((row) => examples.forecastDays[row]! >= incumbent.knowledgeDay);
  const { table, labels } = selectLabelled(examples.data, rows);
  const bad = badCount(labels);
  if (Math.min(bad, labels.length - bad) < JUDGED_OF_EACH_MIN) return null;
  const [ours, theirs] = [challenger, incumbent].map((model) => {
    const probabilities = probabilitiesOf(model, table);
    const auc = areaUnderCurve(labels, probabilities);
    return { auc, brier: brierScore(labels, probabilities) };
  });
  return { rows: labels.length, bad, challenger: ours!, incumbent: theirs! };
}

interface TimeSplit {
  readonly earlier: Int32Array;
  readonly later: Int32Array;
  /** First day of a forecast among the later ones. */
  readonly knowledgeDay: number;
}

/** The newest rows, and those older ones whose outcome was certain before all of them. */
function splitByTime({ forecastDays, certainDays }: DatedExamples, rows: Int32Array): TimeSplit {
  const days = Float64Array.from(rows, (row) => forecastDays[row]!).sort();
  const cut = days[Math.floor((1 - HOLDOUT_SHARE) * days.length)] ?? Infinity;
  const later = rows.filter((row) => forecastDays[row]! > cut);
  const knowledgeDay = later.reduce((first, row) => Math.min(first, forecastDays[row]!), Infinity);
  const earlier = rows.filter(
    (row) => forecastDays[row]! <= cut && certainDays[row]! <= knowledgeDay,
  );
  return { earlier, later, knowledgeDay };
}

/** Positions within the training rows. */
function foldOf(trainingRows: Int32Array, { earlier, later }: TimeSplit): Fold {
  const positions = new Map([...trainingRows].map((row, position) => [row, position]));
  return {
    trainingRows: earlier.map((row) => positions.get(row)!),
    testRows: later.map((row) => positions.get(row)!),
  };
}

function judged(
  trained: readonly TrainedModel[],
  training: LabelledTable,
  holdout: LabelledTable,
): JudgedModel[] {
  const chosen = championOf(trained);
  return trained.map((model) => {
    const before = probabilitiesOf(model, training.table);
    const after = probabilitiesOf(model, holdout.table);
    return {
      ...model,
      figures: modelFigures(holdout.labels, after),
      stabilityIndex: populationStability(before, after).index,
      isChosen: model === chosen,
    };
  });
}

function require(part: HistoryCounts['part'], { labels }: LabelledTable, rows: Int32Array): void {
  const bad = rows.reduce((sum, row) => sum + labels[row]!, 0);
  const good = rows.length - bad;
  if (Math.min(bad, good) < PARTS[part].rowsOfEachMin) {
    throw new HistoryTooShortError({ part, good, bad });
  }
}
