import { setImmediate as letOthersRun } from 'node:timers/promises';

import type { DataSource, EntityManager } from 'typeorm';

import type { BulkWrite } from './bulk-write.js';
import { EventLines } from './event-writer.js';
import { HELD_BATCHES } from './held-table.js';
import { holderBulk, holderTransaction, holderWrite } from './holder-transaction.js';
import { StepAsideError } from './leased-worker.js';
import { SIGNAL_INDEXED } from './ledger-signals.js';
import {
  type ChainIdentity,
  type LiveCheckpoint,
  PROJECTING,
  UNDO_BACKLOG_BLOCKS,
  UNDO_BLOCKS,
  dropUndoBefore,
  holdCheckpoint,
  keepUndo,
  moveCheckpoint,
  readCheckpoint,
  truncateProjections,
} from './projection.repository.js';
import { type ProjectorRegistry, versionsOf } from './projector-registry.js';
import type { LedgerRange } from './range-reader.js';
import { type TableVersions, isOutdated, requireCurrent } from './refill-requests.js';
import { RowStore } from './row-store.js';

/** Events that are applied in one go; then the connections have their turn. */
const TURN_EVENTS = 200;
/**
 * Ranges that are worked out before their turn to be written, so that neither side waits for a slow one of the other.
 *
 * With the one that is being written they change rows that the database does not have yet, and that must be held.
 */
const AHEAD_MAX = HELD_BATCHES - 1;

/** A range that goes onto a checkpoint; null stands for before the first block. */
export interface RangeJob {
  readonly checkpoint: LiveCheckpoint | null;
  readonly range: LedgerRange;
  /** Newest block of the ledger. */
  readonly head: number;
}

/** A range whose rows are worked out in memory. */
interface ComposedRange {
  readonly range: LedgerRange;
  readonly bulk: BulkWrite;
}

/** A range that is being worked out before its turn. */
interface RangeAhead {
  readonly job: RangeJob;
  readonly composed: Promise<ComposedRange>;
}

/** Rows as of a checkpoint. */
interface HeldRows {
  readonly rows: RowStore;
  readonly checkpoint: LiveCheckpoint;
  /** Ranges that are being made of them, in order; they become what they are after the last. */
  readonly ahead: RangeAhead[];
}

/**
 * Writes ranges of blocks: events, read models and checkpoint of each in one database transaction.
 *
 * While the database writes one, the rows of those that follow are worked out in memory. They rest on what is being
 * written: if that fails, or another range comes after it, they are dropped.
 */
