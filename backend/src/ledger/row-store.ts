import type { EntityManager, ObjectLiteral } from 'typeorm';

import { InvariantError, present } from '../common/index.js';
import { copyInto } from './bulk-write.js';
import { type KeyPart, type RowCodec, arrayLiteral, keyText, rowCodecOf } from './row-codec.js';

type Class<Row extends ObjectLiteral> = new () => Row;

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

/** How the rows of a table that a batch touched were before, as JSON objects by column. */
export interface TableImages {
  readonly tableName: string;
  /** Keys of those that were not there. */
  readonly freshKeys: readonly string[];
  readonly rowsBefore: readonly string[];
}

interface HeldRow {
  readonly row: ObjectLiteral;
  /** Not in the database yet. */
  readonly isFresh: boolean;
  isChanged: boolean;
  before: string | null;
}

interface HeldTable {
  readonly codec: RowCodec;
  readonly rows: Map<string, HeldRow>;
}

/**
 * Rows that a batch of events touches: loaded in sets, changed in memory, written in sets.
 *
 * Handlers see each row as the events before left it, so the order of events is kept without a statement per event, and
 * a row that changed many times is written once.
 */
export class RowStore {
  private readonly tables = new Map<Class<ObjectLiteral>, HeldTable>();

  constructor(
    private readonly db: EntityManager,
    /** Whether the batch may have to be undone. */
    private readonly keepsImages: boolean,
  ) {}

  /** Loads what the batch will touch, one query per table. */
  async preload(keys: readonly RowKey[]): Promise<void> {
    const byEntity = new Map<Class<ObjectLiteral>, Map<string, readonly KeyPart[]>>();
    for (const { entity, key } of keys) {
      let wanted = byEntity.get(entity);
      if (wanted === undefined) {
        byEntity.set(entity, (wanted = new Map()));
      }
      wanted.set(keyText(key), key);
    }
    for (const [entity, wanted] of byEntity) {
      await this.load(entity, [...wanted.values()]);
    }
  }

  find<Row extends ObjectLiteral>({ entity, key }: RowKey<Row>): Row | undefined {
    return this.table(entity).rows.get(keyText(key))?.row as Row | undefined;
  }

  /**
   * Rows at hand that match. The batch holds what it loaded and made, so only what the same transaction made is surely
   * among them.
   */
  filter<Row extends ObjectLiteral>(entity: Class<Row>, matches: (row: Row) => boolean): Row[] {
    const found: Row[] = [];
    for (const { row } of this.table(entity).rows.values()) {
      if (matches(row as Row)) {
        found.push(row as Row);
      }
    }
    return found;
  }

  /** A row that an event presumes; its absence means that events are missing or out of order. */
  getOrThrow<Row extends ObjectLiteral>(key: RowKey<Row>): Row {
    return present(this.find(key), `${key.entity.name} ${keyText(key.key)}`);
  }

  insert<Row extends ObjectLiteral>(entity: Class<Row>, row: Row): void {
    const { codec, rows } = this.table(entity);
    const key = codec.keyOf(row);
    if (rows.has(key)) {
      throw new InvariantError(`${entity.name} ${key} exists already`);
    }
    rows.set(key, { row, isFresh: true, isChanged: true, before: null });
  }

  /** Changes a row that must exist. */
  update<Row extends ObjectLiteral>(
    { entity, key }: RowKey<Row>,
    change: (row: Row) => void,
  ): void {
    const { codec, rows } = this.table(entity);
    const held = rows.get(keyText(key));
    if (held === undefined) {
      throw new InvariantError(`${entity.name} ${keyText(key)} is unknown`);
    }
    if (!held.isChanged) {
      held.before = this.keepsImages ? codec.imageOf(held.row) : null;
      held.isChanged = true;
    }
    change(held.row as Row);
  }

  /** Writes every changed row once and returns how they were before, if the batch may have to be undone. */
  async flush(): Promise<TableImages[]> {
    const images: TableImages[] = [];
    for (const { codec, rows } of this.tables.values()) {
      const fresh: ObjectLiteral[] = [];
      const changed: HeldRow[] = [];
      for (const held of rows.values()) {
        if (held.isFresh) {
          fresh.push(held.row);
        } else if (held.isChanged) {
          changed.push(held);
        }
      }
      await insertRows(this.db, codec, fresh);
      await updateRows(
        this.db,
        codec,
        changed.map(({ row }) => row),
      );
      if (this.keepsImages && fresh.length + changed.length > 0) {
        images.push({
          tableName: codec.table,
          freshKeys: fresh.map((row) => codec.keyImageOf(row)),
          rowsBefore: changed.map(({ before }) => present(before, 'image')),
        });
      }
    }
    return images;
  }

  private table(entity: Class<ObjectLiteral>): HeldTable {
    let table = this.tables.get(entity);
    if (table === undefined) {
      table = { codec: rowCodecOf(this.db.connection.getMetadata(entity)), rows: new Map() };
      this.tables.set(entity, table);
    }
    return table;
  }

  private async load(entity: Class<ObjectLiteral>, keys: Array<readonly KeyPart[]>): Promise<void> {
    const { codec, rows } = this.table(entity);
    const arrays = codec.keys.map((_, at) => arrayLiteral(keys.map((key) => String(key[at]))));
    const wanted = codec.keys.map(({ type }, at) => `$${at + 1}::${type}[]`);
    const names = codec.keys.map(({ name }) => name).join(', ');
    const found: Array<Record<string, unknown>> = await this.db.query(
      `SELECT * FROM ${codec.table} JOIN unnest(${wanted.join(', ')}) AS k (${names})
       USING (${names})`,
      arrays,
    );
    for (const raw of found) {
      const row = codec.hydrate(raw);
      rows.set(codec.keyOf(row), { row, isFresh: false, isChanged: false, before: null });
    }
  }
}

async function insertRows(
  db: EntityManager,
  codec: RowCodec,
  rows: readonly ObjectLiteral[],
): Promise<void> {
  if (rows.length > 0) {
    let lines = '';
    for (const row of rows) {
      lines += codec.lineOf(row);
    }
    await copyInto(db, `${codec.table} (${codec.columnNames})`, lines);
  }
}

async function updateRows(
  db: EntityManager,
  codec: RowCodec,
  rows: readonly ObjectLiteral[],
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const casts = codec.columns.map(({ type }, at) => `$${at + 1}::${type}[]`);
  const changes = codec.columns
    .filter(({ isKey }) => !isKey)
    .map(({ name }) => `${name} = n.${name}`);
  const sameKey = codec.keys.map(({ name }) => `t.${name} = n.${name}`);
  await db.query(
    `UPDATE ${codec.table} t SET ${changes.join(', ')}
     FROM unnest(${casts.join(', ')}) AS n (${codec.columnNames})
     WHERE ${sameKey.join(' AND ')}`,
    codec.arraysOf(rows),
  );
}
