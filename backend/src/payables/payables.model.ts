import type { CalendarDate, RefusalDetail } from '../common/index.js';

/** One row of a buyer's own list of what it owes. */
export interface PayableRow {
  /** Invoice number as the buyer writes it. */
  readonly number: string;
  /** Negative for a credit. */
  readonly openMinor: bigint;
  /** Null where the list does not say. */
  readonly dueDate: CalendarDate | null;
  /** Where it stands in the file, counted from 1. */
  readonly line: number;
}

/** A whole file, or everything that is wrong with it. */
export type PayablesReading =
  | { readonly ok: true; readonly format: PayablesFormat; readonly rows: readonly PayableRow[] }
  | { readonly ok: false; readonly errors: readonly RefusalDetail[] };

export type PayablesFormat = 'CSV' | 'UBL_STATEMENT';

export enum CsvDateFormat {
  /** 2026-03-31 */
  YEAR_MONTH_DAY = 'YEAR_MONTH_DAY',
  /** 31.03.2026, 31/03/2026 */
  DAY_MONTH_YEAR = 'DAY_MONTH_YEAR',
  /** 03/31/2026 */
  MONTH_DAY_YEAR = 'MONTH_DAY_YEAR',
}

export enum CsvDecimalMark {
  POINT = 'POINT',
  COMMA = 'COMMA',
}

export enum PayablesEncoding {
  UTF_8 = 'UTF_8',
  GB18030 = 'GB18030',
  WINDOWS_1252 = 'WINDOWS_1252',
}

/** Which columns of a CSV file say what, by their headings. */
export interface CsvMapping {
  readonly number: string;
  readonly openAmount: string;
  readonly dueDate: string | null;
  /** Null if every row is in the currency of the statement. */
  readonly currency: string | null;
  readonly dateFormat: CsvDateFormat;
  readonly decimalMark: CsvDecimalMark;
  readonly encoding: PayablesEncoding;
}

/** Longest number that is looked at: longer than the bound of any format. */
export const NUMBER_CHARS_MAX = 200;
/** As many as a statement has items. */
export const PAYABLE_ROWS_MAX = 250_000;
/** Errors of one file that are reported. */
export const PAYABLE_ERRORS_MAX = 50;