export class RangeWriter {
  private readonly versions: TableVersions;
  private held: HeldRows | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly registry: ProjectorRegistry,
    private readonly chain: ChainIdentity,
  ) {
    this.versions = versionsOf(dataSource, registry);
  }

  /**
   * @param following the range after another one, if it was read already
   * @returns false if another process was first
   */
  async write(job: RangeJob, following: Following): Promise<boolean> {
    if (job.checkpoint === null && !(await this.begin())) {
      return false;
    }
    const { rows, composed, ahead } = await this.takeHeld(job);
    const first = composed ?? (await this.composeFirst(rows, job));
    if (first === null) {
      return false;
    }
    const writing = holderWrite(this.dataSource, first.bulk);
    this.composeAhead({ rows, ahead }, job, following);
    if (await writing) {
      this.held = { rows, checkpoint: checkpointOf(job), ahead };
      return true;
    }
    await this.mayWrite(this.dataSource.manager);
    return false;
  }

  /**
   * Another chain may have been followed before; whatever it left goes.
   *
   * @returns false if another process has begun with this one meanwhile: what it wrote stays
   */
  private begin(): Promise<boolean> {
    return holderTransaction(this.dataSource, async (db) => {
      await holdCheckpoint(db);
      if ((await readCheckpoint(db, this.chain)) !== null) {
        return false;
      }
      await truncateProjections(db, this.registry);
      await this.mayWrite(db);
      return true;
    });
  }

  /**
   * Says for certain only while the checkpoint is locked: no tables are switched then.
   *
   * @throws StepAsideError if a newer version of the program fills the tables
   */
  async mayWrite(db: EntityManager): Promise<void> {
    if (await isOutdated(db, this.versions)) {
      throw new StepAsideError('newer read models fill the tables than this process has');
    }
  }

  private composeAhead(
    { rows, ahead }: Pick<HeldRows, 'rows' | 'ahead'>,
    job: RangeJob,
    following: Following,
  ): void {
    let last = ahead.at(-1)?.job ?? job;
    let before: Promise<unknown> = ahead.at(-1)?.composed ?? Promise.resolve();
    while (ahead.length < AHEAD_MAX) {
      const next = jobAfter(last, following(last.range));
      if (next === null) {
        return;
      }
      const composed = before.then(() => this.follow(rows, next));
      // What went wrong with it shows when it is the first one; nobody may be there to hear of it now.
      composed.catch(() => undefined);
      ahead.push({ job: next, composed });
      last = next;
      before = composed;
    }
  }

  /**
   * Works out a range on top of those that are being written, or wait for it, reading on another connection what they do
   * not change.
   *
   * Rows that they change are held. If anybody else moves the checkpoint meanwhile, nothing of this is written. The
   * transaction of the other never waits for this one, which may have to wait for its locks.
   */
  private async follow(rows: RowStore, job: RangeJob): Promise<ComposedRange> {
    await this.dataSource.transaction(async (db) => {
      await db.query(PROJECTING);
      await this.load(db, rows, job.range);
    });
    return this.compose(rows, job);
  }

  /** As {@link follow}, of the range that comes next; null if another process was first, whose rows it does not fit. */
  private async composeFirst(rows: RowStore, job: RangeJob): Promise<ComposedRange | null> {
    try {
      return await this.follow(rows, job);
    } catch (error) {
      const current = await readCheckpoint(this.dataSource.manager, this.chain);
      if (isSame(current, job.checkpoint)) {
        throw error;
      }
      return null;
    }
  }

  private load(db: EntityManager, rows: RowStore, { events }: LedgerRange): Promise<void> {
    const { registry } = this;
    return rows.preload(
      db,
      events.map((event) => {
        const handler = registry.handlerOf(event);
        return { keys: handler?.keys(event) ?? [], creates: handler?.creates?.(event) ?? [] };
      }),
    );
  }

  /** Applies events in order to the rows, which must be loaded, and puts what changed into statements. */
  private async compose(rows: RowStore, job: RangeJob): Promise<ComposedRange> {
    const { checkpoint, range, head } = job;
    const bulk = holderBulk();
    bulk.run(PROJECTING);
    moveCheckpoint(bulk, this.chain, checkpoint, range.to);
    requireCurrent(bulk, this.versions);
    const lines = new EventLines(this.registry);
    for (let from = 0; from < range.events.length; from += TURN_EVENTS) {
      for (const event of range.events.slice(from, from + TURN_EVENTS)) {
        lines.add(event);
        this.registry.handlerOf(event)?.apply(event, rows);
      }
      await letOthersRun();
    }
    lines.write(bulk);
    const keepsImages = checkpoint !== null && head - range.to.number < UNDO_BACKLOG_BLOCKS;
    const images = await rows.write(bulk, keepsImages);
    if (keepsImages) {
      keepUndo(bulk, checkpoint, images);
    }
    // Without images of this range, no earlier point leads back through it.
    dropUndoBefore(bulk, keepsImages ? range.to.number - UNDO_BLOCKS : range.to.number);
    bulk.run(`SELECT pg_notify($1, '')`, SIGNAL_INDEXED);
    return { range, bulk };
  }

  /** The rows of the last range, if nothing was written since and nothing else was made of them. */
  private async takeHeld({ checkpoint, range }: RangeJob): Promise<TakenRows> {
    const { held } = this;
    this.held = null;
    if (held === null || !isSame(held.checkpoint, checkpoint)) {
      return this.takeNothing();
    }
    const first = held.ahead.shift();
    if (first === undefined) {
      return { ...held, composed: null };
    }
    const composed = first.job.range === range ? await first.composed.catch(() => null) : null;
    return composed === null ? this.takeNothing() : { ...held, composed };
  }

  private takeNothing(): TakenRows {
    return { rows: new RowStore(this.dataSource), ahead: [], composed: null };
  }
}

/** Finds the range after another one. */
type Following = (range: LedgerRange) => LedgerRange | null;

/** Rows to write a range with; worked out already, or to be loaded. */
interface TakenRows extends Pick<HeldRows, 'rows' | 'ahead'> {
  readonly composed: ComposedRange | null;
}

/** Checkpoint that a job leads to. */
export function checkpointOf({ checkpoint, range: { to } }: RangeJob): LiveCheckpoint {
  const generation = checkpoint?.generation ?? 0;
  return { blockNumber: to.number, blockHash: to.hash, blockTime: to.time, generation };
}

function isSame(one: LiveCheckpoint | null, other: LiveCheckpoint | null): boolean {
  return one?.blockHash === other?.blockHash && one?.generation === other?.generation;
}

function jobAfter(job: RangeJob, range: LedgerRange | null): RangeJob | null {
  return range?.parentHash === job.range.to.hash
    ? { checkpoint: checkpointOf(job), range, head: job.head }
    : null;
}
