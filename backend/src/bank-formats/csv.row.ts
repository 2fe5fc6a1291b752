import { findCurrencyExponent } from '../common/money.js';
import { normaliseAccount } from '../documents/index.js';
import type { CsvColumns, CsvMapping } from './csv.mapping.js';
import type { CsvRow, CsvTable } from './csv.table.js';
import type { CsvValues } from './csv.values.js';
import type { BankEntry, BankReference, Counterparty, EntryDetail } from './statement.model.js';
import { UNSTATED, UNSTATED_DETAIL } from './statement.plain.js';
import type { Objections, Place } from './text.objections.js';

/** An entry with what its line says beside it. */
export interface CsvEntry {
  readonly account: string;
  readonly entry: BankEntry;
  /** Signed; null where no column states it. */
  readonly balanceMinor: bigint | null;
  readonly balancePlace: Place;
}

/** What every line of a file is read with. */
export interface CsvFrame {
  readonly objections: Objections;
  readonly mapping: CsvMapping;
  readonly table: CsvTable;
  readonly values: CsvValues;
}

/** One line, or null when something that money depends on was refused. */
export function readRow(frame: CsvFrame, row: CsvRow): CsvEntry | null {
  const { objections, mapping, table, values } = frame;
  if (row.cells.length !== table.width) {
    const message = `the line has ${row.cells.length} columns, the file ${table.width}`;
    objections.refuse(placeOf(frame, row, null), { code: 'COLUMN_COUNT', message });
    return null;
  }
  const { columns } = mapping;
  const cell = (name: string | null): string => cellOf(frame, row, name);
  const currency = readCurrency(frame, row);
  const bookingPlace = placeOf(frame, row, columns.bookingDate);
  const bookingDate = objections.accept(values.date(cell(columns.bookingDate)), bookingPlace);
  const value = cell(columns.valueDate);
  const valuePlace = placeOf(frame, row, columns.valueDate);
  const valueDate = value === '' ? null : objections.accept(values.date(value), valuePlace);
  if (currency === null) return null;
  const signed = readSigned(frame, row, currency);
  const balancePlace = placeOf(frame, row, columns.balance);
  const balance = cell(columns.balance);
  const balanceMinor =
    balance === '' ? null : objections.accept(values.amountMinor(balance, currency), balancePlace);
  if (signed === null || bookingDate === null) return null;
  const entry = toEntry(frame, row, { currency, bookingDate, valueDate, signed });
  const account = cell(columns.account);
  return {
    account: account === '' ? mapping.account : normaliseAccount(account),
    ...{ entry, balanceMinor, balancePlace },
  };
}

function readCurrency(frame: CsvFrame, row: CsvRow): string | null {
  const { mapping, objections } = frame;
  const stated = cellOf(frame, row, mapping.columns.currency).toUpperCase();
  const currency = stated === '' ? mapping.currency : stated;
  if (findCurrencyExponent(currency) !== null) return currency;
  const message = `"${currency.slice(0, 20)}" is no ISO 4217 currency`;
  const place = placeOf(frame, row, mapping.columns.currency);
  objections.refuse(place, { code: 'UNKNOWN_CURRENCY', message });
  return null;
}

/** The amount of a line, money in positive. */
function readSigned(frame: CsvFrame, row: CsvRow, currency: string): bigint | null {
  const { columns } = frame.mapping;
  if (columns.amount === null) return readFromTwo(frame, row, currency);
  const amountMinor = readAmount(frame, row, { column: columns.amount, currency });
  if (amountMinor === null || columns.mark === null) return amountMinor;
  const side = readMark(frame, row, columns.mark);
  if (side === null) return null;
  if (amountMinor < 0n) {
    const message = 'the amount has a sign, and a column of marks says which side it is on';
    const place = placeOf(frame, row, columns.amount);
    frame.objections.refuse(place, { code: 'INVALID_AMOUNT', message });
    return null;
  }
  return side === 'CRDT' ? amountMinor : -amountMinor;
}

