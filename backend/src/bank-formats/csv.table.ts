import { CsvError, parse } from 'csv-parse/sync';

import { Refusal } from '../common/refusal.js';
import type { CsvMapping } from './csv.mapping.js';
import { columnNamesOf } from './csv.mapping.js';

/** Lines of a file that are read, and what one of them may hold. */
const RECORDS_MAX = 200_000;
const RECORD_CHARS_MAX = 64 * 1024;
const POSITION = /^#(\d{1,3})$/;

/** One line of the file with its cells. */
export interface CsvRow {
  /** Counted from 1, in the whole file. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A file taken apart, and where each column of the mapping stands in it. */
export interface CsvTable {
  readonly rows: readonly CsvRow[];
  /** Index from 0 of each named column. */
  readonly columnAt: ReadonlyMap<string, number>;
  readonly width: number;
}

interface ParsedRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * Text → its lines and columns.
 *
 * Throws a {@link Refusal}: MALFORMED_CSV, TOO_MANY_ELEMENTS, MISSING_ELEMENT where the header is not there,
 * MISSING_COLUMN or DUPLICATE_COLUMN.
 */
export function readTable(text: string, mapping: CsvMapping): CsvTable {
  const lines = text.split('\n');
  const body = lines.slice(mapping.skippedLines).join('\n');
  const records = parseRecords(body, mapping);
  const rows = records.map(({ record, info }, index): CsvRow => ({
    // A quoted cell may go over several lines: the place is that of the first.
    line: mapping.skippedLines + startOf(records, index, info.lines),
    cells: record,
  }));
  const [head, ...others] = rows;
  if (head === undefined) throw refusal('MISSING_ELEMENT', 'the file has no lines', 1);
  const columnAt = columnsOf(head, mapping);
  return { rows: mapping.hasHeader ? others : rows, columnAt, width: head.cells.length };
}

/** Whether the columns of the mapping are those of the file. */
export function fitsTable(text: string, mapping: CsvMapping): boolean {
  try {
    const lines = text.split('\n', mapping.skippedLines + 2);
    readTable(`${lines.join('\n')}\n`, mapping);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function startOf(records: readonly ParsedRecord[], index: number, endLine: number): number {
  const cells = records[index]?.record ?? [];
  const breaks = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
  return Math.max(1, endLine - breaks);
}

function parseRecords(body: string, { delimiter, quote }: CsvMapping): ParsedRecord[] {
  try {
    return parse(body, {
      ...{ delimiter, quote, escape: quote, info: true, skip_empty_lines: true },
      ...{ relax_column_count: true, max_record_size: RECORD_CHARS_MAX, to: RECORDS_MAX + 1 },
      record_delimiter: '\n',
    }) as unknown as ParsedRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw refusal('MALFORMED_CSV', error.message.slice(0, 200), Number(error['lines'] ?? 1));
  }
}

function columnsOf(head: CsvRow, mapping: CsvMapping): Map<string, number> {
  const names = head.cells.map((cell) => cell.trim().toUpperCase());
  const columnAt = new Map<string, number>();
  for (const name of new Set(columnNamesOf(mapping))) {
    const [, position] = POSITION.exec(name) ?? [];
    const at =
      position === undefined ? names.indexOf(name.trim().toUpperCase()) : Number(position) - 1;
    if (at < 0 || at >= head.cells.length) {
      throw refusal('MISSING_COLUMN', `the file has no column "${name}"`, head.line);
    }
    if (position === undefined && names.lastIndexOf(name.trim().toUpperCase()) !== at) {
      const message = `the file has several columns "${name}"; name one by its position, as #3`;
      throw refusal('DUPLICATE_COLUMN', message, head.line);
    }
    columnAt.set(name, at);
  }
  return columnAt;
}

export function checkRowCount({ rows }: CsvTable): void {
  if (rows.length < RECORDS_MAX) return;
  throw refusal('TOO_MANY_ELEMENTS', `more than ${RECORDS_MAX - 1} lines`, RECORDS_MAX);
}

function refusal(code: string, message: string, line: number): Refusal {
  return new Refusal({ code, message, path: `line[${line}]`, line, column: 1 });
}
