import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

import { InvariantError, present } from '../common/index.js';

export type KeyPart = string | number;

interface ColumnCodec {
  readonly property: string;
  readonly name: string;
  readonly type: string;
  readonly path: string;
  readonly isKey: boolean;
  /** Value of a row -> text that Postgres reads; null for null. */
  readonly write: (value: unknown) => string | null;
  /** Value as the driver gives it -> value of a row. */
  readonly read: (value: unknown) => unknown;
}

/**
 * Moves the rows of one table between memory and Postgres, worked out once from the entity.
 *
 * Values travel as text, many rows at a time: as lines of a COPY, or as one array literal per column.
 */
export class RowCodec {
  readonly table: string;
  readonly columns: readonly ColumnCodec[];
  readonly keys: readonly ColumnCodec[];
  private readonly names: string;

  constructor(metadata: EntityMetadata) {
    this.table = metadata.tableName;
    this.columns = metadata.columns.map(codecOf);
    this.keys = this.columns.filter(({ isKey }) => isKey);
    this.names = this.columns.map(({ name }) => name).join(', ');
  }

  get columnNames(): string {
    return this.names;
  }

  /** Text of the primary key. */
  keyOf(row: ObjectLiteral): string {
    return keyText(this.keys.map(({ property }) => row[property] as KeyPart));
  }

  hydrate(raw: Readonly<Record<string, unknown>>): ObjectLiteral {
    const row: ObjectLiteral = {};
    for (const { property, name, read } of this.columns) {
      row[property] = read(raw[name]);
    }
    return row;
  }

  /** One line of a COPY in text format. */
  lineOf(row: ObjectLiteral): string {
    let line = '';
    for (const column of this.columns) {
      const text = textOf(row, column);
      line += `${line === '' ? '' : '\t'}${text === null ? '\\N' : copyText(text)}`;
    }
    return `${line}\n`;
  }

  /** Some columns of the rows, one array literal for each. */
  arraysOf(rows: readonly ObjectLiteral[], columns: readonly ColumnCodec[]): string[] {
    return columns.map((column) => arrayLiteral(rows.map((row) => textOf(row, column))));
  }

  /** The row as a JSON object by column, which `json_populate_record` takes back. */
  imageOf(row: ObjectLiteral): string {
    return imageOf(row, this.columns);
  }

  /** Its primary key alone, likewise. */
  keyImageOf(row: ObjectLiteral): string {
    return imageOf(row, this.keys);
  }
}

const codecs = new WeakMap<EntityMetadata, RowCodec>();

export function rowCodecOf(metadata: EntityMetadata): RowCodec {
  const codec = codecs.get(metadata) ?? new RowCodec(metadata);
  codecs.set(metadata, codec);
  return codec;
}

export function keyText(key: readonly KeyPart[]): string {
  return key.length === 1 ? String(key[0]) : key.join('|');
}

/** `{"a","b",NULL}`: an array as Postgres reads it. */
export function arrayLiteral(texts: ReadonlyArray<string | null>): string {
  let literal = '{';
  for (const text of texts) {
    literal += literal.length === 1 ? '' : ',';
    literal += text === null ? 'NULL' : `"${QUOTED.test(text) ? escapeQuoted(text) : text}"`;
  }
  return `${literal}}`;
}

/** Text within a line of a COPY. */
export function copyText(text: string): string {
  return COPIED.test(text) ? text.replace(COPIED_ALL, (found) => COPY_ESCAPES[found] ?? '') : text;
}

const QUOTED = /["\\]/;
const COPIED = /[\\\t\n\r]/;
const COPIED_ALL = /[\\\t\n\r]/g;
const COPY_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

function escapeQuoted(text: string): string {
  return text.replace(/["\\]/g, (found) => `\\${found}`);
}

function imageOf(row: ObjectLiteral, columns: readonly ColumnCodec[]): string {
  let image = '{';
  for (const column of columns) {
    const text = textOf(row, column);
    // A JSON value goes in as it is: quoted, it would come back as a text.
    const value = text === null || column.type === 'jsonb' ? String(text) : JSON.stringify(text);
    image += `${image.length === 1 ? '' : ','}"${column.name}":${value}`;
  }
  return `${image}}`;
}

/** A handler that forgets a column would store null silently where the column allows it. */
function textOf(row: ObjectLiteral, { property, path, write }: ColumnCodec): string | null {
  const value: unknown = row[property];
  return value === undefined ? present(null, path) : write(value);
}

function codecOf(column: ColumnMetadata): ColumnCodec {
  const { transformer } = column;
  const single = Array.isArray(transformer) ? undefined : transformer;
  return {
    property: column.propertyName,
    name: column.databaseName,
    type: sqlTypeOf(column),
    path: column.propertyPath,
    isKey: column.isPrimary,
    write: (value) => plainText(single === undefined ? value : single.to(value)),
    read: (value) => (single === undefined ? value : (single.from(value) as unknown)),
  };
}

function plainText(value: unknown): string | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return value.toString();
    default:
      return value instanceof Date ? instantText(value) : jsonText(value);
  }
}

let lastInstant: Date | null = null;
let lastInstantText = '';

/** The rows of a block share its time. */
function instantText(instant: Date): string {
  if (instant !== lastInstant) {
    lastInstantText = instant.toISOString();
    lastInstant = instant;
  }
  return lastInstantText;
}

function jsonText(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** Type name for a cast of the column's values in SQL. */
function sqlTypeOf(column: ColumnMetadata): string {
  if (typeof column.type !== 'string' || column.isArray) {
    throw new InvariantError(`${column.propertyPath} has no SQL type that a projection can write`);
  }
  return column.type;
}
