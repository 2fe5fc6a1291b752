import { areaUnderCurve, logLoss } from '../evaluation/discrimination.js';
import { type FeatureTable, type LabelledTable, badCount } from '../feature-table.js';
import { type Random, seededRandom, shuffle } from '../random.js';
import { binTable, boundsOf } from './binning.js';
import { TreeGrower } from './grow.js';
import { type Derivatives } from './growth.js';
import { BOOSTING_DEFAULTS, type BoostingOptions } from './options.js';
import { type BoostedTree, treeValue } from './tree.js';

/** A sum of trees on the scale of log odds. */
export interface BoostedModel {
  readonly names: readonly string[];
  /** Log odds before any tree. */
  readonly baseMargin: number;
  readonly trees: readonly BoostedTree[];
}

/** How the loss went while trees were added. */
export interface BoostingRun {
  readonly model: BoostedModel;
  /** Trees that were best on the validation rows; all of them where there are none. */
  readonly bestTrees: number;
  readonly validationLoss: number | null;
  readonly validationAuc: number | null;
}

export interface BoostingTask {
  readonly training: LabelledTable;
  /** Rows that decide when to stop, and are not learned from. */
  readonly validation?: LabelledTable;
  readonly options?: Partial<BoostingOptions>;
  /** Told after each tree. */
  readonly onTree?: (treeCount: number) => void;
}

/** Trains gradient boosting on the logistic loss; the same task gives the same model. */
export function trainBoosting(task: BoostingTask): BoostingRun {
  const options = { ...BOOSTING_DEFAULTS, ...task.options };
  const { table, labels } = task.training;
  const bounds = table.columns.map((column) => boundsOf(column));
  const binned = binTable(table, bounds);
  const random = seededRandom(options.seed);
  const baseMargin = logOddsOf(labels);
  const margins = new Float64Array(table.rowCount).fill(baseMargin);
  const derivatives = emptyDerivatives(table.rowCount);
  const grower = new TreeGrower(table.names.length, table.rowCount);
  const watch = task.validation === undefined ? null : new Watch(task.validation, baseMargin);
  const trees: BoostedTree[] = [];
  while (trees.length < options.treesMax) {
    derive(labels, margins, derivatives);
    const features = drawn(table.names.length, options.featureShare, random);
    const rows = Int32Array.from(drawn(table.rowCount, options.rowShare, random));
    const tree = grower.grow(
      { binned, bounds, derivatives, features: [...features], options },
      rows,
    );
    trees.push(tree);
    addTree(tree, table, margins);
    task.onTree?.(trees.length);
    if (watch?.stops(tree, trees.length, options.patienceTrees) === true) break;
  }
  const bestTrees = watch?.bestTrees ?? trees.length;
  return {
    model: { names: table.names, baseMargin, trees: trees.slice(0, bestTrees) },
    bestTrees,
    validationLoss: watch?.bestLoss ?? null,
    validationAuc: watch?.bestAuc ?? null,
  };
}

/** Log odds of the bad outcome for one row in the order of the model's names. */
export function boostedMargin(model: BoostedModel, row: ArrayLike<number>): number {
  let margin = model.baseMargin;
  for (const tree of model.trees) margin += treeValue(tree, row);
  return margin;
}

/** Log odds of all rows of a table that has the model's columns. */
export function boostedMargins(model: BoostedModel, table: FeatureTable): Float64Array {
  const margins = new Float64Array(table.rowCount).fill(model.baseMargin);
  for (const tree of model.trees) addTree(tree, table, margins);
  return margins;
}

export function sigmoid(margin: number): number {
  return 1 / (1 + Math.exp(-margin));
}

/** Log odds of the bad outcome over all rows, kept finite. */
export function logOddsOf(labels: Uint8Array): number {
  const bad = badCount(labels) + 0.5;
  return Math.log(bad / (labels.length + 1 - bad));
}

/** Follows the loss on rows that are not learned from. */
class Watch {
  bestTrees = 0;
  bestLoss = Infinity;
  bestAuc = NaN;
  private readonly margins: Float64Array;

  constructor(
    private readonly data: LabelledTable,
    baseMargin: number,
  ) {
    this.margins = new Float64Array(data.table.rowCount).fill(baseMargin);
  }

  stops(tree: BoostedTree, treeCount: number, patienceTrees: number): boolean {
    addTree(tree, this.data.table, this.margins);
    const loss = logLoss(this.data.labels, this.margins.map(sigmoid));
    if (loss < this.bestLoss) {
      this.bestLoss = loss;
      this.bestTrees = treeCount;
      this.bestAuc = areaUnderCurve(this.data.labels, this.margins);
    }
    return treeCount - this.bestTrees >= patienceTrees;
  }
}

function emptyDerivatives(rowCount: number): Derivatives {
  return { gradients: new Float64Array(rowCount), hessians: new Float64Array(rowCount) };
}

function derive(labels: Uint8Array, margins: Float64Array, into: Derivatives): void {
  for (let row = 0; row < labels.length; row += 1) {
    const probability = sigmoid(margins[row]!);
    into.gradients[row] = probability - labels[row]!;
    into.hessians[row] = probability * (1 - probability);
  }
}

function addTree(tree: BoostedTree, table: FeatureTable, margins: Float64Array): void {
  const { columns } = table;
  for (let row = 0; row < table.rowCount; row += 1) {
    let node = 0;
    for (let feature = tree.features[node]!; feature >= 0; feature = tree.features[node]!) {
      const value = columns[feature]![row]!;
      const goesLeft = Number.isNaN(value)
        ? tree.missingLeft[node]!
        : value <= tree.thresholds[node]!;
      node = goesLeft ? tree.left[node]! : tree.right[node]!;
    }
    margins[row]! += tree.values[node]!;
  }
}

/** A share of 0 … count − 1 without repetition, at least one, rising. */
function drawn(count: number, share: number, random: Random): Int32Array {
  const all = Int32Array.from({ length: count }, (_value, position) => position);
  if (share >= 1) return all;
  return shuffle(all, random)
    .slice(0, Math.max(1, Math.round(count * share)))
    .sort();
}
