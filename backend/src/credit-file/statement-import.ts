import { CsvError, parse } from 'csv-parse/sync';

import { Refusal, parseAmountMinor } from '../common/index.js';
import { type StatementFigureName, findFigure } from './statement-figures.js';

const CHARS_MAX = 200_000;
const LINES_MAX = 2_000;
const YEARS_MAX = 15;
const MESSAGE_CHARS_MAX = 200;
const YEAR = /^(?:FY)?((?:19|20|21)\d\d)(?:-\d\d-\d\d)?$/;

export enum StatementFormat {
  /** First row: a name and the years; further rows: a figure and its amounts. */
  CSV = 'CSV',
  /** Lines `name@year = amount`, as taxonomies name figures. */
  KEY_VALUE = 'KEY_VALUE',
}

export interface ImportedYear {
  readonly fiscalYear: number;
  readonly figures: ReadonlyMap<StatementFigureName, bigint>;
}

export interface ImportedStatements {
  readonly years: readonly ImportedYear[];
  /** Names that no figure goes by, with their lines; nothing of them is kept. */
  readonly unknown: readonly string[];
}

interface Cell {
  readonly line: number;
  readonly name: string;
  readonly year: string;
  readonly text: string;
}

/**
 * Statements of several years from text, whole or not at all.
 *
 * Amounts are decimal numbers of the currency without separators of thousands; an empty cell is no figure. Refuses with
 * the line: TEXT_TOO_LONG, NO_FIGURES, YEAR_INVALID, LINE_INVALID, FIGURE_TWICE, and what is wrong with an amount.
 */
export function readStatements(
  text: string,
  format: StatementFormat,
  currency: string,
): ImportedStatements | Refusal {
  const lines = text.split(/\r?\n/);
  if (text.length > CHARS_MAX || lines.length > LINES_MAX) {
    const message = `At most ${CHARS_MAX} characters and ${LINES_MAX} lines.`;
    return new Refusal({ code: 'TEXT_TOO_LONG', message, path: '' });
  }
  const cells = format === StatementFormat.CSV ? cellsOfCsv(text) : cellsOfPairs(lines);
  return cells instanceof Refusal ? cells : collect(cells, currency);
}

function cellsOfPairs(lines: readonly string[]): Cell[] | Refusal {
  const cells: Cell[] = [];
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const at = line.indexOf('@');
    const is = line.indexOf('=');
    if (at < 1 || is < at) return refuse('LINE_INVALID', index, 'A line is name@year = amount.');
    const [name, year] = [line.slice(0, at).trim(), line.slice(at + 1, is).trim()];
    cells.push({ line: index, name, year, text: line.slice(is + 1).trim() });
  }
  return cells;
}

function cellsOfCsv(text: string): Cell[] | Refusal {
  const [head, ...rows] = parseRows(text);
  if (head instanceof Refusal) return head;
  const years = head?.record.slice(1) ?? [];
  const cells: Cell[] = [];
  for (const row of rows) {
    if (row instanceof Refusal) return row;
    const line = firstLineOf(row);
    const [name = '', ...texts] = row.record;
    if (texts.length > years.length) {
      return refuse('LINE_INVALID', line, 'The row has more cells than there are years.');
    }
    texts.forEach((cell, at) => cells.push({ line, name, year: years[at] ?? '', text: cell }));
  }
  return cells;
}

interface ParsedRow {
  readonly record: readonly string[];
  /** Line on which it ends, counted from 1. */
  readonly info: { readonly lines: number };
}

/** The rows, or the refusal of the whole. */
function parseRows(text: string): ReadonlyArray<ParsedRow | Refusal> {
  // The parser counts the two characters of a line break within quotes as two lines.
  const body = text.replace(/\r\n?/g, '\n');
  const [header = ''] = body.split('\n', 1);
  try {
    return parse(body, {
      ...{ delimiter: header.includes(';') ? ';' : ',', info: true, bom: true, trim: true },
      ...{ relax_column_count: true, skip_empty_lines: true },
    }) as unknown as ParsedRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines'] ?? 1) - 1;
    return [refuse('LINE_INVALID', line, error.message.slice(0, MESSAGE_CHARS_MAX))];
  }
}

/** Counted from 0; a quoted cell may go over several lines, and the place is that of the first. */
function firstLineOf({ record, info }: ParsedRow): number {
  const breaks = record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
  return Math.max(0, info.lines - 1 - breaks);
}

function collect(cells: readonly Cell[], currency: string): ImportedStatements | Refusal {
  const years = new Map<number, Map<StatementFigureName, bigint>>();
  const unknown = new Map<string, string>();
  for (const { line, name, year, text } of cells) {
    if (text === '') continue;
    const figure = findFigure(name);
    if (figure === null) {
      unknown.set(name, `${name.slice(0, 100)} (line ${line + 1})`);
      continue;
    }
    const fiscalYear = Number(YEAR.exec(year)?.[1] ?? 0);
    if (fiscalYear === 0) return refuse('YEAR_INVALID', line, `"${year.slice(0, 20)}" is no year.`);
    const amountMinor = parseAmountMinor({ text, currency, path: `line ${line + 1}` });
    if (amountMinor instanceof Refusal) return amountMinor;
    const figures = years.get(fiscalYear) ?? new Map<StatementFigureName, bigint>();
    if (figures.has(figure)) return refuse('FIGURE_TWICE', line, `${name.slice(0, 100)} again.`);
    years.set(fiscalYear, figures.set(figure, amountMinor));
  }
  if (years.size === 0 || years.size > YEARS_MAX) {
    return refuse('NO_FIGURES', 0, `Figures of 1 to ${YEARS_MAX} years are read.`);
  }
  const sorted = [...years].sort(([a], [b]) => a - b);
  return {
    years: sorted.map(([fiscalYear, figures]) => ({ fiscalYear, figures })),
    unknown: [...unknown.values()],
  };
}

function refuse(code: string, line: number, message: string): Refusal {
  return new Refusal({ code, message, path: `line ${line + 1}` });
}
