import { Readable } from 'node:stream';

import { CsvError, parse } from 'csv-parse';

import {
  type CalendarDate,
  Refusal,
  parseAmountMinor,
  parseCalendarDate,
} from '../common/index.js';
import {
  CsvDateFormat,
  CsvDecimalMark,
  PayablesEncoding,
  type CsvMapping,
  NUMBER_CHARS_MAX,
  PAYABLE_ERRORS_MAX,
  PAYABLE_ROWS_MAX,
  type PayableRow,
  type PayablesReading,
} from './payables.model.js';

/** Characters that the parser is fed at once, so that other work has its turn in between. */
const CHUNK_CHARS = 64 * 1024;
const RECORD_CHARS_MAX = 64 * 1024;
/** A heading row with more columns is none. */
const COLUMNS_MAX = 500;

const DECODER_LABELS: Readonly<Record<PayablesEncoding, string>> = {
  [PayablesEncoding.UTF_8]: 'utf-8',
  [PayablesEncoding.GB18030]: 'gb18030',
  [PayablesEncoding.WINDOWS_1252]: 'windows-1252',
};

const DATE_PATTERNS: Readonly<Record<CsvDateFormat, RegExp>> = {
  [CsvDateFormat.YEAR_MONTH_DAY]: /^(?<y>\d{4})[-/.]?(?<m>\d{1,2})[-/.]?(?<d>\d{1,2})$/,
  [CsvDateFormat.DAY_MONTH_YEAR]: /^(?<d>\d{1,2})[-/.](?<m>\d{1,2})[-/.](?<y>\d{4})$/,
  [CsvDateFormat.MONTH_DAY_YEAR]: /^(?<m>\d{1,2})[-/.](?<d>\d{1,2})[-/.](?<y>\d{4})$/,
};

