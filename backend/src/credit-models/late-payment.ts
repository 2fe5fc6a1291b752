import { BehaviourFeatures } from './behaviour/features.js';
import {
  type InvoiceRow,
  forecastDayOf,
  isLate,
  maturedDayOf,
  orderDayOf,
} from './behaviour/invoice-row.js';
import { type Fold, stratifiedFolds } from './evaluation/folds.js';
import { type ModelFigures, modelFigures } from './evaluation/report.js';
import { populationStability } from './evaluation/stability.js';
import { type LabelledTable, badCount, rowsWhere, selectLabelled } from './feature-table.js';
import { LATE_PAYMENT_BLENDS, LATE_PAYMENT_CANDIDATES } from './late-payment.candidates.js';
import { trainingDataHash } from './registry/data-hash.js';
import {
  type TrainedModel,
  championOf,
  fitCountOf,
  probabilitiesOf,
  trainModels,
} from './training/train.js';

/** Rows before a day, and rows after it. */
export interface BacktestTask {
  readonly rows: readonly InvoiceRow[];
  /** Last day of the rows that may be learned from, by {@link orderDayOf}. */
  readonly trainUntilDay: number;
  readonly onFit?: (done: number, total: number) => void;
}

/** One model's figures on the later rows. */
export interface BacktestModel extends ModelFigures {
  readonly name: string;
  readonly champion: boolean;
  /** Drift of its probabilities between the rows that it learned from and the later ones. */
  readonly stabilityIndex: number;
  readonly validation: TrainedModel['validation'];
}

export interface Backtest {
  readonly trainingRows: number;
  readonly testRows: number;
  /** Later rows that are still open and not yet due: nobody knows what becomes of them. */
  readonly undecidedRows: number;
  /** Training used nothing that was known after this day. */
  readonly knowledgeDay: number;
  /** Of the rows that were learned from, as features and outcomes. */
  readonly trainingDataHash: string;
  readonly models: readonly BacktestModel[];
  readonly trained: readonly TrainedModel[];
  /** Probabilities per model and test row, in the order of `testPositions`. */
  readonly probabilities: readonly Float64Array[];
  /** Positions of the test rows among the task's rows. */
  readonly testPositions: Int32Array;
}

/** Too few rows, or rows of one outcome alone, before or after the day. */
export class BacktestImpossibleError extends Error {
  override readonly name = 'BacktestImpossibleError';
}

const ROWS_MIN = 30;
const VALIDATION_SHARE = 0.25;
const FALLBACK_FOLDS = 3;
const FOLD_SEED = 11;

/**
 * Trains on the rows up to a day and forecasts the later ones, each with what was known on its own
 * day of forecast. Also training stops at the first of those days.
 *
 * @throws {BacktestImpossibleError} when one of the two parts says nothing
 */
export function backtestLatePayment(task: BacktestTask): Backtest {
  const split = splitRows(task);
  const table = new BehaviourFeatures(task.rows).tableOf(task.rows);
  const data = { table, labels: Uint8Array.from(task.rows, (row) => (isLate(row) ? 1 : 0)) };
  const training = selectLabelled(data, split.trainingRows);
  const test = selectLabelled(data, split.testRows);
  requireBoth(training, 'up to the training date');
  requireBoth(test, 'after the training date');
  const validationFolds = chronologicalFold(task.rows, split.trainingRows, training);
  const candidates = LATE_PAYMENT_CANDIDATES;
  const total = fitCountOf({ validationFolds, candidates });
  let done = 0;
  const trained = trainModels({
    ...{ data: training, validationFolds, candidates, blends: LATE_PAYMENT_BLENDS },
    onFit: () => task.onFit?.((done += 1), total),
  });
  const champion = championOf(trained);
  const probabilities = trained.map((model) => probabilitiesOf(model, test.table));
  const models = trained.map((model, at) => ({
    name: model.name,
    champion: model === champion,
    ...modelFigures(test.labels, probabilities[at]!),
    stabilityIndex: populationStability(probabilitiesOf(model, training.table), probabilities[at]!)
      .index,
    validation: model.validation,
  }));
  return {
    trainingRows: split.trainingRows.length,
    testRows: split.testRows.length,
    undecidedRows: split.undecidedRows,
    knowledgeDay: split.knowledgeDay,
    trainingDataHash: trainingDataHash(training),
    ...{ models, trained, probabilities, testPositions: split.testRows },
  };
}

interface Split {
  readonly trainingRows: Int32Array;
  readonly testRows: Int32Array;
  readonly undecidedRows: number;
  readonly knowledgeDay: number;
}

function splitRows({ rows, trainUntilDay }: BacktestTask): Split {
  const today = lastSettlementDay(rows);
  const isLater = (row: InvoiceRow): boolean => orderDayOf(row) > trainUntilDay;
  const isDecided = (row: InvoiceRow): boolean => row.settledDay !== null || row.dueDay < today;
  const laterRows = rowsWhere(rows.length, (at) => isLater(rows[at]!));
  const testRows = laterRows.filter((at) => isDecided(rows[at]!));
  // A forecast may begin before the training date where it looks ahead from the due date.
  const knowledgeDay = testRows.reduce(
    (earliest, at) => Math.min(earliest, forecastDayOf(rows[at]!)),
    trainUntilDay,
  );
  const trainingRows = rowsWhere(rows.length, (at) => {
    const row = rows[at]!;
    return !isLater(row) && maturedDayOf(row) <= knowledgeDay && isDecided(row);
  });
  return {
    trainingRows,
    testRows,
    undecidedRows: laterRows.length - testRows.length,
    knowledgeDay,
  };
}

/** The day of the data itself: an open row that was due before it is late. */
function lastSettlementDay(rows: readonly InvoiceRow[]): number {
  return rows.reduce((last, row) => Math.max(last, row.settledDay ?? -Infinity), -Infinity);
}

/** The last quarter of the training rows, forecast from what had matured before it. */
function chronologicalFold(
  rows: readonly InvoiceRow[],
  trainingRows: Int32Array,
  { labels }: LabelledTable,
): Fold[] {
  const days = Float64Array.from(trainingRows, (at) => orderDayOf(rows[at]!));
  const cut = days.toSorted()[Math.floor((1 - VALIDATION_SHARE) * days.length)]!;
  const testRows = rowsWhere(days.length, (at) => days[at]! > cut);
  const known = testRows.reduce(
    (earliest, at) => Math.min(earliest, forecastDayOf(rows[trainingRows[at]!]!)),
    cut,
  );
  const earlier = rowsWhere(
    days.length,
    (at) => days[at]! <= cut && maturedDayOf(rows[trainingRows[at]!]!) <= known,
  );
  const usable = [earlier, testRows].every((part) => {
    const bad = part.reduce((sum, at) => sum + labels[at]!, 0);
    return part.length >= ROWS_MIN && bad > 0 && bad < part.length;
  });
  if (usable) return [{ trainingRows: earlier, testRows }];
  return stratifiedFolds(labels, FALLBACK_FOLDS, FOLD_SEED);
}

function requireBoth({ labels }: LabelledTable, where: string): void {
  const bad = badCount(labels);
  const good = labels.length - bad;
  if (labels.length < ROWS_MIN || Math.min(bad, good) < FALLBACK_FOLDS) {
    throw new BacktestImpossibleError(
      `${where} there are ${good} rows paid in time and ${bad} late ones: too few to judge by`,
    );
  }
}
