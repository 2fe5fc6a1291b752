import type { ObjectLiteral } from 'typeorm';

import type { RowCodec } from './row-codec.js';

/** So many batches at least a row is held after the last that used it: they may not be in the database yet. */
export const HELD_BATCHES = 3;

export interface HeldRow {
  readonly row: ObjectLiteral;
  /** As the batches before left it, while this one has changed it; null if it has not. */
  before: ObjectLiteral | null;
  /** This batch makes it. */
  isFresh: boolean;
  /** The last batch that loaded, made or asked for it. */
  batch: number;
}

/** Rows of one table in memory: those used since the last turn, and those used between the two turns before. */
export class HeldTable {
  /** Rows that the batch loaded, made or asked for. */
  atHand: HeldRow[] = [];
  /** An event has asked for rows of it; of another table only those of the last batches are held. */
  isAskedFor = false;
  /** Rows at hand by value of a property, as far as it was asked for; a row may have another value since. */
  private readonly byValue = new Map<string, Map<unknown, Set<HeldRow>>>();
  private recent = new Map<string, HeldRow>();
  private former = new Map<string, HeldRow>();
  /** Batch of the last turn. */
  private turnedAt = 0;

  constructor(readonly codec: RowCodec) {}

  get recentCount(): number {
    return this.recent.size;
  }

  /** Whether a row is held; it is at hand for the batch then. */
  take(key: string, batch: number): boolean {
    const held = this.recent.get(key) ?? this.bringBack(key);
    if (held === undefined) {
      return false;
    }
    if (held.batch !== batch) {
      held.batch = batch;
      this.bringToHand(held);
    }
    return true;
  }

  /** A row at hand for the batch. */
  find(key: string, batch: number): HeldRow | undefined {
    const held = this.recent.get(key);
    return held?.batch === batch ? held : undefined;
  }

  hold(key: string, held: HeldRow): void {
    this.recent.set(key, held);
    this.bringToHand(held);
  }

  /** Rows at hand with a value of a property. */
  where(property: string, value: unknown): ObjectLiteral[] {
    let rows = this.byValue.get(property);
    if (rows === undefined) {
      rows = new Map<unknown, Set<HeldRow>>();
      this.byValue.set(property, rows);
      for (const held of this.atHand) {
        note(rows, held.row[property], held);
      }
    }
    const found = [...(rows.get(value) ?? [])].map(({ row }) => row);
    return found.filter((row) => row[property] === value);
  }

  /** A row at hand may have other values. */
  noteChange(held: HeldRow): void {
    for (const [property, rows] of this.byValue) {
      note(rows, held.row[property], held);
    }
  }

  /** The rows of a batch become what the next one finds. */
  settle(): void {
    for (const held of this.atHand) {
      held.isFresh = false;
      held.before = null;
    }
    this.atHand = [];
    this.byValue.clear();
  }

  /** What was not used since the last turn goes, if that is long enough ago. */
  turn(batch: number): void {
    if (batch - this.turnedAt >= HELD_BATCHES) {
      this.turnedAt = batch;
      this.former = this.recent;
      this.recent = new Map();
    }
  }

  private bringToHand(held: HeldRow): void {
    this.atHand.push(held);
    this.noteChange(held);
  }

  private bringBack(key: string): HeldRow | undefined {
    const held = this.former.get(key);
    if (held !== undefined) {
      this.former.delete(key);
      this.recent.set(key, held);
    }
    return held;
  }
}

function note(rows: Map<unknown, Set<HeldRow>>, value: unknown, held: HeldRow): void {
  const known = rows.get(value);
  if (known === undefined) {
    rows.set(value, new Set([held]));
  } else {
    known.add(held);
  }
}
