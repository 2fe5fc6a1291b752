import { setImmediate as letOthersRun } from 'node:timers/promises';

import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';

import { InvariantError, present } from '../common/index.js';
import { type BulkWrite, CopyLines } from './bulk-write.js';
import { HeldTable } from './held-table.js';
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

/** Rows that an event needs, and rows that it is the first to make. */
export interface Touches {
  readonly keys: readonly RowKey[];
  readonly creates: readonly RowKey[];
}

/** Rows that are held between batches, at least half of which were used last: those of the last events are wanted most. */
const HELD_MAX = 40_000;

/**
 * Rows that batches of events touch: loaded in sets, changed in memory, written in sets.
 *
 * Handlers see each row as the events before left it, so the order of events is kept without a statement per event, and
 * a row that changed many times is written once. Between batches the rows are as the last batch left them, whether its
 * writes are committed yet or not: its own are held until the next batch has what it needs. A batch that failed, or that
 * somebody else wrote, ends the store's life.
 */
export class RowStore {
  private readonly tables = new Map<Class<ObjectLiteral>, HeldTable>();
  private batch = 0;

  constructor(private readonly dataSource: DataSource) {}

  /** Begins a batch; loads what it will touch and neither is held nor comes about by it, one query per table. */
  async preload(db: EntityManager, touches: Iterable<Touches>): Promise<void> {
    this.batch += 1;
    for (const table of this.tables.values()) {
      if (!table.isAskedFor) {
        table.turn(this.batch);
      }
    }
    const missing = new Map<Class<ObjectLiteral>, Map<string, readonly KeyPart[]>>();
    const created = new Map<Class<ObjectLiteral>, Set<string>>();
    for (const { keys, creates } of touches) {
      for (const { entity, key } of keys) {
        const table = this.table(entity);
        const text = keyText(key);
        table.isAskedFor = true;
        if (!table.take(text, this.batch) && created.get(entity)?.has(text) !== true) {
          entryOf(missing, entity, () => new Map<string, readonly KeyPart[]>()).set(text, key);
        }
      }
      for (const { entity, key } of creates) {
        entryOf(created, entity, () => new Set<string>()).add(keyText(key));
      }
    }
    for (const [entity, wanted] of missing) {
      await this.load(db, entity, [...wanted.values()]);
    }
  }

  find<Row extends ObjectLiteral>({ entity, key }: RowKey<Row>): Row | undefined {
    return this.table(entity).find(keyText(key), this.batch)?.row as Row | undefined;
  }

  /**
   * Rows at hand that match. The batch holds what it loaded and made, so only what the same transaction made is surely
   * among them.
   */
  filter<Row extends ObjectLiteral>(entity: Class<Row>, matches: (row: Row) => boolean): Row[] {
    const found: Row[] = [];
    for (const { row } of this.table(entity).atHand) {
      if (matches(row as Row)) {
        found.push(row as Row);
      }
    }
    return found;
  }

  /** As {@link filter}, for one value of a property: faster where a batch has many such events. */
  where<Row extends ObjectLiteral, Property extends keyof Row & string>(
    entity: Class<Row>,
    property: Property,
    value: Row[Property],
  ): Row[] {
    return this.table(entity).where(property, value) as Row[];
  }

  /** A row that an event presumes; its absence means that events are missing or out of order. */
  getOrThrow<Row extends ObjectLiteral>(key: RowKey<Row>): Row {
    return present(this.find(key), `${key.entity.name} ${keyText(key.key)}`);
  }

  insert<Row extends ObjectLiteral>(entity: Class<Row>, row: Row): void {
    const table = this.table(entity);
    const key = table.codec.keyOf(row);
    if (table.find(key, this.batch) !== undefined) {
      throw new InvariantError(`${entity.name} ${key} exists already`);
    }
    table.hold(key, { row, before: null, isFresh: true, batch: this.batch });
  }

  /** Changes a row that must exist. */
  update<Row extends ObjectLiteral>(
    { entity, key }: RowKey<Row>,
    change: (row: Row) => void,
  ): void {
    const table = this.table(entity);
    const held = table.find(keyText(key), this.batch);
    if (held === undefined) {
      throw new InvariantError(`${entity.name} ${keyText(key)} is unknown`);
    }
    if (!held.isFresh) {
      held.before ??= { ...held.row };
    }
    change(held.row as Row);
    table.noteChange(held);
  }

