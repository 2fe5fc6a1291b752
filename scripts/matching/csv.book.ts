import { type MatchCandidate, MatchedKind } from '../../backend/src/matching/index.js';
import { isCalendarDate } from '../../backend/src/common/calendar-date.js';
import { AMOUNT_MINOR_MAX } from '../../backend/src/common/money.js';
import type { BookEntry, JudgedBook, TruthRow } from './book.model.js';
import { type CsvRow, type CsvShape, readCsv, refusal } from './csv.rows.js';

/** The three files of a book that is judged. */
export interface BookFiles {
  readonly receivables: string;
  readonly entries: string;
  readonly truth: string;
}

const RECEIVABLES: CsvShape = {
  required: ['id', 'currency', 'outstandingMinor', 'dueDate'],
  optional: [
    'supplier',
    'buyer',
    'buyerName',
    'buyerAccounts',
    'number',
    'reference',
    'faceMinor',
    'issueDate',
    'discountBps',
    'discountUntil',
  ],
};
const ENTRIES: CsvShape = {
  required: ['id', 'bookingDate', 'amountMinor', 'currency'],
  optional: [
    'creditDebit',
    'counterpartyName',
    'counterpartyAccount',
    'remittance',
    'reference',
    'endToEndId',
  ],
};
const TRUTH: CsvShape = {
  required: ['entryId', 'receivableId', 'amountMinor'],
  optional: ['kind'],
};

const KINDS = new Map(
  Object.values(MatchedKind).map((kind): [string, MatchedKind] => [kind, kind]),
);
const BPS_MAX = 10_000;
const DEBIT = new Set(['DBIT', 'DEBIT', 'D', 'DR', 'RC']);
const CREDIT = new Set(['', 'CRDT', 'CREDIT', 'C', 'CR', 'RD']);
/** What banks write where the payer gave no reference. */
const NO_REFERENCE = /^(?:NOTPROVIDED|NOT PROVIDED|NONREF|NONE|N\/A|NULL|-)$/i;

/** Reads a book; throws a Refusal with code, file, line and column for the first thing that is wrong. */
export async function readBook(files: BookFiles): Promise<JudgedBook> {
  const candidates = await readAll(files.receivables, RECEIVABLES, candidateOf);
  const entries = await readAll(files.entries, ENTRIES, entryOf);
  return { candidates, entries, truth: await readTruth(files.truth, entries) };
}

async function readAll<Item>(
  file: string,
  shape: CsvShape,
  read: (row: CsvRow) => readonly [string, Item],
): Promise<Item[]> {
  const items = new Map<string, Item>();
  for await (const row of readCsv(file, shape)) {
    const [id, item] = read(row);
    if (items.has(id)) throw refused(row, 'id', ['DUPLICATE_ID', `the id ${id} is there twice`]);
    items.set(id, item);
  }
  return [...items.values()];
}

function candidateOf(row: CsvRow): readonly [string, MatchCandidate] {
  const receivableId = filled(row, 'id');
  const availableMinor = amountOf(row, 'outstandingMinor');
  const buyerName = row.text('buyerName') || null;
  return [
    receivableId,
    {
      receivableId,
      currency: currencyOf(row),
      number: row.text('number') || null,
      paymentReference: row.text('reference') || null,
      faceMinor: row.text('faceMinor') === '' ? availableMinor : amountOf(row, 'faceMinor'),
      availableMinor,
      issueDate: dateOf(row, 'issueDate'),
      dueDate: dateOf(row, 'dueDate') ?? dateOf(row, 'issueDate') ?? missing(row, 'dueDate'),
      buyer: row.text('buyer') || buyerName || receivableId,
      buyerName,
      buyerAccounts: row
        .text('buyerAccounts')
        .split(/[;|]/)
        .map((one) => one.trim())
        .filter(Boolean),
      discountBps: bpsOf(row),
      discountUntil: dateOf(row, 'discountUntil'),
    },
  ];
}

