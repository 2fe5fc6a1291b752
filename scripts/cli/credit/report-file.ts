import { type LabelledTable } from '../../../backend/src/credit-models/index.js';
import { Refusal } from '../../../backend/src/common/refusal.js';
import { isArff, readArff } from './arff.js';
import { readPlainOrGzip } from './file-text.js';
import { numberOf, yesOrNo } from './numbers.js';
import { type TextRow, type TextTable, isMissing, readCsv } from './table-file.js';

export interface ReportFile {
  readonly data: LabelledTable;
  /** Columns that hold words or row numbers: nothing to learn from. */
  readonly ignoredColumns: readonly string[];
  /** Rows whose outcome is not told. */
  readonly skippedRows: { readonly label: number };
}

/** A column with fewer numbers among its values than this is one of words. */
const NUMBER_SHARE_MIN = 0.5;

/**
 * Reads company reports of a CSV or ARFF file, plain or packed, with their outcome.
 *
 * Throws a {@link Refusal} with the line and the column at the first value that does not belong.
 */
export async function readReports(file: string, label: string): Promise<ReportFile> {
  const content = await readPlainOrGzip(file);
  const table = isArff(content) ? readArff(content) : await readCsv(content);
  const labelAt = labelPosition(table, label);
  const labels: number[] = [];
  const columns = table.names.map((name, at) => new ColumnReader(name, at));
  let withoutLabel = 0;
  for await (const row of table.rows) {
    const outcome = labelOf(row, labelAt, label);
    if (outcome === null) {
      withoutLabel += 1;
      continue;
    }
    labels.push(outcome ? 1 : 0);
    for (const column of columns) column.add(row);
  }
  const features = columns.filter((column) => column.position !== labelAt && column.isFeature());
  const ignored = columns.filter((column) => column.position !== labelAt && !column.isFeature());
  return {
    data: {
      table: {
        names: features.map((column) => column.name),
        columns: features.map((column) => column.numbers()),
        rowCount: labels.length,
      },
      labels: Uint8Array.from(labels),
    },
    ignoredColumns: ignored.map((column) => column.name),
    skippedRows: { label: withoutLabel },
  };
}

function labelPosition({ names }: TextTable, label: string): number {
  const position = names.indexOf(label);
  if (position >= 0) return position;
  const message = `the file has no column "${label}"; its last ones are: ${names.slice(-5).join(', ')}`;
  throw new Refusal({ code: 'COLUMN_UNKNOWN', message, path: label });
}

function labelOf(row: TextRow, position: number, label: string): boolean | null {
  const text = row.cells[position] ?? '';
  if (isMissing(text)) return null;
  const outcome = yesOrNo(text);
  if (outcome !== null) return outcome;
  throw new Refusal({
    code: 'LABEL_INVALID',
    message: `"${text.slice(0, 40)}" is neither 1 (bankrupt) nor 0`,
    path: label,
    line: row.line,
    column: position + 1,
  });
}

/** Collects the numbers of a column and remembers the first value that is none. */
class ColumnReader {
  private readonly values: number[] = [];
  private known = 0;
  private words = 0;
  private firstWord: Refusal | null = null;

  constructor(
    readonly name: string,
    readonly position: number,
  ) {}

  add(row: TextRow): void {
    const text = row.cells[this.position] ?? '';
    if (isMissing(text)) {
      this.values.push(NaN);
      return;
    }
    const value = numberOf(text);
    this.known += 1;
    this.values.push(value ?? NaN);
    if (value !== null) return;
    this.words += 1;
    this.firstWord ??= new Refusal({
      code: 'INVALID_NUMBER',
      message: `"${text.slice(0, 40)}" is no number`,
      path: this.name,
      line: row.line,
      column: this.position + 1,
    });
  }

  /** False for words, for row numbers and for nothing at all. */
  isFeature(): boolean {
    if (this.known === 0 || this.known - this.words < NUMBER_SHARE_MIN * this.known) return false;
    return !this.isRowNumber();
  }

  /** @throws {Refusal} when one of the values is no number */
  numbers(): Float64Array {
    if (this.firstWord !== null) throw this.firstWord;
    return Float64Array.from(this.values);
  }

  /** Files are often sorted by outcome: a row number would give it away. */
  private isRowNumber(): boolean {
    if (this.values.length < 3) return false;
    return this.values.every((value, at) => at === 0 || value === this.values[at - 1]! + 1);
  }
}
