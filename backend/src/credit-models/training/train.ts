import {
  type Calibration,
  calibratedProbability,
  fitCalibration,
} from '../evaluation/calibration.js';
import { areaUnderCurve, brierScore } from '../evaluation/discrimination.js';
import { type Fold } from '../evaluation/folds.js';
import { type FeatureTable, type LabelledTable, selectLabelled } from '../feature-table.js';
import { type ModelArtefact, marginsOf, meanOf } from './artefact.js';
import { type BlendCandidate, type Candidate, type CandidateRole, type Fit } from './candidate.js';

/** A model that can be used: its log odds, and what turns them into probabilities. */
export interface TrainedModel {
  readonly name: string;
  readonly role: CandidateRole;
  readonly artefact: ModelArtefact;
  readonly calibration: Calibration;
  /** On rows that it had not learned from, before it was trained on all of them. */
  readonly validation: { readonly auc: number; readonly brier: number; readonly rows: number };
}

export interface TrainingTask {
  readonly data: LabelledTable;
  /** Parts of the rows: each is predicted by what learned from the others. */
  readonly validationFolds: readonly Fold[];
  readonly candidates: readonly Candidate[];
  readonly blends?: readonly BlendCandidate[];
  /** From so many validation rows on probabilities are calibrated by steps, too; never without it. */
  readonly stepsFromRows?: number;
  /** Told after each fit. */
  readonly onFit?: () => void;
}

/** How many fits a task takes: what a progress bar counts to. */
export function fitCountOf(task: Pick<TrainingTask, 'validationFolds' | 'candidates'>): number {
  return task.candidates.length * (task.validationFolds.length + 1);
}

/** What one candidate said of the validation rows, and what became of it. */
interface Outcome {
  readonly candidate: Candidate;
  readonly validationMargins: Float64Array;
  readonly artefact: ModelArtefact;
}

/** Validates every candidate, calibrates it on what it had not seen, and trains it on all rows. */
export function trainModels(task: TrainingTask): TrainedModel[] {
  const labels = validationLabels(task);
  const stepsFromRows = task.stepsFromRows ?? Infinity;
  const outcomes = task.candidates.map((candidate) => outcomeOf(candidate, task));
  const models = outcomes.map(({ candidate, validationMargins, artefact }) =>
    modelOf(candidate, artefact, { labels, margins: validationMargins, stepsFromRows }),
  );
  for (const blend of task.blends ?? []) {
    const parts = outcomes.filter((outcome) => blend.partNames.includes(outcome.candidate.name));
    const margins = meanOf(parts.map((part) => part.validationMargins));
    const artefact = { kind: 'BLEND', parts: parts.map((part) => part.artefact) } as const;
    models.push(modelOf(blend, artefact, { labels, margins, stepsFromRows }));
  }
  return models;
}

/** The probability of the bad outcome for each row. */
export function probabilitiesOf(
  model: Pick<TrainedModel, 'artefact' | 'calibration'>,
  table: FeatureTable,
): Float64Array {
  return marginsOf(model.artefact, table).map((margin) =>
    calibratedProbability(model.calibration, margin),
  );
}

/** The same for one row under names; what the record lacks is missing. */
export function probabilityOf(
  model: Pick<TrainedModel, 'artefact' | 'calibration'>,
  record: Readonly<Record<string, number>>,
): number {
  const columns = Object.values(record).map((value) => Float64Array.of(value));
  return probabilitiesOf(model, { names: Object.keys(record), columns, rowCount: 1 })[0]!;
}

/** A challenger must beat the scorecard by this much: what explains itself is worth something. */
export const CHALLENGER_LEAD = 0.005;

/** The model that the validation rows speak for; rows of a later test have no say. */
export function championOf(models: readonly TrainedModel[]): TrainedModel | null {
  let champion: TrainedModel | null = null;
  for (const model of models) {
    if (model.role === 'BASELINE') continue;
    if (champion === null || standing(model) > standing(champion)) champion = model;
  }
  return champion;
}

function standing(model: TrainedModel): number {
  return model.validation.auc + (model.role === 'SCORECARD' ? CHALLENGER_LEAD : 0);
}

function outcomeOf(candidate: Candidate, task: TrainingTask): Outcome {
  const fits: Fit[] = [];
  const margins = task.validationFolds.map((fold) => {
    const training = selectLabelled(task.data, fold.trainingRows);
    const validation = selectLabelled(task.data, fold.testRows);
    const fit = candidate.fit({ training, validation, effort: null });
    fits.push(fit);
    task.onFit?.();
    return marginsOf(fit.artefact, validation.table);
  });
  const effort = meanEffort(fits);
  const { artefact } = candidate.fit({ training: task.data, validation: null, effort });
  task.onFit?.();
  return { candidate, validationMargins: joined(margins), artefact };
}

/** What a model said of rows that it had not learned from, and what became of them. */
interface ValidationTask {
  readonly labels: Uint8Array;
  readonly margins: Float64Array;
  readonly stepsFromRows: number;
}

function modelOf(
  { name, role }: Pick<Candidate, 'name' | 'role'>,
  artefact: ModelArtefact,
  { labels, margins, stepsFromRows }: ValidationTask,
): TrainedModel {
  const calibration = fitCalibration(labels, margins, stepsFromRows);
  const probabilities = margins.map((margin) => calibratedProbability(calibration, margin));
  const auc = areaUnderCurve(labels, margins);
  const brier = brierScore(labels, probabilities);
  return { name, role, artefact, calibration, validation: { auc, brier, rows: labels.length } };
}

function meanEffort(fits: readonly Fit[]): number | null {
  const efforts = fits.flatMap(({ effort }) => (effort === null ? [] : [effort]));
  if (efforts.length === 0) return null;
  return Math.round(efforts.reduce((sum, effort) => sum + effort, 0) / efforts.length);
}

function validationLabels({ data, validationFolds }: TrainingTask): Uint8Array {
  const rows = validationFolds.flatMap((fold) => [...fold.testRows]);
  return Uint8Array.from(rows, (row) => data.labels[row]!);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
