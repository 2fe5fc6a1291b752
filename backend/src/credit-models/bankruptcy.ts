import { type Fold, stratifiedFolds } from './evaluation/folds.js';
import { type ModelFigures, modelFigures } from './evaluation/report.js';
import { areaUnderCurve } from './evaluation/discrimination.js';
import {
  type FeatureTable,
  type LabelledTable,
  badCount,
  selectColumns,
  selectLabelled,
} from './feature-table.js';
import { altmanScore, findAltmanVersion, isAltmanGap } from './ratios/altman.js';
import { marginsOf } from './training/artefact.js';
import {
  type Candidate,
  boostingCandidate,
  scorecardCandidate,
  singleFeatureCandidate,
} from './training/candidate.js';
import {
  type TrainedModel,
  championOf,
  fitCountOf,
  probabilitiesOf,
  trainModels,
} from './training/train.js';

export interface BankruptcyTask {
  readonly reports: LabelledTable;
  /** Reports to judge by; without them the reports judge each other in folds. */
  readonly test?: LabelledTable;
  readonly foldCount: number;
  /** Most trees of the boosted model. */
  readonly treesMax?: number;
  /** Parts of the training rows that decide how long to train, and calibrate. */
  readonly innerFoldCount?: number;
  readonly onFit?: (done: number, total: number) => void;
}

export interface BankruptcyModel extends ModelFigures {
  readonly name: string;
  readonly champion: boolean;
  /** One per fold; one in all where there is a test file. */
  readonly foldAucs: readonly number[];
}

export interface BankruptcyAssessment {
  readonly models: readonly BankruptcyModel[];
  /** Trained on all reports, or on those of the last fold where they judge each other. */
  readonly trained: readonly TrainedModel[];
}

const OUTER_SEED = 7;
const INNER_SEED = 3;
const INNER_FOLDS = 3;
const ALTMAN_FEATURE = 'altmanZDoublePrime';
const ALTMAN_VERSION = 'z-double-prime-1993';

/** Columns of the Polish data that Altman's Z″ is made of. */
const ALTMAN_COLUMNS = {
  workingCapitalToAssets: 'Attr3',
  retainedEarningsToAssets: 'Attr6',
  ebitToAssets: 'Attr7',
  bookEquityToLiabilities: 'Attr8',
} as const;

/** Trains every model on company reports and judges it on reports that it has not seen. */
export function assessBankruptcy(task: BankruptcyTask): BankruptcyAssessment {
  const medians = altmanMedians(task.reports.table);
  const reports = withAltman(task.reports, medians);
  const test = task.test === undefined ? null : withAltman(task.test, medians);
  const folds = test === null ? stratifiedFolds(reports.labels, task.foldCount, OUTER_SEED) : null;
  const runs = folds === null ? [{ training: reports, test: test! }] : foldRuns(reports, folds);
  const candidates = candidatesFor(reports.table, task);
  const innerFoldCount = task.innerFoldCount ?? INNER_FOLDS;
  let done = 0;
  const judged = runs.map(({ training, test: later }) => {
    const validationFolds = stratifiedFolds(training.labels, innerFoldCount, INNER_SEED);
    const total = fitCountOf({ validationFolds, candidates }) * runs.length;
    const trained = trainModels({
      ...{ data: training, validationFolds, candidates },
      onFit: () => task.onFit?.((done += 1), total),
    });
    const probabilities = trained.map((model) => probabilitiesOf(model, later.table));
    const margins = trained.map((model) => marginsOf(model.artefact, later.table));
    return { trained, probabilities, margins, labels: later.labels };
  });
  const { trained } = judged.at(-1)!;
  const champion = championOf(trained);
  const labels = joinedLabels(judged.map((run) => run.labels));
  const models = trained.map((model, at) => {
    const probabilities = joinedNumbers(judged.map((run) => run.probabilities[at]!));
    const margins = joinedNumbers(judged.map((run) => run.margins[at]!));
    return {
      name: model.name,
      champion: model === champion,
      ...modelFigures(labels, probabilities),
      // A formula learns nothing: its order over all folds is that of its own values.
      ...(model.role === 'BASELINE' ? { auc: areaUnderCurve(labels, margins) } : {}),
      foldAucs: judged.map((run) => areaUnderCurve(run.labels, run.probabilities[at]!)),
    };
  });
  return { models, trained };
}

