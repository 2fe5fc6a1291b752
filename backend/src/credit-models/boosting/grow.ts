import { type GrowthInput } from './growth.js';
import { type Histogram, HistogramPool, fillHistogram, subtractHistogram } from './histogram.js';
import { type BoostingOptions } from './options.js';
import { type Split, findBestSplit } from './split.js';
import { type BoostedTree } from './tree.js';

/** A leaf that may still be split: its rows are `rows[start … end)`. */
interface OpenLeaf {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly histogram: Histogram;
  readonly split: Split | null;
}

interface Draft {
  features: number[];
  thresholds: number[];
  missingLeft: boolean[];
  left: number[];
  right: number[];
  values: number[];
  covers: number[];
}

/**
 * Grows one tree leaf by leaf, always where the gain is greatest.
 *
 * @param rows rows that the tree sees; they are reordered
 */
export class TreeGrower {
  private readonly pool: HistogramPool;
  private readonly spare: Int32Array;

  constructor(featureCount: number, rowCount: number) {
    this.pool = new HistogramPool(featureCount);
    this.spare = new Int32Array(rowCount);
  }

  grow(input: GrowthInput, rows: Int32Array): BoostedTree {
    const draft = emptyDraft();
    const histogram = this.pool.take();
    fillHistogram(histogram, input, rows);
    addNode(draft, histogram, input.options);
    const root = { node: 0, start: 0, end: rows.length, depth: 0, histogram };
    const open: OpenLeaf[] = [{ ...root, split: findBestSplit(histogram, input) }];
    for (let leaves = 1; leaves < input.options.leavesMax; leaves += 1) {
      const at = bestLeaf(open);
      if (at < 0) break;
      const [leaf] = open.splice(at, 1);
      open.push(...this.splitLeaf(input, rows, draft, leaf!));
    }
    for (const leaf of open) this.pool.giveBack(leaf.histogram);
    return draft;
  }

  private splitLeaf(
    input: GrowthInput,
    rows: Int32Array,
    draft: Draft,
    leaf: OpenLeaf,
  ): OpenLeaf[] {
    const split = leaf.split!;
    const middle = this.partition(input.binned.columns[split.feature]!, rows, leaf);
    const leftSmaller = middle - leaf.start <= leaf.end - middle;
    const smaller = this.pool.take();
    const [from, to] = leftSmaller ? [leaf.start, middle] : [middle, leaf.end];
    fillHistogram(smaller, input, rows.subarray(from, to));
    // What is left of the parent's is the larger child's.
    const larger = subtractHistogram(leaf.histogram, smaller, input.features);
    const [left, right] = leftSmaller ? [smaller, larger] : [larger, smaller];
    const leftNode = addNode(draft, left, input.options);
    const rightNode = addNode(draft, right, input.options);
    draft.features[leaf.node] = split.feature;
    draft.thresholds[leaf.node] = input.bounds[split.feature]![split.bin - 1] ?? Infinity;
    draft.missingLeft[leaf.node] = split.missingLeft;
    draft.left[leaf.node] = leftNode;
    draft.right[leaf.node] = rightNode;
    const depth = leaf.depth + 1;
    const child = (node: number, start: number, end: number, histogram: Histogram): OpenLeaf => {
      const mayGrow = depth < input.options.depthMax;
      const found = mayGrow ? findBestSplit(histogram, input) : null;
      return { node, start, end, depth, histogram, split: found };
    };
    return [child(leftNode, leaf.start, middle, left), child(rightNode, middle, leaf.end, right)];
  }

  /** Rows that go left come first and keep their order; returns where the others begin. */
  private partition(column: Uint8Array, rows: Int32Array, leaf: OpenLeaf): number {
    const { bin, missingLeft } = leaf.split!;
    let left = leaf.start;
    let right = 0;
    for (let at = leaf.start; at < leaf.end; at += 1) {
      const row = rows[at]!;
      const rowBin = column[row]!;
      if (rowBin === 0 ? missingLeft : rowBin <= bin) {
        rows[left] = row;
        left += 1;
      } else {
        this.spare[right] = row;
        right += 1;
      }
    }
    rows.set(this.spare.subarray(0, right), left);
    return left;
  }
}

function bestLeaf(open: readonly OpenLeaf[]): number {
  let best = -1;
  let bestGain = 0;
  open.forEach((leaf, at) => {
    if (leaf.split !== null && leaf.split.gain > bestGain) {
      best = at;
      bestGain = leaf.split.gain;
    }
  });
  return best;
}

function emptyDraft(): Draft {
  return {
    features: [],
    thresholds: [],
    missingLeft: [],
    left: [],
    right: [],
    values: [],
    covers: [],
  };
}

/** Adds a leaf with the Newton step of its rows. */
function addNode(draft: Draft, histogram: Histogram, options: BoostingOptions): number {
  const { gradient, hessian, count } = histogram.total;
  const node = draft.features.length;
  draft.features.push(-1);
  draft.thresholds.push(0);
  draft.missingLeft.push(false);
  draft.left.push(-1);
  draft.right.push(-1);
  draft.values.push((-gradient / (hessian + options.l2)) * options.learningRate);
  draft.covers.push(count);
  return node;
}
