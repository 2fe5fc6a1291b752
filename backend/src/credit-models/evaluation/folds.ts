import { rowsWhere } from '../feature-table.js';
import { seededRandom, shuffle } from '../random.js';

/** Rows of one fold: what is learned from, and what is predicted. */
export interface Fold {
  readonly trainingRows: Int32Array;
  readonly testRows: Int32Array;
}

/** Folds with about equally many bad rows each; the same seed gives the same folds. */
export function stratifiedFolds(labels: Uint8Array, foldCount: number, seed: number): Fold[] {
  const foldOf = new Uint8Array(labels.length);
  const random = seededRandom(seed);
  for (const kind of [1, 0]) {
    const rows = rowsWhere(labels.length, (row) => labels[row] === kind);
    shuffle(rows, random).forEach((row, position) => {
      foldOf[row] = position % foldCount;
    });
  }
  return Array.from({ length: foldCount }, (_fold, fold) => ({
    trainingRows: rowsWhere(labels.length, (row) => foldOf[row] !== fold),
    testRows: rowsWhere(labels.length, (row) => foldOf[row] === fold),
  }));
}
