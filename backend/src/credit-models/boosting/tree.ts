/**
 * A binary tree as parallel arrays. A leaf has the feature −1 and a value; any other node sends a
 * row left when its value is at most the threshold, and a missing value where `missingLeft` says.
 */
export interface BoostedTree {
  readonly features: readonly number[];
  readonly thresholds: readonly number[];
  readonly missingLeft: readonly boolean[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly values: readonly number[];
  /** Training rows that came to each node; contributions weigh branches by them. */
  readonly covers: readonly number[];
}

/** The child that a row goes to from a node that is no leaf. */
export function nextNode(tree: BoostedTree, node: number, row: ArrayLike<number>): number {
  const value = row[tree.features[node]!]!;
  const goesLeft = Number.isNaN(value) ? tree.missingLeft[node]! : value <= tree.thresholds[node]!;
  return goesLeft ? tree.left[node]! : tree.right[node]!;
}

export function treeValue(tree: BoostedTree, row: ArrayLike<number>): number {
  let node = 0;
  while (tree.features[node]! >= 0) node = nextNode(tree, node, row);
  return tree.values[node]!;
}
