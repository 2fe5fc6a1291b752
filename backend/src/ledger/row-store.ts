import type { EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

import { InvariantError, present } from '../common/index.js';

type Class<Row extends ObjectLiteral> = new () => Row;
type KeyPart = string | number;

/** Names one row: its entity and primary key. */
export interface RowKey<Row extends ObjectLiteral = ObjectLiteral> {
  readonly entity: Class<Row>;
  readonly key: readonly KeyPart[];
}

export function rowKey<Row extends ObjectLiteral>(
  entity: Class<Row>,
  ...key: KeyPart[]
): RowKey<Row> {
  return { entity, key };
}

/** A row as it was before the batch, or null if it was not there. */
export interface RowImage {
  readonly tableName: string;
  readonly rowKey: Readonly<Record<string, unknown>>;
  readonly rowBefore: Readonly<Record<string, unknown>> | null;
}

interface HeldRow {
  readonly row: ObjectLiteral;
  readonly before: Readonly<Record<string, unknown>> | null;
  changed: boolean;
}

/**
 * Rows that a batch of events touches: loaded in sets, changed in memory, written in sets.
 *
 * Handlers see each row as the events before left it, so the order of events is kept without a statement per event.
 */
export class RowStore {
  private readonly tables = new Map<EntityTarget<ObjectLiteral>, Map<string, HeldRow>>();

  constructor(private readonly db: EntityManager) {}

  /** Loads what the batch will touch, one query per table. */
  async preload(keys: readonly RowKey[]): Promise<void> {
    const byEntity = new Map<Class<ObjectLiteral>, Map<string, readonly KeyPart[]>>();
    for (const { entity, key } of keys) {
      const wanted = byEntity.get(entity) ?? new Map<string, readonly KeyPart[]>();
      byEntity.set(entity, wanted.set(keyText(key), key));
    }
    for (const [entity, wanted] of byEntity) {
      await this.load(entity, [...wanted.values()]);
    }
  }

  find<Row extends ObjectLiteral>({ entity, key }: RowKey<Row>): Row | undefined {
    return this.table(entity).get(keyText(key))?.row as Row | undefined;
  }

  /**
   * Rows at hand that match. The batch holds what it loaded and made, so only what the same transaction made is surely
   * among them.
   */
  filter<Row extends ObjectLiteral>(entity: Class<Row>, matches: (row: Row) => boolean): Row[] {
    const rows = [...this.table(entity).values()].map((held) => held.row as Row);
    return rows.filter(matches);
  }

  /** A row that an event presumes; its absence means that events are missing or out of order. */
  getOrThrow<Row extends ObjectLiteral>(key: RowKey<Row>): Row {
    return present(this.find(key), `${key.entity.name} ${keyText(key.key)}`);
  }

  insert<Row extends ObjectLiteral>(entity: Class<Row>, row: Row): void {
    const key = keyText(primaryKeyOf(this.db.connection.getMetadata(entity), row));
    const table = this.table(entity);
    if (table.has(key)) {
      throw new InvariantError(`${entity.name} ${key} exists already`);
    }
    table.set(key, { row, before: null, changed: true });
  }

  /** Changes a row that must exist. */
  update<Row extends ObjectLiteral>(
    { entity, key }: RowKey<Row>,
    change: (row: Row) => void,
  ): void {
    const held = this.table(entity).get(keyText(key));
    if (held === undefined) {
      throw new InvariantError(`${entity.name} ${keyText(key)} is unknown`);
    }
    change(held.row as Row);
    held.changed = true;
  }

  /** Writes every changed row and returns how they were before. */
  async flush(): Promise<RowImage[]> {
    const images: RowImage[] = [];
    for (const [entity, table] of this.tables) {
      const metadata = this.db.connection.getMetadata(entity);
      const changed = [...table.values()].filter((held) => held.changed);
      await upsert(
        this.db,
        metadata,
        changed.map((held) => held.row),
      );
      images.push(...changed.map((held) => imageOf(metadata, held)));
    }
    return images;
  }

  private table(entity: EntityTarget<ObjectLiteral>): Map<string, HeldRow> {
    const table = this.tables.get(entity) ?? new Map<string, HeldRow>();
    this.tables.set(entity, table);
    return table;
  }

  private async load(entity: Class<ObjectLiteral>, keys: Array<readonly KeyPart[]>): Promise<void> {
    const metadata = this.db.connection.getMetadata(entity);
    const primary = metadata.primaryColumns;
    const arrays = primary.map((_, position) => keys.map((key) => key[position]));
    const wanted = primary.map((column, position) => `$${position + 1}::${sqlTypeOf(column)}[]`);
    const names = primary.map((column) => column.databaseName).join(', ');
    const rows: Array<Record<string, unknown>> = await this.db.query(
      `SELECT * FROM ${metadata.tableName} JOIN unnest(${wanted.join(', ')}) AS k (${names})
       USING (${names})`,
      arrays,
    );
    const table = this.table(entity);
    for (const raw of rows) {
      const row = hydrate(metadata, raw);
      const before = databaseValuesOf(metadata, row);
      table.set(keyText(primaryKeyOf(metadata, row)), { row, before, changed: false });
    }
  }
}

function keyText(key: readonly KeyPart[]): string {
  return key.join('|');
}

function primaryKeyOf(metadata: EntityMetadata, row: ObjectLiteral): KeyPart[] {
  return metadata.primaryColumns.map((column) => row[column.propertyName] as KeyPart);
}

interface Transformer {
  readonly to: (value: unknown) => unknown;
  readonly from: (value: unknown) => unknown;
}

function transformerOf(column: ColumnMetadata): Transformer {
  const transformer = column.transformer;
  if (transformer === undefined || Array.isArray(transformer)) {
    return { to: (value) => value, from: (value) => value };
  }
  return transformer;
}

function hydrate(metadata: EntityMetadata, raw: Record<string, unknown>): ObjectLiteral {
  return Object.fromEntries(
    metadata.columns.map((column) => [
      column.propertyName,
      transformerOf(column).from(raw[column.databaseName]),
    ]),
  );
}

function databaseValuesOf(metadata: EntityMetadata, row: ObjectLiteral): Record<string, unknown> {
  return Object.fromEntries(
    metadata.columns.map((column) => [
      column.databaseName,
      transformerOf(column).to(row[column.propertyName]),
    ]),
  );
}

function imageOf(metadata: EntityMetadata, held: HeldRow): RowImage {
  const rowKeyValues = metadata.primaryColumns.map((column) => [
    column.databaseName,
    held.row[column.propertyName] as unknown,
  ]);
  return {
    tableName: metadata.tableName,
    rowKey: Object.fromEntries(rowKeyValues) as Record<string, unknown>,
    rowBefore: held.before,
  };
}

/** Type name for a cast of the column's values in SQL. */
export function sqlTypeOf(column: ColumnMetadata): string {
  if (typeof column.type !== 'string' || column.isArray) {
    throw new InvariantError(`${column.propertyPath} has no SQL type that a projection can write`);
  }
  return column.type;
}

/** Inserts or replaces rows with one statement, whatever their number. */
export async function upsert(
  db: EntityManager,
  metadata: EntityMetadata,
  rows: readonly ObjectLiteral[],
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const { columns, primaryColumns } = metadata;
  const names = columns.map((column) => column.databaseName);
  const arrays = columns.map((column) => {
    const { to } = transformerOf(column);
    const values = rows.map((row) => to(valueOf(row, column)));
    return column.type === 'jsonb' ? values.map((value) => JSON.stringify(value)) : values;
  });
  const casts = columns.map((column, position) => `$${position + 1}::${sqlTypeOf(column)}[]`);
  const key = primaryColumns.map((column) => column.databaseName);
  const updates = names
    .filter((name) => !key.includes(name))
    .map((name) => `${name} = excluded.${name}`);
  await db.query(
    `INSERT INTO ${metadata.tableName} (${names.join(', ')})
     SELECT * FROM unnest(${casts.join(', ')})
     ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${updates.join(', ')}`,
    arrays,
  );
}

/** A handler that forgets a column would store null silently where the column allows it. */
function valueOf(row: ObjectLiteral, column: ColumnMetadata): unknown {
  const value: unknown = row[column.propertyName];
  return value === undefined ? present(null, column.propertyPath) : value;
}
