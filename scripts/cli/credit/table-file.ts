import { CsvError, parse } from 'csv-parse';
import { Refusal } from '../../../backend/src/common/refusal.js';

/** One row of a file, as text. */
export interface TextRow {
  readonly cells: readonly string[];
  /** Line of the file, counted from 1. */
  readonly line: number;
}

/** A file of rows under names. */
export interface TextTable {
  readonly names: readonly string[];
  readonly rows: AsyncIterable<TextRow>;
}

const DELIMITERS = [',', ';', '\t', '|'];
const ROW_BYTES_MAX = 1_000_000;
const ROWS_MAX = 5_000_000;
const COLUMNS_MAX = 2_000;
/** What files write where they have no value. */
const MISSING = new Set(['', '?', 'na', 'n/a', 'nan', 'nat', 'null', 'none', '-']);

/** Whether a cell stands for no value. */
export function isMissing(cell: string): boolean {
  return MISSING.has(cell.toLowerCase());
}

/** Rows of a CSV file with a line of names; the delimiter is the one that those are split by. */
export async function readCsv(content: Buffer): Promise<TextTable> {
  const rows = csvRows(content);
  const first = await rows.next();
  if (first.done === true) throw refusal('FILE_EMPTY', 'the file has no line of column names');
  const names = first.value.cells;
  requireNames(names);
  return { names, rows };
}

/** What differs between CSV and the rows of ARFF. */
export interface RowFormat {
  /** What the first line of the content is called in refusals. */
  readonly firstLine: number;
  readonly quote: '"' | "'";
  /** Begins a line that is no row. */
  readonly comment?: string;
}

/** Rows of delimited text. */
export async function* csvRows(
  content: Buffer,
  { firstLine, quote, comment }: RowFormat = { firstLine: 1, quote: '"' },
): AsyncGenerator<TextRow, undefined> {
  const parser = parse(content, {
    bom: true,
    delimiter: delimiterOf(content),
    info: true,
    max_record_size: ROW_BYTES_MAX,
    quote,
    ...(comment === undefined ? {} : { comment, comment_no_infix: true }),
    skip_empty_lines: true,
    trim: true,
  });
  let count = 0;
  try {
    for await (const parsed of parser as AsyncIterable<ParsedRow>) {
      count += 1;
      if (count > ROWS_MAX) throw refusal('TOO_MANY_ROWS', `more than ${ROWS_MAX} rows`);
      yield { cells: parsed.record, line: firstLine + parsed.info.lines - 1 };
    }
  } catch (error) {
    if (error instanceof CsvError) throw csvRefusal(error, firstLine);
    throw error;
  }
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function csvRefusal(error: CsvError, firstLine: number): Refusal {
  const lines = typeof error['lines'] === 'number' ? error['lines'] : null;
  const message = error.message.replace(/\s+/g, ' ').slice(0, 200);
  const line = lines === null ? {} : { line: firstLine + lines - 1 };
  return new Refusal({ code: 'CSV_INVALID', message, path: '', ...line });
}

function requireNames(names: readonly string[]): void {
  if (names.length > COLUMNS_MAX) {
    throw refusal('TOO_MANY_COLUMNS', `more than ${COLUMNS_MAX} columns`);
  }
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new Refusal({
      code: 'COLUMN_TWICE',
      message: `two columns are called "${twice}"`,
      path: twice,
      line: 1,
    });
  }
}

/** The delimiter that the first line has most of. */
function delimiterOf(content: Buffer): string {
  const end = content.indexOf('\n');
  const line = content.subarray(0, Math.min(end < 0 ? content.length : end, 65_536)).toString();
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

function refusal(code: string, message: string): Refusal {
  return new Refusal({ code, message, path: '' });
}
