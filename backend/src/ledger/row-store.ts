import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';

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
  /** As the database has it while the batch has changed it; null if it has not. */
  before: ObjectLiteral | null;
  /** Not in the database yet. */
  isFresh: boolean;
}

interface HeldTable {
  readonly codec: RowCodec;
  /** The row used last comes last. */
  readonly rows: Map<string, HeldRow>;
  /** Those that the batch loaded, made or asked for. */
  readonly atHand: Map<string, HeldRow>;
}

/** Rows that an event needs, and rows that it is the first to make. */
export interface Touches {
  readonly keys: readonly RowKey[];
  readonly creates: readonly RowKey[];
}

/** Rows that are held between batches: those of the last events are wanted again most often. */
const HELD_MAX = 40_000;

/**
 * Rows that batches of events touch: loaded in sets, changed in memory, written in sets.
 *
 * Handlers see each row as the events before left it, so the order of events is kept without a statement per event, and
 * a row that changed many times is written once. Between batches the rows stand for what is committed: a batch that
 * failed, or that somebody else wrote, ends the store's life.
 */
export class RowStore {
  private readonly tables = new Map<Class<ObjectLiteral>, HeldTable>();

  constructor(private readonly dataSource: DataSource) {}

  /** Begins a batch; loads what it will touch and neither is held nor comes about by it, one query per table. */
  async preload(db: EntityManager, touches: Iterable<Touches>): Promise<void> {
    const missing = new Map<Class<ObjectLiteral>, Map<string, readonly KeyPart[]>>();
    const created = new Map<Class<ObjectLiteral>, Set<string>>();
    for (const { keys, creates } of touches) {
      for (const { entity, key } of keys) {
        const { rows, atHand } = this.table(entity);
        const text = keyText(key);
        const held = rows.get(text);
        if (held !== undefined) {
          atHand.set(text, held);
        } else if (created.get(entity)?.has(text) !== true) {
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
    return this.table(entity).atHand.get(keyText(key))?.row as Row | undefined;
  }

  /**
   * Rows at hand that match. The batch holds what it loaded and made, so only what the same transaction made is surely
   * among them.
   */
  filter<Row extends ObjectLiteral>(entity: Class<Row>, matches: (row: Row) => boolean): Row[] {
    const found: Row[] = [];
    for (const { row } of this.table(entity).atHand.values()) {
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
    const { codec, atHand } = this.table(entity);
    const key = codec.keyOf(row);
    if (atHand.has(key)) {
      throw new InvariantError(`${entity.name} ${key} exists already`);
    }
    atHand.set(key, { row, before: null, isFresh: true });
  }

  /** Changes a row that must exist. */
  update<Row extends ObjectLiteral>(
    { entity, key }: RowKey<Row>,
    change: (row: Row) => void,
  ): void {
    const held = this.table(entity).atHand.get(keyText(key));
    if (held === undefined) {
      throw new InvariantError(`${entity.name} ${keyText(key)} is unknown`);
    }
    if (!held.isFresh) {
      held.before ??= { ...held.row };
    }
    change(held.row as Row);
  }

  /**
   * Writes every changed row once; the next table's rows are put into text while the database writes the last one's.
   *
   * @returns how the rows were before, if `keepsImages`
   */
  async flush(db: EntityManager, keepsImages: boolean): Promise<TableImages[]> {
    const images: TableImages[] = [];
    let writing = Promise.resolve();
    for (const { codec, atHand } of this.tables.values()) {
      const held = [...atHand.values()];
      const fresh = held.filter(({ isFresh }) => isFresh).map(({ row }) => row);
      const changes = held.flatMap(({ row, before }) => (before === null ? [] : [{ row, before }]));
      for (const write of [insertOf(codec, fresh), updateOf(codec, changes)]) {
        await writing;
        writing = write?.(db) ?? Promise.resolve();
      }
      if (keepsImages && fresh.length + changes.length > 0) {
        images.push({
          tableName: codec.table,
          freshKeys: fresh.map((row) => codec.keyImageOf(row)),
          rowsBefore: changes.map(({ before }) => codec.imageOf(before)),
        });
      }
    }
    await writing;
    return images;
  }

  /** Ends a batch whose rows are committed. */
  settle(): void {
    let held = 0;
    for (const { rows, atHand } of this.tables.values()) {
      for (const [key, row] of atHand) {
        row.isFresh = false;
        row.before = null;
        rows.delete(key);
        rows.set(key, row);
      }
      atHand.clear();
      held += rows.size;
    }
    if (held > HELD_MAX) {
      this.dropOldest(HELD_MAX / held);
    }
  }

  /** Keeps of each table the share that was used last. */
  private dropOldest(share: number): void {
    for (const { rows } of this.tables.values()) {
      let surplus = Math.ceil(rows.size * (1 - share));
      for (const key of rows.keys()) {
        if (surplus-- <= 0) {
          break;
        }
        rows.delete(key);
      }
    }
  }

  private table(entity: Class<ObjectLiteral>): HeldTable {
    return entryOf(this.tables, entity, () => ({
      codec: rowCodecOf(this.dataSource.getMetadata(entity)),
      rows: new Map<string, HeldRow>(),
      atHand: new Map<string, HeldRow>(),
    }));
  }

  private async load(
    db: EntityManager,
    entity: Class<ObjectLiteral>,
    keys: Array<readonly KeyPart[]>,
  ): Promise<void> {
    const { codec, atHand } = this.table(entity);
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
      atHand.set(codec.keyOf(row), { row, before: null, isFresh: false });
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

type Write = (db: EntityManager) => Promise<void>;

function insertOf(codec: RowCodec, rows: readonly ObjectLiteral[]): Write | null {
  if (rows.length === 0) {
    return null;
  }
  let lines = '';
  for (const row of rows) {
    lines += codec.lineOf(row);
  }
  return (db) => copyInto(db, `${codec.table} (${codec.columnNames})`, lines);
}

interface Change {
  readonly row: ObjectLiteral;
  readonly before: ObjectLiteral;
}

/** Only columns that changed in one of the rows travel. */
function updateOf(codec: RowCodec, changes: readonly Change[]): Write | null {
  const changed = codec.columns.filter(
    ({ property, isKey }) =>
      !isKey && changes.some(({ row, before }) => row[property] !== before[property]),
  );
  if (changed.length === 0) {
    return null;
  }
  const columns = [...codec.keys, ...changed];
  const casts = columns.map(({ type }, at) => `$${at + 1}::${type}[]`);
  const names = columns.map(({ name }) => name);
  const sql = `
    UPDATE ${codec.table} t SET ${changed.map(({ name }) => `${name} = n.${name}`).join(', ')}
    FROM unnest(${casts.join(', ')}) AS n (${names.join(', ')})
    WHERE ${codec.keys.map(({ name }) => `t.${name} = n.${name}`).join(' AND ')}`;
  const arrays = codec.arraysOf(
    changes.map(({ row }) => row),
    columns,
  );
  return async (db) => void (await db.query(sql, arrays));
}
