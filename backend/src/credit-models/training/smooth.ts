import { type FeatureTable, type LabelledTable, selectColumns } from '../feature-table.js';
import { fitLogistic, logisticMargins } from '../scorecard/logistic.js';

/** A logistic regression on values as they are, each measured in its own deviation. */
export interface SmoothModel {
  readonly names: readonly string[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly intercept: number;
  readonly coefficients: readonly number[];
}

/** Farther from the mean than so many deviations a value says no more. */
const DEVIATIONS_MAX = 4;

export function fitSmooth(data: LabelledTable, names: readonly string[], l2: number): SmoothModel {
  const { columns } = selectColumns(data.table, names);
  const means = columns.map(meanOf);
  const deviations = columns.map((column, at) => deviationOf(column, means[at]!));
  const scale = { names, means, deviations };
  const standard = standardised(scale, data.table);
  const { intercept, coefficients } = fitLogistic({ columns: standard, labels: data.labels, l2 });
  return { ...scale, intercept, coefficients: [...coefficients] };
}

export function smoothMargins(model: SmoothModel, table: FeatureTable): Float64Array {
  const coefficients = Float64Array.from(model.coefficients);
  const columns = standardised(model, table);
  return logisticMargins({ intercept: model.intercept, coefficients }, columns, table.rowCount);
}

/** What each feature of one row adds to the log odds; with the intercept they add up to them. */
export function smoothContributions(model: SmoothModel, row: FeatureTable): Float64Array {
  const columns = standardised(model, row);
  return Float64Array.from(columns, (column, at) => model.coefficients[at]! * column[0]!);
}

function standardised(
  { names, means, deviations }: Pick<SmoothModel, 'names' | 'means' | 'deviations'>,
  table: FeatureTable,
): Float64Array[] {
  return selectColumns(table, names).columns.map((column, at) =>
    column.map((value) => {
      if (Number.isNaN(value)) return 0;
      const distance = (value - means[at]!) / deviations[at]!;
      return Math.min(Math.max(distance, -DEVIATIONS_MAX), DEVIATIONS_MAX);
    }),
  );
}

function meanOf(column: Float64Array): number {
  const values = column.filter((value) => !Number.isNaN(value));
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(column: Float64Array, mean: number): number {
  const values = column.filter((value) => !Number.isNaN(value));
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(values.length, 1)) || 1;
}