/** One of the two columns is empty or zero. Banks write debits with a minus or without. */
function readFromTwo(frame: CsvFrame, row: CsvRow, currency: string): bigint | null {
  const { credit, debit } = frame.mapping.columns;
  const [creditMinor, debitMinor] = [credit, debit].map((column) =>
    cellOf(frame, row, column) === '' ? 0n : readAmount(frame, row, { column, currency }),
  );
  if (creditMinor === null || creditMinor === undefined) return null;
  if (debitMinor === null || debitMinor === undefined) return null;
  const isBlank = cellOf(frame, row, credit) === '' && cellOf(frame, row, debit) === '';
  if (isBlank || (creditMinor !== 0n && debitMinor !== 0n) || creditMinor < 0n) {
    const message = 'a line has either a credit or a debit';
    frame.objections.refuse(placeOf(frame, row, credit), { code: 'INVALID_AMOUNT', message });
    return null;
  }
  return creditMinor - (debitMinor < 0n ? -debitMinor : debitMinor);
}

function readAmount(
  frame: CsvFrame,
  row: CsvRow,
  { column, currency }: { readonly column: string | null; readonly currency: string },
): bigint | null {
  const amountMinor = frame.values.amountMinor(cellOf(frame, row, column), currency);
  return frame.objections.accept(amountMinor, placeOf(frame, row, column));
}

function readMark(frame: CsvFrame, row: CsvRow, column: string): 'CRDT' | 'DBIT' | null {
  const { creditMarks, debitMarks } = frame.mapping;
  const mark = cellOf(frame, row, column).toUpperCase();
  if (creditMarks.some((text) => text.toUpperCase() === mark)) return 'CRDT';
  if (debitMarks.some((text) => text.toUpperCase() === mark)) return 'DBIT';
  const message = `"${mark.slice(0, 20)}" is a mark of neither credits nor debits`;
  frame.objections.refuse(placeOf(frame, row, column), { code: 'INVALID_CODE', message });
  return null;
}

function toEntry(
  frame: CsvFrame,
  row: CsvRow,
  {
    signed,
    ...read
  }: Pick<BankEntry, 'currency' | 'bookingDate' | 'valueDate'> & { signed: bigint },
): BankEntry {
  const { columns } = frame.mapping;
  const cell = (name: string | null): string | null => cellOf(frame, row, name) || null;
  const amountMinor = signed < 0n ? -signed : signed;
  const shared = {
    creditDebit: signed < 0n ? ('DBIT' as const) : ('CRDT' as const),
    remittance: columns.remittance.flatMap((name) => cell(name) ?? []).join(' ') || null,
    references: referencesOf(columns, cell),
    counterparty: counterpartyOf(columns, cell),
    ...{ bankTransactionCode: null, charges: [], additionalInfo: null, ...UNSTATED },
  };
  const { currency } = read;
  const detail: EntryDetail = {
    ...{ ...shared, amountMinor, currency, ...UNSTATED_DETAIL },
  };
  return {
    ...{
      ...shared,
      ...read,
      index: 0,
      amountMinor,
      bookedAt: null,
      isReversal: false,
      status: 'BOOK',
    },
    ...{ accountServicerReference: cell(columns.servicerReference), batch: null },
    details: [detail],
  };
}

function referencesOf(
  columns: CsvColumns,
  cell: (name: string | null) => string | null,
): BankReference[] {
  const found = [
    ['ACCOUNT_SERVICER', cell(columns.servicerReference)],
    ['CREDITOR_REFERENCE', cell(columns.creditorReference)],
    ['END_TO_END_ID', cell(columns.endToEndId)],
  ] as const;
  return found.flatMap(([type, value]) => (value === null ? [] : [{ type, value, code: null }]));
}

function counterpartyOf(
  columns: CsvColumns,
  cell: (name: string | null) => string | null,
): Counterparty | null {
  const name = cell(columns.counterpartyName);
  const account = cell(columns.counterpartyAccount);
  if (name === null && account === null) return null;
  const normalised = account === null ? null : normaliseAccount(account);
  return { name, account: normalised, bic: cell(columns.counterpartyBic), lei: null };
}

/** Text of a cell without blanks around it; empty where the mapping names no column. */
function cellOf({ table }: CsvFrame, row: CsvRow, name: string | null): string {
  const at = name === null ? undefined : table.columnAt.get(name);
  return at === undefined ? '' : (row.cells[at] ?? '').replace(/\s+/g, ' ').trim();
}

/** Line and column of a cell; the column is its number in the line. */
function placeOf({ table }: CsvFrame, { line }: CsvRow, name: string | null): Place {
  const at = name === null ? undefined : table.columnAt.get(name);
  const column = at === undefined ? 1 : at + 1;
  return { path: `line[${line}]${name === null ? '' : `.${name}`}`, line, column };
}