function entryOf(row: CsvRow): readonly [string, BookEntry] {
  const id = filled(row, 'id');
  const amountMinor = amountOf(row, 'amountMinor');
  const references = [row.text('reference'), row.text('endToEndId')];
  return [
    id,
    {
      id,
      isCredit: isCredit(row) && amountMinor >= 0n,
      amountMinor,
      currency: currencyOf(row),
      bookingDate: dateOf(row, 'bookingDate') ?? missing(row, 'bookingDate'),
      references: references.filter((one) => one !== '' && !NO_REFERENCE.test(one)),
      remittance: row.text('remittance') || null,
      counterpartyName: row.text('counterpartyName') || null,
      counterpartyAccount: row.text('counterpartyAccount') || null,
    },
  ];
}

async function readTruth(
  file: string,
  entries: readonly BookEntry[],
): Promise<Map<string, TruthRow[]>> {
  const known = new Set(entries.map(({ id }) => id));
  const truth = new Map<string, TruthRow[]>();
  for await (const row of readCsv(file, TRUTH)) {
    const entryId = filled(row, 'entryId');
    if (!known.has(entryId))
      throw refused(row, 'entryId', ['UNKNOWN_ENTRY', `no entry has the id ${entryId}`]);
    const rows = truth.get(entryId) ?? [];
    rows.push({
      receivableId: row.text('receivableId') || null,
      amountMinor: amountOf(row, 'amountMinor'),
      kind: kindOf(row),
    });
    truth.set(entryId, rows);
  }
  return truth;
}

function kindOf(row: CsvRow): MatchedKind {
  const text = row.text('kind').toUpperCase();
  const kind = text === '' ? MatchedKind.PAYMENT : KINDS.get(text);
  return kind ?? raise(row, 'kind', ['INVALID_KIND', `"${text.slice(0, 20)}" is no kind of row`]);
}

function isCredit(row: CsvRow): boolean {
  const text = row.text('creditDebit').toUpperCase();
  if (CREDIT.has(text)) return true;
  if (DEBIT.has(text)) return false;
  return raise(row, 'creditDebit', [
    'INVALID_CREDIT_DEBIT',
    `"${text.slice(0, 20)}" is neither CRDT nor DBIT`,
  ]);
}

function amountOf(row: CsvRow, column: string): bigint {
  const text = row.text(column);
  if (!/^-?\d{1,19}$/.test(text)) {
    return raise(row, column, [
      'INVALID_AMOUNT',
      `"${text.slice(0, 40)}" is no whole number of minor units`,
    ]);
  }
  const amountMinor = BigInt(text);
  const isTooLarge = amountMinor > AMOUNT_MINOR_MAX || amountMinor < -AMOUNT_MINOR_MAX;
  return isTooLarge
    ? raise(row, column, ['AMOUNT_TOO_LARGE', 'above 2^63 - 1 minor units'])
    : amountMinor;
}

function bpsOf(row: CsvRow): number {
  const text = row.text('discountBps');
  const bps = text === '' ? 0 : Number(text);
  if (Number.isInteger(bps) && bps >= 0 && bps < BPS_MAX) return bps;
  return raise(row, 'discountBps', [
    'INVALID_BPS',
    `"${text.slice(0, 20)}" is no share in basis points`,
  ]);
}

/** A calendar day; an instant counts with its day. */
function dateOf(row: CsvRow, column: string): string | null {
  const text = row.text(column);
  if (text === '') return null;
  const day = /^\d{4}-\d{2}-\d{2}T/.test(text) ? text.slice(0, 10) : text;
  return isCalendarDate(day)
    ? day
    : raise(row, column, ['INVALID_DATE', `"${text.slice(0, 40)}" is no day, YYYY-MM-DD`]);
}

function currencyOf(row: CsvRow): string {
  const text = row.text('currency').toUpperCase();
  return /^[A-Z]{3}$/.test(text)
    ? text
    : raise(row, 'currency', [
        'UNKNOWN_CURRENCY',
        `"${text.slice(0, 20)}" is no ISO 4217 currency`,
      ]);
}

function filled(row: CsvRow, column: string): string {
  return row.text(column) || missing(row, column);
}

function missing(row: CsvRow, column: string): never {
  return raise(row, column, ['VALUE_MISSING', `${column} is empty`]);
}

function raise(row: CsvRow, column: string, what: readonly [string, string]): never {
  throw refused(row, column, what);
}

function refused(
  { file, line }: CsvRow,
  column: string,
  [code, message]: readonly [string, string],
): Error {
  return refusal(code, message, { file, line, column });
}
