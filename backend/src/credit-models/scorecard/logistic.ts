import { solveSymmetric } from './linear-system.js';

/** Log odds of the bad outcome = intercept + Σ coefficient · value. */
export interface LogisticModel {
  readonly intercept: number;
  readonly coefficients: Float64Array;
}

export interface LogisticTask {
  /** One array per explaining variable; none may hold `NaN`. */
  readonly columns: readonly Float64Array[];
  readonly labels: Uint8Array;
  /** Penalty on the squared coefficients; the intercept goes free. */
  readonly l2: number;
}

const ITERATIONS_MAX = 50;
const STEP_MIN = 1e-9;
/** Keeps the weights of rows that are all but certain away from zero. */
const WEIGHT_MIN = 1e-9;

/** Logistic regression by iteratively reweighted least squares (Newton's method). */
export function fitLogistic({ columns, labels, l2 }: LogisticTask): LogisticModel {
  const size = columns.length + 1;
  let weights = new Float64Array(size);
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration += 1) {
    const { matrix, gradient } = normalEquations(columns, labels, weights);
    for (let at = 0; at < size; at += 1) {
      const penalty = at === 0 ? 1e-9 : l2;
      matrix[at]![at]! += penalty;
      gradient[at]! -= penalty * weights[at]!;
    }
    const step = solveSymmetric(matrix, gradient);
    const length = Math.max(...step.map(Math.abs));
    // Newton's step overshoots where the classes are nearly apart.
    const scale = length > 5 ? 5 / length : 1;
    weights = weights.map((weight, at) => weight + scale * step[at]!);
    if (length < STEP_MIN) break;
  }
  return { intercept: weights[0]!, coefficients: weights.slice(1) };
}

/** Log odds of each row. */
export function logisticMargins(
  model: LogisticModel,
  columns: readonly Float64Array[],
  rowCount: number,
): Float64Array {
  const margins = new Float64Array(rowCount).fill(model.intercept);
  columns.forEach((column, at) => {
    const coefficient = model.coefficients[at]!;
    for (let row = 0; row < rowCount; row += 1) margins[row]! += coefficient * column[row]!;
  });
  return margins;
}

interface NormalEquations {
  /** Xᵀ·W·X, the constant first. */
  readonly matrix: Float64Array[];
  /** Xᵀ·(y − p). */
  readonly gradient: Float64Array;
}

function normalEquations(
  columns: readonly Float64Array[],
  labels: Uint8Array,
  weights: Float64Array,
): NormalEquations {
  const size = columns.length + 1;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  const gradient = new Float64Array(size);
  const model = { intercept: weights[0]!, coefficients: weights.subarray(1) };
  const margins = logisticMargins(model, columns, labels.length);
  const values = new Float64Array(size);
  values[0] = 1;
  for (let row = 0; row < labels.length; row += 1) {
    for (let at = 1; at < size; at += 1) values[at] = columns[at - 1]![row]!;
    const probability = 1 / (1 + Math.exp(-margins[row]!));
    const weight = Math.max(probability * (1 - probability), WEIGHT_MIN);
    addRow({ matrix, gradient }, values, weight, labels[row]! - probability);
  }
  mirror(matrix);
  return { matrix, gradient };
}

/** Adds one row below the diagonal. */
function addRow(
  { matrix, gradient }: NormalEquations,
  values: Float64Array,
  weight: number,
  residual: number,
): void {
  for (let at = 0; at < values.length; at += 1) {
    const weighted = weight * values[at]!;
    const line = matrix[at]!;
    for (let other = 0; other <= at; other += 1) line[other]! += weighted * values[other]!;
    gradient[at]! += residual * values[at]!;
  }
}

function mirror(matrix: readonly Float64Array[]): void {
  for (let row = 0; row < matrix.length; row += 1) {
    for (let column = 0; column < row; column += 1) matrix[column]![row] = matrix[row]![column]!;
  }
}
