/** Rows of numbers under names; `NaN` stands for what is missing. */
export interface FeatureTable {
  readonly names: readonly string[];
  /** One array per name, all `rowCount` long. */
  readonly columns: readonly Float64Array[];
  readonly rowCount: number;
}

/** Rows with what became of them: 1 is the bad outcome (late, bankrupt), 0 the good one. */
export interface LabelledTable {
  readonly table: FeatureTable;
  readonly labels: Uint8Array;
}

/** The rows at these positions, in their order. */
export function selectRows(table: FeatureTable, rows: ArrayLike<number>): FeatureTable {
  const columns = table.columns.map((column) => {
    const selected = new Float64Array(rows.length);
    for (let row = 0; row < rows.length; row += 1) selected[row] = column[rows[row]!]!;
    return selected;
  });
  return { names: table.names, columns, rowCount: rows.length };
}

export function selectLabelled(data: LabelledTable, rows: ArrayLike<number>): LabelledTable {
  const labels = new Uint8Array(rows.length);
  for (let row = 0; row < rows.length; row += 1) labels[row] = data.labels[rows[row]!]!;
  return { table: selectRows(data.table, rows), labels };
}

/** One row as the models take it, in the order of `names`; what the record lacks is missing. */
export function rowOf(
  names: readonly string[],
  record: Readonly<Record<string, number | null | undefined>>,
): Float64Array {
  return Float64Array.from(names, (name) => record[name] ?? NaN);
}

/** The row at a position of the table. */
export function rowAt(table: FeatureTable, row: number): Float64Array {
  return Float64Array.from(table.columns, (column) => column[row]!);
}

/** The columns of `names` in their order; a name that the table lacks is missing throughout. */
export function selectColumns(table: FeatureTable, names: readonly string[]): FeatureTable {
  const positions = new Map(table.names.map((name, position) => [name, position]));
  const columns = names.map((name) => {
    const position = positions.get(name);
    if (position === undefined) return new Float64Array(table.rowCount).fill(NaN);
    return table.columns[position]!;
  });
  return { names, columns, rowCount: table.rowCount };
}

/** How many rows had the bad outcome. */
export function badCount(labels: Uint8Array): number {
  let count = 0;
  for (const label of labels) count += label;
  return count;
}

/** Positions below `rowCount` that the test accepts, rising. */
export function rowsWhere(rowCount: number, accepts: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row += 1) {
    if (!accepts(row)) continue;
    rows[count] = row;
    count += 1;
  }
  return rows.slice(0, count);
}
