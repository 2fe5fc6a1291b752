import { calendarDateOf } from '../common/calendar-date.js';
import {
  BUYER_DEFAULT_CANDIDATES,
  type ChronologicalTraining,
  type DatedExamples,
  type DatedRatios,
  type Incumbent,
  type InvoiceRow,
  type JudgedModel,
  LATE_PAYMENT_BLENDS,
  LATE_PAYMENT_CANDIDATES,
  MODEL_FORMAT,
  MODEL_FORMAT_VERSION,
  type ModelRecord,
  RatioHistory,
  type SameRowsFigures,
  buyerDefaultExamples,
  canonicalModel,
  compareOnSameRows,
  latePaymentExamples,
  modelHash,
  trainChronologically,
} from '../credit-models/index.js';

/** Everything that a training needs; plain data, so that it goes to a thread. */
export interface TrainingTask {
  readonly purpose: 'LATE_PAYMENT' | 'BUYER_DEFAULT';
  readonly rows: readonly InvoiceRow[];
  /** Ratios of statements that were known by the day. */
  readonly ratios: readonly DatedRatios[];
  /** Days since 1970-01-01. */
  readonly knownUntilDay: number;
  readonly champion: (ModelRecord & { readonly knowledgeDay: number }) | null;
  /** Imported models that wait for evidence. */
  readonly imported: readonly ImportedChallenger[];
}

/** A model that was trained elsewhere. */
export interface ImportedChallenger {
  readonly versionId: string;
  readonly record: ModelRecord;
  /** Day on which it came: of later ones it knew nothing. */
  readonly knowledgeDay: number;
}

/** One model of a training, as the registry keeps it. */
export interface TrainedVersion {
  readonly algorithm: string;
  readonly isChosen: boolean;
  readonly figures: VersionFigures;
  /** Canonical JSON. */
  readonly text: string;
  readonly hash: string;
}

/** On the holdout, which had no say in the training. */
export interface VersionFigures extends Pick<
  JudgedModel['figures'],
  'auc' | 'brier' | 'rows' | 'bad' | 'logLoss' | 'kolmogorovSmirnov' | 'calibration' | 'gains'
> {
  readonly stabilityIndex: number;
}

export interface TrainingOutcome {
  readonly versions: readonly TrainedVersion[];
  readonly trainingRows: number;
  readonly trainingDataHash: string;
  readonly knowledgeUntil: string;
  readonly holdoutFrom: string;
  readonly holdoutUntil: string;
  /** The chosen model and the champion, or without one the simplest forecast, on the same rows. */
  readonly comparison: SameRowsFigures | null;
  /** The same of those imported ones for which there are enough rows. */
  readonly imported: ReadonlyArray<{
    readonly versionId: string;
    readonly comparison: SameRowsFigures;
  }>;
}

/**
 * Trains all candidates of a purpose and compares the chosen one with the champion.
 *
 * @throws HistoryTooShortError when a part of the history says nothing
 */
export function runTraining(
  task: TrainingTask,
  onProgress: (share: number) => void,
): TrainingOutcome {
  const examples = examplesOf(task);
  onProgress(0.1);
  const isLate = task.purpose === 'LATE_PAYMENT';
  const training = trainChronologically({
    examples,
    knownUntilDay: task.knownUntilDay,
    candidates: isLate ? LATE_PAYMENT_CANDIDATES : BUYER_DEFAULT_CANDIDATES,
    blends: isLate ? LATE_PAYMENT_BLENDS : [],
    onFit: (done, total) => onProgress(0.1 + (0.85 * done) / total),
  });
  const days = [...training.holdoutRows].map((row) => examples.forecastDays[row]!);
  return {
    versions: training.models
      .filter(({ role }) => role !== 'BASELINE')
      .map((model) => versionOf(task, training, model)),
    trainingRows: training.trainingRows,
    trainingDataHash: training.trainingDataHash,
    knowledgeUntil: calendarDateOf(training.knowledgeDay),
    holdoutFrom: calendarDateOf(days.reduce((first, day) => Math.min(first, day))),
    holdoutUntil: calendarDateOf(days.reduce((last, day) => Math.max(last, day))),
    comparison: compared(task, examples, training),
    imported: comparedImports(task, examples, training),
  };
}

function examplesOf({ purpose, rows, ratios, knownUntilDay }: TrainingTask): DatedExamples {
  const history = new RatioHistory(ratios);
  return purpose === 'LATE_PAYMENT'
    ? latePaymentExamples(rows, history)
    : buyerDefaultExamples(rows, knownUntilDay, history);
}

function compared(
  { champion }: TrainingTask,
  examples: DatedExamples,
  { models, holdoutRows }: ChronologicalTraining,
): SameRowsFigures | null {
  const challenger = models.find((model) => model.isChosen);
  const incumbent = incumbentOf(champion, models);
  if (challenger === undefined || incumbent === null) return null;
  return compareOnSameRows(examples, holdoutRows, { challenger, incumbent });
}

/** On rows that were forecast after both were there. */
function comparedImports(
  { champion, imported }: TrainingTask,
  examples: DatedExamples,
  { models, holdoutRows }: ChronologicalTraining,
): TrainingOutcome['imported'] {
  const incumbent = incumbentOf(champion, models);
  if (incumbent === null) return [];
  return imported.flatMap(({ versionId, record, knowledgeDay }) => {
    const rows = holdoutRows.filter((row) => examples.forecastDays[row]! > knowledgeDay);
    const comparison = compareOnSameRows(examples, rows, { challenger: record, incumbent });
    return comparison === null ? [] : [{ versionId, comparison }];
  });
}

/** The champion, or where there is none the simplest forecast. */
function incumbentOf(
  champion: TrainingTask['champion'],
  models: readonly JudgedModel[],
): Incumbent | null {
  const baseline = models.find(({ role }) => role === 'BASELINE');
  return champion ?? (baseline === undefined ? null : { ...baseline, knowledgeDay: -Infinity });
}

function versionOf(
  { purpose }: TrainingTask,
  training: ChronologicalTraining,
  model: JudgedModel,
): TrainedVersion {
  const { trainingDataHash, trainingRows } = training;
  const knowledgeUntil = calendarDateOf(training.knowledgeDay);
  const { auc, brier, rows, bad, logLoss, kolmogorovSmirnov, calibration, gains } = model.figures;
  const text = canonicalModel({
    ...{ format: MODEL_FORMAT, formatVersion: MODEL_FORMAT_VERSION, purpose, name: model.name },
    ...{ version: `${knowledgeUntil}-${trainingDataHash.slice(2, 10)}`, knowledgeUntil },
    ...{ trainingDataHash, trainingRows, figures: { auc, brier, rows } },
    ...{ calibration: model.calibration, artefact: model.artefact },
  });
  return {
    algorithm: model.name,
    isChosen: model.isChosen,
    figures: {
      ...{ auc, brier, rows, bad, logLoss, kolmogorovSmirnov, calibration, gains },
      stabilityIndex: model.stabilityIndex,
    },
    text,
    hash: modelHash(text),
  };
}
