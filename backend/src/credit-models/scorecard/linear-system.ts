/** A symmetric, positive definite system that Cholesky's method can't solve. */
export class SingularSystemError extends Error {
  override readonly name = 'SingularSystemError';
}

/**
 * Solves `matrix · x = right` for a symmetric, positive definite matrix given by rows.
 *
 * @throws {SingularSystemError} where it is not positive definite
 */
export function solveSymmetric(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const lower = choleskyOf(matrix);
  const size = right.length;
  const forward = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    let sum = right[row]!;
    for (let column = 0; column < row; column += 1) sum -= lower[row]![column]! * forward[column]!;
    forward[row] = sum / lower[row]![row]!;
  }
  const solution = new Float64Array(size);
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = forward[row]!;
    for (let below = row + 1; below < size; below += 1)
      sum -= lower[below]![row]! * solution[below]!;
    solution[row] = sum / lower[row]![row]!;
  }
  return solution;
}

function choleskyOf(matrix: readonly Float64Array[]): Float64Array[] {
  const lower = matrix.map(() => new Float64Array(matrix.length));
  for (let row = 0; row < matrix.length; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row]![column]!;
      for (let at = 0; at < column; at += 1) sum -= lower[row]![at]! * lower[column]![at]!;
      if (row !== column) {
        lower[row]![column] = sum / lower[column]![column]!;
      } else if (sum > 0) {
        lower[row]![row] = Math.sqrt(sum);
      } else {
        throw new SingularSystemError('the matrix is not positive definite');
      }
    }
  }
  return lower;
}
