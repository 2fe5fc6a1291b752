import { createReadStream } from 'node:fs';

import { CsvError, parse } from 'csv-parse';

import { Refusal } from '../../backend/src/common/refusal.js';

/** One line of a file by the names of its columns. */
export interface CsvRow {
  readonly file: string;
  /** Counted from 1, the header included. */
  readonly line: number;
  /** Text of a column, without white space around it; empty where the column is missing. */
  text(column: string): string;
}

/** What a file must and may have. */
export interface CsvShape {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const ROWS_MAX = 5_000_000;
const HEADER_BYTES_MAX = 64 * 1_024;
const RECORD_CHARS_MAX = 100_000;
const SYSTEM_CODES: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'FILE_NOT_FOUND'],
  ['ENOTDIR', 'FILE_NOT_FOUND'],
  ['EISDIR', 'IS_DIRECTORY'],
]);

/**
 * Reads a CSV file row by row: comma, semicolon or tab, as its header says; columns in any order, further ones ignored.
 *
 * Throws a {@link Refusal} whose path names file and column: FILE_NOT_FOUND, FILE_EMPTY, COLUMN_MISSING, COLUMN_TWICE,
 * CSV_DAMAGED, TOO_MANY_ROWS.
 */
export async function* readCsv(file: string, shape: CsvShape): AsyncGenerator<CsvRow> {
  const delimiter = await delimiterOf(file);
  const parser = createReadStream(file).pipe(
    parse({
      ...{ bom: true, delimiter, info: true, skip_empty_lines: true, relax_column_count: false },
      max_record_size: RECORD_CHARS_MAX,
    }),
  );
  let columns: ReadonlyMap<string, number> | null = null;
  let count = 0;
  try {
    for await (const one of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (columns === null) {
        columns = columnsOf(file, one.record, shape);
        continue;
      }
      if ((count += 1) > ROWS_MAX)
        throw refusal('TOO_MANY_ROWS', `more than ${ROWS_MAX} rows`, { file });
      yield rowOf({ file, line: one.info.lines, columns, record: one.record });
    }
  } catch (error) {
    throw refusalOf(error, file);
  }
  if (columns === null) throw refusal('FILE_EMPTY', 'the file has no header', { file });
}

function rowOf(row: {
  readonly file: string;
  readonly line: number;
  readonly columns: ReadonlyMap<string, number>;
  readonly record: readonly string[];
}): CsvRow {
  const { file, line, columns, record } = row;
  const text = (column: string): string => {
    const at = columns.get(keyOf(column));
    return at === undefined ? '' : (record[at] ?? '').trim();
  };
  return { file, line, text };
}

/** The one of the usual delimiters that the header has most of; accounts within a row may be divided by semicolons. */
async function delimiterOf(file: string): Promise<string> {
  let head = '';
  try {
    for await (const chunk of createReadStream(file, { end: HEADER_BYTES_MAX, encoding: 'utf8' })) {
      head += chunk as string;
    }
  } catch (error) {
    throw refusalOf(error, file);
  }
  const header = head.split(/\r\n|\r|\n/, 1)[0] ?? '';
  const counts = [',', ';', '\t'].map((one) => [one, header.split(one).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

function columnsOf(file: string, header: readonly string[], shape: CsvShape): Map<string, number> {
  const columns = new Map<string, number>();
  const known = new Set([...shape.required, ...shape.optional].map(keyOf));
  header.forEach((name, at) => {
    const key = keyOf(name);
    if (!known.has(key)) return;
    if (columns.has(key))
      throw refusal('COLUMN_TWICE', `the column ${name} is there twice`, {
        file,
        line: 1,
        column: name,
      });
    columns.set(key, at);
  });
  for (const column of shape.required) {
    if (!columns.has(keyOf(column))) {
      throw refusal('COLUMN_MISSING', `the column ${column} is missing`, { file, line: 1, column });
    }
  }
  return columns;
}

/** `outstanding_minor`, `Outstanding Minor` and `outstandingMinor` are one column. */
function keyOf(column: string): string {
  return column.toLowerCase().replace(/[^a-z]/g, '');
}

/** Where a value stands. */
export interface CsvPlace {
  readonly file: string;
  readonly line?: number;
  readonly column?: string;
}

/** A refusal that names file, line and column. */
export function refusal(code: string, message: string, { file, line, column }: CsvPlace): Refusal {
  const path = column === undefined ? file : `${file}: ${column}`;
  return new Refusal({ code, message, path, ...(line === undefined ? {} : { line }) });
}

function refusalOf(error: unknown, file: string): unknown {
  if (error instanceof CsvError) {
    const line = (error as { lines?: unknown }).lines;
    return refusal('CSV_DAMAGED', error.message, {
      file,
      ...(typeof line === 'number' ? { line } : {}),
    });
  }
  if (error instanceof Error && 'code' in error && 'syscall' in error) {
    const code = SYSTEM_CODES.get(String(error.code)) ?? 'FILE_UNREADABLE';
    return refusal(code, `the file can't be read (${String(error.code)})`, { file });
  }
  return error;
}
