import { currencyFromBytes } from '../common/index.js';
import type { ContractName } from './contracts.js';

/** Chars of an address, and of a hash or an id of 32 bytes, as hex. */
export const ADDRESS_CHARS = 42;
export const HASH_CHARS = 66;

/** A field in which a read model differs from the ledger. */
export interface Difference {
  readonly table: string;
  readonly key: string;
  readonly field: string;
  readonly readModel: string;
  readonly ledger: string;
}

/** Values of a row or of a contract's answer, as text, by the name of the field. */
export type Fields = Readonly<Record<string, string>>;

/** Parties that a contract was made with and that no event tells. */
export interface KnownParties {
  /** The platform's own: operator, and settlement agent of the network. */
  readonly platformParty: string;
}

/**
 * How one read model is compared with the contract that owns the truth.
 *
 * Each row is read at the block of the checkpoint; `read` takes many keys in one call.
 */
export interface Verification {
  readonly table: string;
  readonly contract: ContractName;
  /** View that answers for a list of keys with a list in the same order. */
  readonly read: string;
  /** `SELECT … FROM …`, without a condition. */
  readonly select: string;
  /** SQL of the key, by which rows are ordered and found; `keyOf` gives its value. */
  readonly key: string;
  /**
   * Columns that `key` joins, with the chars that each has in all rows: rows are ordered and found by them then, since
   * a primary key of them has an index already.
   */
  readonly keyColumns?: ReadonlyArray<readonly [name: string, chars: number]>;
  /** Rows in key order after `$1`, at most `$2`, where that takes more than `select` and `key`. */
  readonly pageSql?: string;
  /** Keys of rows that a change of a row of these tables touches, from its primary key; by default of `table` alone. */
  readonly touchedBy?: Readonly<Record<string, (primaryKey: readonly KeyPart[]) => KeyPart>>;
  /** Key that starts before every other. */
  readonly firstKey: string | number;
  readonly keyOf: (row: VerifiedRow) => string | number;
  readonly argumentOf: (row: VerifiedRow) => unknown;
  /** All arguments of the view, where it takes more than the list; rows that share the others are read together. */
  readonly argumentsOf?: (row: VerifiedRow, list: readonly unknown[]) => readonly unknown[];
  /**
   * Place of a row's answer, from 0, where the view takes no list and answers with all that it has: by default answers
   * are in the order of the rows.
   */
  readonly answerOf?: (row: VerifiedRow) => number;
  readonly expected: (row: VerifiedRow, known: KnownParties) => Fields;
  readonly actual: (answer: LedgerAnswer) => Fields;
}

type KeyPart = string | number;

/** SQL: rows in key order after `$1`, at most `$2`. */
export function pageSqlOf({ select, key, keyColumns, pageSql }: Verification): string {
  if (keyColumns !== undefined) {
    const { names, partsOf } = splitKey(keyColumns);
    return `${select} WHERE (${names}) > (${partsOf('$1::text')}) ORDER BY ${names} LIMIT $2`;
  }
  return pageSql ?? `${select} WHERE ${key} > $1 ORDER BY ${key} LIMIT $2`;
}

/** SQL: the rows with keys `$1`. */
export function rowsSqlOf({ select, key, keyColumns }: Verification): string {
  if (keyColumns !== undefined) {
    const { names, partsOf } = splitKey(keyColumns);
    return `${select} WHERE (${names}) IN (SELECT ${partsOf('k')} FROM unnest($1::text[]) AS k)`;
  }
  return `${select} WHERE ${key} = ANY($1)`;
}

/** SQL: the columns, and what a joined key has of each. */
function splitKey(keyColumns: NonNullable<Verification['keyColumns']>): {
  readonly names: string;
  readonly partsOf: (key: string) => string;
} {
  let from = 1;
  const places = keyColumns.map(([, chars]) => [(from += chars) - chars, chars] as const);
  return {
    names: keyColumns.map(([name]) => name).join(', '),
    partsOf: (key) => places.map(([at, chars]) => `substr(${key}, ${at}, ${chars})`).join(', '),
  };
}

/** Key of the row that a change of a row of a table touches; null if it touches none. */
export function touchedKeyOf(
  { table, touchedBy }: Verification,
  changed: { readonly table: string; readonly primaryKey: readonly KeyPart[] },
): KeyPart | null {
  const keyOf = touchedBy === undefined ? joined : touchedBy[changed.table];
  const isTouched = touchedBy !== undefined || changed.table === table;
  return isTouched && keyOf !== undefined ? keyOf(changed.primaryKey) : null;
}

/** A key of several columns is their text, one after the other. */
function joined(primaryKey: readonly KeyPart[]): KeyPart {
  const [first] = primaryKey;
  return primaryKey.length === 1 && first !== undefined ? first : primaryKey.join('');
}

/** The first column of a primary key: for `touchedBy`. */
export function firstOf([first]: readonly KeyPart[]): KeyPart {
  return first ?? '';
}

export type VerifiedRow = Readonly<Record<string, string | number | boolean | Date | null>>;
/** A struct or number as the ABI decoder gives it. */
export type LedgerAnswer = Readonly<Record<string, unknown>>;

export function differencesOf(
  table: string,
  key: string | number,
  expected: Fields,
  actual: Fields,
): Difference[] {
  return Object.entries(expected)
    .filter(([field, value]) => actual[field] !== value)
    .map(([field, value]) => ({
      table,
      key: String(key),
      field,
      readModel: value,
      ledger: actual[field] ?? 'absent',
    }));
}

/** Readers of rows and answers: both sides are compared as text. */
export const textOf = (row: VerifiedRow, column: string): string => String(row[column]);
export const lowerOf = (answer: LedgerAnswer, field: string): string =>
  String(answer[field]).toLowerCase();
/** The answer of a view that gives a number or an address. */
export const wholeOf = (answer: unknown): string => String(answer);
export const plainOf = (answer: LedgerAnswer, field: string): string => String(answer[field]);

/** Name of an enum's value; the ledger counts from NONE = 0. */
export function namedOf(names: readonly string[], answer: LedgerAnswer, field: string): string {
  return ['NONE', ...names][Number(answer[field])] ?? `unknown ${String(answer[field])}`;
}

/** bytes3 of ASCII letters -> ISO 4217 code. */
export function currencyOf(answer: LedgerAnswer): string {
  return currencyFromBytes(String(answer['currency']));
}

export function columnsOf(row: VerifiedRow, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, textOf(row, name)]));
}
