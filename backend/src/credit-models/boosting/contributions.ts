import { type BoostedModel } from './boosting.js';
import { type BoostedTree, nextNode } from './tree.js';

/** What each feature added to the log odds of one row. */
export interface Explanation {
  /** The mean over what was learned from: log odds before anything is known of the row. */
  readonly baseMargin: number;
  /** In the order of the model's names; with `baseMargin` they add up to the row's log odds. */
  readonly contributions: Float64Array;
}

/**
 * Exact Shapley values of the trees (path-dependent TreeSHAP, Lundberg and others 2018).
 *
 * They treat features fairly whatever their order in the trees, unlike differences along one path.
 */
export function explainMargin(model: BoostedModel, row: ArrayLike<number>): Explanation {
  const contributions = new Float64Array(model.names.length);
  const walk = new TreeWalk(
    contributions,
    Math.max(0, ...model.trees.map((tree) => depthOf(tree))),
  );
  let baseMargin = model.baseMargin;
  for (const tree of model.trees) {
    baseMargin += meanOf(tree, 0);
    walk.explain(tree, row);
  }
  return { baseMargin, contributions };
}

/** The way to a node as it would be taken with and without knowing each feature on it. */
class TreeWalk {
  private readonly width: number;
  private readonly features: Int32Array;
  /** Share of the rows that go this way when the feature is not known, and when it is. */
  private readonly unknownShares: Float64Array;
  private readonly knownShares: Float64Array;
  private readonly weights: Float64Array;
  private tree!: BoostedTree;
  private row!: ArrayLike<number>;

  constructor(
    private readonly contributions: Float64Array,
    depth: number,
  ) {
    // One line of steps per level, so that the way back up finds its own untouched.
    this.width = depth + 2;
    this.features = new Int32Array(this.width * this.width);
    this.unknownShares = new Float64Array(this.width * this.width);
    this.knownShares = new Float64Array(this.width * this.width);
    this.weights = new Float64Array(this.width * this.width);
  }

  explain(tree: BoostedTree, row: ArrayLike<number>): void {
    this.tree = tree;
    this.row = row;
    this.extend(0, 0, { feature: -1, unknownShare: 1, knownShare: 1 });
    this.follow(0, 0, 1);
  }

  /** Goes on from a node whose steps are the first `length` of the line of its level. */
  private follow(node: number, level: number, length: number): void {
    const { tree } = this;
    const feature = tree.features[node]!;
    if (feature < 0) return this.addLeaf(level, length, tree.values[node]!);
    const taken = nextNode(tree, node, this.row);
    const other = taken === tree.left[node] ? tree.right[node]! : tree.left[node]!;
    const earlier = this.positionOf(feature, level, length);
    const from = level * this.width;
    const unknown = earlier < 0 ? 1 : this.unknownShares[from + earlier]!;
    const known = earlier < 0 ? 1 : this.knownShares[from + earlier]!;
    for (const child of [taken, other]) {
      this.copy(level, length);
      const rest = earlier < 0 ? length : this.unwind(level + 1, length, earlier);
      const unknownShare = (unknown * tree.covers[child]!) / tree.covers[node]!;
      const knownShare = child === taken ? known : 0;
      this.extend(level + 1, rest, { feature, unknownShare, knownShare });
      this.follow(child, level + 1, rest + 1);
    }
  }

  private addLeaf(level: number, length: number, value: number): void {
    const from = level * this.width;
    for (let at = 1; at < length; at += 1) {
      const share = this.knownShares[from + at]! - this.unknownShares[from + at]!;
      const weight = this.unwoundWeight(level, length, at);
      this.contributions[this.features[from + at]!]! += weight * share * value;
    }
  }

  private positionOf(feature: number, level: number, length: number): number {
    const from = level * this.width;
    for (let at = 1; at < length; at += 1) if (this.features[from + at] === feature) return at;
    return -1;
  }

  private copy(level: number, length: number): void {
    const from = level * this.width;
    const to = from + this.width;
    for (const line of [this.features, this.unknownShares, this.knownShares, this.weights]) {
      line.copyWithin(to, from, from + length);
    }
  }

  private extend(level: number, length: number, step: Step): void {
    const from = level * this.width;
    const { weights } = this;
    this.features[from + length] = step.feature;
    this.unknownShares[from + length] = step.unknownShare;
    this.knownShares[from + length] = step.knownShare;
    weights[from + length] = length === 0 ? 1 : 0;
    for (let at = length - 1; at >= 0; at -= 1) {
      const weight = weights[from + at]!;
      weights[from + at + 1]! += (step.knownShare * weight * (at + 1)) / (length + 1);
      weights[from + at] = (step.unknownShare * weight * (length - at)) / (length + 1);
    }
  }

  /** Takes one step out of a line, as if it had not been taken; returns how many are left. */
  private unwind(level: number, length: number, position: number): number {
    const from = level * this.width;
    this.eachUnwound(level, length, position, (at, weight) => {
      this.weights[from + at] = weight;
    });
    for (const line of [this.features, this.unknownShares, this.knownShares]) {
      line.copyWithin(from + position, from + position + 1, from + length);
    }
    return length - 1;
  }

  /** Sum of the weights that a line would have without one of its steps. */
  private unwoundWeight(level: number, length: number, position: number): number {
    let sum = 0;
    this.eachUnwound(level, length, position, (_at, weight) => {
      sum += weight;
    });
    return sum;
  }

  private eachUnwound(
    level: number,
    length: number,
    position: number,
    visit: (at: number, weight: number) => void,
  ): void {
    const from = level * this.width;
    const known = this.knownShares[from + position]!;
    const unknown = this.unknownShares[from + position]!;
    let carried = this.weights[from + length - 1]!;
    for (let at = length - 2; at >= 0; at -= 1) {
      const before = this.weights[from + at]!;
      if (known === 0) {
        visit(at, (before * length) / (unknown * (length - 1 - at)));
        continue;
      }
      const weight = (carried * length) / ((at + 1) * known);
      carried = before - (weight * unknown * (length - 1 - at)) / length;
      visit(at, weight);
    }
  }
}

interface Step {
  readonly feature: number;
  readonly unknownShare: number;
  readonly knownShare: number;
}

function depthOf(tree: BoostedTree, node = 0): number {
  if (tree.features[node]! < 0) return 0;
  return 1 + Math.max(depthOf(tree, tree.left[node]), depthOf(tree, tree.right[node]));
}

/** Mean of the leaves below a node, weighed by training rows. */
function meanOf(tree: BoostedTree, node: number): number {
  if (tree.features[node]! < 0) return tree.values[node]!;
  const left = tree.left[node]!;
  const right = tree.right[node]!;
  const sum = tree.covers[left]! * meanOf(tree, left) + tree.covers[right]! * meanOf(tree, right);
  return sum / tree.covers[node]!;
}