  /**
   * Puts every changed row into `bulk` once, and ends the batch.
   *
   * @returns how the rows were before, if `keepsImages`
   */
  async write(bulk: BulkWrite, keepsImages: boolean): Promise<TableImages[]> {
    const images: TableImages[] = [];
    for (const table of this.tables.values()) {
      const { codec, atHand } = table;
      const fresh = atHand.filter(({ isFresh }) => isFresh).map(({ row }) => row);
      const changes = atHand.flatMap(({ row, before }) =>
        before === null ? [] : [{ row, before }],
      );
      insertInto(bulk, codec, fresh);
      update(bulk, codec, changes);
      if (keepsImages && fresh.length + changes.length > 0) {
        images.push({
          tableName: codec.table,
          freshKeys: fresh.map((row) => codec.keyImageOf(row)),
          rowsBefore: changes.map(({ before }) => codec.imageOf(before)),
        });
      }
      table.settle();
      await letOthersRun();
    }
    this.dropOldest();
    return images;
  }

  private dropOldest(): void {
    const asked = [...this.tables.values()].filter(({ isAskedFor }) => isAskedFor);
    if (asked.reduce((sum, { recentCount }) => sum + recentCount, 0) > HELD_MAX / 2) {
      asked.forEach((table) => table.turn(this.batch));
    }
  }

  private table(entity: Class<ObjectLiteral>): HeldTable {
    return entryOf(
      this.tables,
      entity,
      () => new HeldTable(rowCodecOf(this.dataSource.getMetadata(entity))),
    );
  }

  private async load(
    db: EntityManager,
    entity: Class<ObjectLiteral>,
    keys: Array<readonly KeyPart[]>,
  ): Promise<void> {
    const table = this.table(entity);
    const { codec } = table;
    const arrays = codec.keys.map((_, at) => arrayLiteral(keys.map((key) => String(key[at]))));
    const wanted = codec.keys.map(({ type }, at) => `$${at + 1}::${type}[]`);
    const names = codec.keys.map(({ name }) => name).join(', ');
    const found: Array<Record<string, unknown>> = await db.query(
      `SELECT * FROM ${codec.table} JOIN unnest(${wanted.join(', ')}) AS k (${names})
       USING (${names})`,
      arrays,
    );
    for (const raw of found) {
      const row = codec.hydrate(raw);
      const held = { row, before: null, isFresh: false, batch: this.batch };
      table.hold(codec.keyOf(row), held);
    }
  }
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    map.set(key, (value = make()));
  }
  return value;
}

function insertInto(bulk: BulkWrite, codec: RowCodec, rows: readonly ObjectLiteral[]): void {
  if (rows.length > 0) {
    const lines = new CopyLines();
    for (const row of rows) {
      lines.add(codec.lineOf(row));
    }
    bulk.copy(`${codec.table} (${codec.columnNames})`, lines);
  }
}

interface Change {
  readonly row: ObjectLiteral;
  readonly before: ObjectLiteral;
}

/** Only columns that changed in one of the rows travel. */
function update(bulk: BulkWrite, codec: RowCodec, changes: readonly Change[]): void {
  const changed = codec.columns.filter(
    ({ property, isKey }) =>
      !isKey && changes.some(({ row, before }) => row[property] !== before[property]),
  );
  if (changed.length === 0) {
    return;
  }
  const columns = [...codec.keys, ...changed];
  const casts = columns.map(({ type }, at) => `$${at + 1}::${type}[]`);
  const names = columns.map(({ name }) => name);
  const sql = `
    UPDATE ${codec.table} t SET ${changed.map(({ name }) => `${name} = n.${name}`).join(', ')}
    FROM unnest(${casts.join(', ')}) AS n (${names.join(', ')})
    WHERE ${codec.keys.map(({ name }) => `t.${name} = n.${name}`).join(' AND ')}`;
  const rows = changes.map(({ row }) => row);
  bulk.run(sql, ...codec.arraysOf(rows, columns));
}