/** Trains every model on all reports, validated on parts of them: what a registry keeps. */
export function trainBankruptcy(task: Omit<BankruptcyTask, 'test' | 'foldCount'>): TrainedModel[] {
  const data = withAltman(task.reports, altmanMedians(task.reports.table));
  const innerFoldCount = task.innerFoldCount ?? INNER_FOLDS;
  const validationFolds = stratifiedFolds(data.labels, innerFoldCount, INNER_SEED);
  return trainModels({ data, validationFolds, candidates: candidatesFor(data.table, task) });
}

/** Fewest reports of each outcome that folds within folds can be made of. */
export function reportsOfEachNeeded(foldCount: number): number {
  return 2 * foldCount * INNER_FOLDS;
}

/** The rarer of the two outcomes. */
export function rarerCount({ labels }: LabelledTable): number {
  const bad = badCount(labels);
  return Math.min(bad, labels.length - bad);
}

function foldRuns(
  reports: LabelledTable,
  folds: readonly Fold[],
): { training: LabelledTable; test: LabelledTable }[] {
  return folds.map((fold) => ({
    training: selectLabelled(reports, fold.trainingRows),
    test: selectLabelled(reports, fold.testRows),
  }));
}

function candidatesFor(table: FeatureTable, task: Pick<BankruptcyTask, 'treesMax'>): Candidate[] {
  const altman = singleFeatureCandidate('altman-z-double-prime', ALTMAN_FEATURE, -1);
  return [
    ...(table.names.includes(ALTMAN_FEATURE) ? [altman] : []),
    scorecardCandidate({ correlationMax: 0.85, characteristicsMax: 25 }),
    boostingCandidate({
      treesMax: task.treesMax ?? 400,
      learningRate: 0.08,
      leavesMax: 16,
      depthMax: 8,
      leafRowsMin: 10,
      patienceTrees: 50,
    }),
  ];
}

/** What stands for a missing ratio of Z″: the median of the reports that are learned from. */
function altmanMedians(table: FeatureTable): ReadonlyMap<string, number> {
  const { columns } = selectColumns(table, Object.values(ALTMAN_COLUMNS));
  return new Map(
    Object.keys(ALTMAN_COLUMNS).map((term, at) => {
      const values = columns[at]!.filter((value) => !Number.isNaN(value)).sort();
      return [term, values[Math.floor(values.length / 2)] ?? 0];
    }),
  );
}

/** Adds Z″ where its four ratios are there under the names of the Polish data. */
function withAltman(
  { table, labels }: LabelledTable,
  medians: ReadonlyMap<string, number>,
): LabelledTable {
  const columns = Object.entries(ALTMAN_COLUMNS).map(
    ([term, name]) => [term, table.columns[table.names.indexOf(name)]] as const,
  );
  if (columns.some(([, column]) => column === undefined)) return { table, labels };
  const formula = findAltmanVersion(ALTMAN_VERSION)!;
  const scores = new Float64Array(table.rowCount);
  for (let row = 0; row < table.rowCount; row += 1) {
    const terms = columns.map(([term, column]) => {
      const value = column![row]!;
      return [term, Number.isNaN(value) ? medians.get(term)! : value];
    });
    const answer = altmanScore(formula, Object.fromEntries(terms) as Record<string, number>);
    scores[row] = isAltmanGap(answer) ? NaN : answer.score;
  }
  return {
    table: {
      names: [...table.names, ALTMAN_FEATURE],
      columns: [...table.columns, scores],
      rowCount: table.rowCount,
    },
    labels,
  };
}

function joinedLabels(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function joinedNumbers(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}
