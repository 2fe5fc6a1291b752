import { findCurrencyExponent } from '../common/money.js';
import type { TextEncodingName } from './text.decode.js';

/**
 * Which column says what. A column is named by its header, or by its position as `#3`, counted
 * from 1. Money is in one signed column, in one column with a column of marks, or in two columns.
 */
export interface CsvColumns {
  readonly bookingDate: string;
  readonly valueDate: string | null;
  readonly amount: string | null;
  /** Says of each amount whether it is money in or out. */
  readonly mark: string | null;
  readonly credit: string | null;
  readonly debit: string | null;
  /** Balance of the account after the line. */
  readonly balance: string | null;
  readonly currency: string | null;
  readonly account: string | null;
  readonly counterpartyName: string | null;
  readonly counterpartyAccount: string | null;
  readonly counterpartyBic: string | null;
  /** Joined in this order. */
  readonly remittance: readonly string[];
  readonly creditorReference: string | null;
  readonly endToEndId: string | null;
  readonly servicerReference: string | null;
}

/** How to read the CSV files of one account. */
export interface CsvMapping {
  /** The account, unless a column names it. */
  readonly account: string;
  /** ISO 4217 code, unless a column names it. */
  readonly currency: string;
  readonly encoding: TextEncodingName;
  /** One character. */
  readonly delimiter: string;
  /** One character. */
  readonly quote: string;
  /** Lines before the header, or before the first entry where there is none. */
  readonly skippedLines: number;
  readonly hasHeader: boolean;
  readonly columns: CsvColumns;
  /** `DD.MM.YYYY` and the like, of YYYY, YY, MM, M, DD and D; `*` at its end leaves out the rest. */
  readonly dateFormat: string;
  readonly decimalSeparator: string;
  /** Empty where there is none. */
  readonly thousandsSeparator: string;
  /** Texts of the column of marks, such as H and S, or CR and DR. */
  readonly creditMarks: readonly string[];
  readonly debitMarks: readonly string[];
}

/** What is wrong with a mapping: the field and a sentence. */
export interface CsvMappingProblem {
  readonly path: string;
  readonly message: string;
}

export const CSV_SKIPPED_LINES_MAX = 1_000;
export const CSV_COLUMN_CHARS_MAX = 200;
const LIST_MAX = 20;
const DATE_FORMAT_CHARS_MAX = 40;
const POSITION = /^#\d{1,3}$/;
const DELIMITERS: ReadonlySet<string> = new Set([',', ';', '\t', '|']);
const DECIMALS: ReadonlySet<string> = new Set(['.', ',']);
const THOUSANDS: ReadonlySet<string> = new Set(['', '.', ',', ' ', "'", '\u00a0', '\u202f']);

type Check = (mapping: CsvMapping) => CsvMappingProblem | null;

/** Whether files can be read with the mapping; null if so. */
export function findMappingProblem(mapping: CsvMapping): CsvMappingProblem | null {
  for (const check of CHECKS) {
    const problem = check(mapping);
    if (problem !== null) return problem;
  }
  return null;
}

/** Every column that the mapping names. */
export function columnNamesOf({ columns }: CsvMapping): string[] {
  return Object.values(columns)
    .flat()
    .filter((name): name is string => name !== null);
}

const problem = (path: string, message: string): CsvMappingProblem => ({ path, message });

const CHECKS: readonly Check[] = [
  ({ currency }) =>
    findCurrencyExponent(currency) === null
      ? problem('currency', `"${currency}" is no ISO 4217 currency.`)
      : null,
  ({ delimiter }) =>
    DELIMITERS.has(delimiter)
      ? null
      : problem('delimiter', 'A delimiter is a comma, semicolon, tab or vertical bar.'),
  ({ quote, delimiter }) =>
    /^[^\n\r]$/u.test(quote) && quote !== delimiter
      ? null
      : problem('quote', 'A quote is one character other than the delimiter.'),
  ({ skippedLines }) =>
    Number.isInteger(skippedLines) && skippedLines >= 0 && skippedLines <= CSV_SKIPPED_LINES_MAX
      ? null
      : problem('skippedLines', `From 0 to ${CSV_SKIPPED_LINES_MAX} lines are skipped.`),
  ({ decimalSeparator }) =>
    DECIMALS.has(decimalSeparator)
      ? null
      : problem('decimalSeparator', 'A decimal separator is a point or a comma.'),
  ({ thousandsSeparator, decimalSeparator }) =>
    THOUSANDS.has(thousandsSeparator) && thousandsSeparator !== decimalSeparator
      ? null
      : problem('thousandsSeparator', 'No such separator of thousands, or that of decimals.'),
  ({ dateFormat }) =>
    isDateFormat(dateFormat)
      ? null
      : problem('dateFormat', 'A date has year, month and day once each, such as DD.MM.YYYY.'),
  checkColumnNames,
  checkMoney,
  checkMarks,
];

function isDateFormat(format: string): boolean {
  if (format.length > DATE_FORMAT_CHARS_MAX) return false;
  const tokens = format.match(/YYYY|YY|MM|M|DD|D/g) ?? [];
  return (
    tokens
      .map((token) => token.charAt(0))
      .sort()
      .join('') === 'DMY' && /^[^*]*\*?$/.test(format)
  );
}

function checkColumnNames(mapping: CsvMapping): CsvMappingProblem | null {
  const names = columnNamesOf(mapping);
  const wrong = names.find(
    (name) => name.trim() === '' || name.length > CSV_COLUMN_CHARS_MAX || name === '#0',
  );
  if (wrong !== undefined || mapping.columns.remittance.length > LIST_MAX) {
    return problem('columns', `A column has 1 to ${CSV_COLUMN_CHARS_MAX} characters.`);
  }
  const named = mapping.hasHeader ? undefined : names.find((name) => !POSITION.test(name));
  return named === undefined
    ? null
    : problem('columns', `Without a header "${named}" has to be a position such as #3.`);
}

function checkMoney({ columns }: CsvMapping): CsvMappingProblem | null {
  const { amount, mark, credit, debit } = columns;
  const isOne = amount !== null && credit === null && debit === null;
  const isTwo = amount === null && mark === null && credit !== null && debit !== null;
  return isOne || isTwo
    ? null
    : problem('columns.amount', 'Name one column of amounts, or one of credits and one of debits.');
}

function checkMarks({ columns, creditMarks, debitMarks }: CsvMapping): CsvMappingProblem | null {
  if (columns.mark === null) return null;
  const marks = [...creditMarks, ...debitMarks];
  const isComplete = creditMarks.length > 0 && debitMarks.length > 0 && marks.length <= LIST_MAX;
  return isComplete && new Set(marks.map((mark) => mark.toUpperCase())).size === marks.length
    ? null
    : problem('creditMarks', 'A column of marks needs different marks for credits and debits.');
}