/** Plain digits, or groups of three behind a comma, point, apostrophe or blank that is not the decimal mark. */
const AMOUNT_PATTERNS: Readonly<Record<CsvDecimalMark, RegExp>> = {
  [CsvDecimalMark.POINT]: /^[+-]?(\d+|\d{1,3}([,'’\s]\d{3})+)(\.\d*)?-?$/,
  [CsvDecimalMark.COMMA]: /^[+-]?(\d+|\d{1,3}([.'’\s]\d{3})+)(,\d*)?-?$/,
};

interface Columns {
  readonly number: number;
  readonly openAmount: number;
  readonly dueDate: number | null;
  readonly currency: number | null;
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads a CSV file with a heading row; comma, semicolon and tab separate, whichever the heading row has most of. */
export async function readPayablesCsv(
  content: Uint8Array,
  { mapping, currency }: { readonly mapping: CsvMapping; readonly currency: string },
): Promise<PayablesReading> {
  const errors: Refusal[] = [];
  try {
    const rows = await readRows(decode(content, mapping.encoding), { mapping, currency, errors });
    return errors.length === 0 ? { ok: true, format: 'CSV', rows } : refused(errors);
  } catch (error) {
    if (error instanceof Refusal) return refused([...errors, error]);
    if (error instanceof CsvError) return refused([...errors, malformed(error)]);
    throw error;
  }
}

interface RowContext {
  readonly mapping: CsvMapping;
  readonly currency: string;
  readonly errors: Refusal[];
}

async function readRows(text: string, context: RowContext): Promise<PayableRow[]> {
  const parser = Readable.from(chunksOf(text)).pipe(
    parse({
      info: true,
      bom: true,
      trim: true,
      delimiter: delimiterOf(text),
      skip_empty_lines: true,
      max_record_size: RECORD_CHARS_MAX,
    }),
  );
  const rows: PayableRow[] = [];
  let columns: Columns | null = null;
  for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
    if (columns === null) {
      columns = findColumns(record, context.mapping);
      continue;
    }
    if (rows.length === PAYABLE_ROWS_MAX) {
      throw new Refusal({
        ...{ code: 'TOO_MANY_ROWS', message: `more than ${PAYABLE_ROWS_MAX} rows`, path: '' },
        line: info.lines,
      });
    }
    const row = readRow(record, columns, { ...context, line: info.lines });
    if (row !== null) rows.push(row);
    if (context.errors.length >= PAYABLE_ERRORS_MAX) break;
  }
  if (columns === null) {
    throw new Refusal({ code: 'EMPTY_FILE', message: 'the file has no heading row', path: '' });
  }
  return rows;
}

function readRow(
  record: readonly string[],
  columns: Columns,
  { mapping, currency, errors, line }: RowContext & { readonly line: number },
): PayableRow | null {
  const read = <Value>(column: number, path: string, value: Value | Refusal): Value | null => {
    if (!(value instanceof Refusal)) return value;
    const { code, message } = value;
    errors.push(new Refusal({ code, message, path, line, column: column + 1 }));
    return null;
  };
  const cell = (column: number): string => record[column] ?? '';
  const number = read(columns.number, mapping.number, checkNumber(cell(columns.number)));
  const openMinor = read(
    columns.openAmount,
    mapping.openAmount,
    readAmount(cell(columns.openAmount), mapping.decimalMark, currency),
  );
  let dueDate: CalendarDate | null = null;
  if (columns.dueDate !== null && cell(columns.dueDate) !== '') {
    const found = readDate(cell(columns.dueDate), mapping.dateFormat);
    dueDate = read(columns.dueDate, mapping.dueDate ?? '', found);
  }
  if (columns.currency !== null) {
    const found = checkCurrency(cell(columns.currency), currency);
    read(columns.currency, mapping.currency ?? '', found);
  }
  return number === null || openMinor === null ? null : { number, openMinor, dueDate, line };
}

function findColumns(headings: readonly string[], mapping: CsvMapping): Columns {
  if (headings.length > COLUMNS_MAX) {
    const message = `more than ${COLUMNS_MAX} columns`;
    throw new Refusal({ code: 'TOO_MANY_COLUMNS', message, path: '', line: 1 });
  }
  const keys = headings.map(headingKey);
  const find = (heading: string): number => {
    const at = keys.indexOf(headingKey(heading));
    if (at === -1 || keys.lastIndexOf(headingKey(heading)) !== at) {
      const message = `the heading row has no column "${heading}", or has it twice`;
      throw new Refusal({ code: 'COLUMN_MISSING', message, path: heading, line: 1 });
    }
    return at;
  };
  return {
    number: find(mapping.number),
    openAmount: find(mapping.openAmount),
    dueDate: mapping.dueDate === null ? null : find(mapping.dueDate),
    currency: mapping.currency === null ? null : find(mapping.currency),
  };
}

function headingKey(heading: string): string {
  return heading.normalize('NFKC').trim().toLowerCase();
}

export function checkNumber(text: string): string | Refusal {
  if (text === '') return refusal('NUMBER_MISSING', 'the invoice number is missing');
  return text.length > NUMBER_CHARS_MAX
    ? refusal('TEXT_TOO_LONG', `an invoice number has at most ${NUMBER_CHARS_MAX} characters`)
    : text;
}

export function checkCurrency(text: string, currency: string): string | Refusal {
  return text.toUpperCase() === currency
    ? currency
    : refusal('CURRENCY_DIFFERS', `"${text.slice(0, 20)}" is not ${currency}, the statement's`);
}

function readAmount(text: string, decimalMark: CsvDecimalMark, currency: string): bigint | Refusal {
  const trimmed = text.normalize('NFKC').trim();
  if (!AMOUNT_PATTERNS[decimalMark].test(trimmed)) {
    return refusal('INVALID_AMOUNT', `"${text.slice(0, 40)}" is no amount`);
  }
  const isNegative = trimmed.startsWith('-') !== trimmed.endsWith('-');
  const mark = decimalMark === CsvDecimalMark.POINT ? '.' : ',';
  const plain = [...trimmed].filter((one) => /\d/.test(one) || one === mark).join('');
  const amountMinor = parseAmountMinor({ text: plain.replace(',', '.'), currency });
  return typeof amountMinor === 'bigint' && isNegative ? -amountMinor : amountMinor;
}

function readDate(text: string, format: CsvDateFormat): CalendarDate | Refusal {
  const { y = '', m = '', d = '' } = DATE_PATTERNS[format].exec(text)?.groups ?? {};
  const found = parseCalendarDate(`${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`);
  return found instanceof Refusal
    ? refusal('INVALID_DATE', `"${text.slice(0, 40)}" is no date of this form`)
    : found;
}

function decode(content: Uint8Array, encoding: PayablesEncoding): string {
  try {
    return new TextDecoder(DECODER_LABELS[encoding], { fatal: true }).decode(content);
  } catch {
    throw refusal('ENCODING_WRONG', `the file is not in ${DECODER_LABELS[encoding]}`);
  }
}

/** The separator that the heading row has most of. */
function delimiterOf(text: string): string {
  const heading = text.slice(0, RECORD_CHARS_MAX).split(/\r?\n/, 1)[0] ?? '';
  const counted = [',', ';', '\t'].map((one) => [one, heading.split(one).length] as const);
  return counted.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

function* chunksOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; from += CHUNK_CHARS) {
    yield text.slice(from, from + CHUNK_CHARS);
  }
}

function malformed(error: CsvError): Refusal {
  const line = typeof error['lines'] === 'number' ? { line: error['lines'] } : {};
  return new Refusal({ code: 'MALFORMED_CSV', message: error.message, path: '', ...line });
}

function refusal(code: string, message: string): Refusal {
  return new Refusal({ code, message, path: '' });
}

function refused(errors: readonly Refusal[]): PayablesReading {
  return { ok: false, errors: errors.map((error) => error.toDetail()) };
}
