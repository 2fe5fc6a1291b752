import { setImmediate as letOthersRun } from 'node:timers/promises';

import type { DataSource, EntityManager } from 'typeorm';

import { BulkWrite, connectionOf } from './bulk-write.js';
import { EventLines } from './event-writer.js';
import { holderTransaction } from './holder-transaction.js';
import { StepAsideError } from './leased-worker.js';
import { SIGNAL_INDEXED } from './ledger-signals.js';
import {
  type ChainIdentity,
  type LiveCheckpoint,
  UNDO_BACKLOG_BLOCKS,
  UNDO_BLOCKS,
  dropUndoBefore,
  keepUndo,
  moveCheckpoint,
  prepareProjecting,
  truncateProjections,
} from './projection.repository.js';
import { type ProjectorRegistry, versionsOf } from './projector-registry.js';
import type { LedgerRange } from './range-reader.js';
import { isOutdated } from './refill-requests.js';
import { RowStore } from './row-store.js';

/** Events that are applied in one go; then the connections have their turn. */
const TURN_EVENTS = 200;

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

/** Rows as of a checkpoint. */
interface HeldRows {
  readonly rows: RowStore;
  readonly checkpoint: LiveCheckpoint;
  /** The range that is being made of them, if it was there then; they become what they are after it. */
  readonly ahead: { readonly range: LedgerRange; readonly composed: Promise<ComposedRange> } | null;
}

/**
 * Writes ranges of blocks: events, read models and checkpoint of each in one database transaction.
 *
 * While the database writes one, the rows of the range that follows are worked out in memory. They rest on what is
 * being written: if that fails, or another range comes after it, they are dropped.
 */
export class RangeWriter {
  private held: HeldRows | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly registry: ProjectorRegistry,
    private readonly chain: ChainIdentity,
  ) {}

  /**
   * @param peek the range that follows, if it was read already
   * @returns false if another process was first
   */
  async write(job: RangeJob, peek: () => LedgerRange | null): Promise<boolean> {
    const { rows, composed } = await this.takeHeld(job);
    let ahead: HeldRows['ahead'] = null;
    const isStored = await holderTransaction(this.dataSource, async (db) => {
      await prepareProjecting(db);
      if (job.checkpoint === null) {
        // Another chain may have been followed before; whatever it left goes with it.
        await truncateProjections(db, this.registry);
      }
      if (!(await moveCheckpoint(db, this.chain, job.checkpoint, job.range.to))) {
        return false;
      }
      await this.mayWrite(db);
      if (composed === null) {
        await this.load(db, rows, job.range);
      }
      const { bulk } = composed ?? (await this.compose(rows, job));
      const sending = bulk.send(await connectionOf(db));
      ahead = this.startNext(rows, jobAfter(job, peek()));
      await sending;
      return true;
    });
    this.held = isStored ? { rows, checkpoint: checkpointOf(job), ahead } : null;
    return isStored;
  }

  /**
   * Asked once the checkpoint is locked: no tables are switched after that.
   *
   * @throws StepAsideError if a newer version of the program fills the tables
   */
  async mayWrite(db: EntityManager): Promise<void> {
    if (await isOutdated(db, versionsOf(this.dataSource, this.registry))) {
      throw new StepAsideError('newer read models fill the tables than this process has');
    }
  }

  private startNext(rows: RowStore, job: RangeJob | null): HeldRows['ahead'] {
    if (job === null) {
      return null;
    }
    const composed = this.follow(rows, job);
    // What went wrong with it shows when it is the first one; nobody may be there to hear of it now.
    composed.catch(() => undefined);
    return { range: job.range, composed };
  }

  /**
   * Works out a range on top of one that is being written, reading on another connection what that one does not change.
   *
   * Rows that it changes are held. If anybody else moves the checkpoint meanwhile, nothing of this is written. The
   * transaction of the other never waits for this one, which may have to wait for its locks.
   */
  private async follow(rows: RowStore, job: RangeJob): Promise<ComposedRange> {
    await this.dataSource.transaction(async (db) => {
      await prepareProjecting(db);
      await this.load(db, rows, job.range);
    });
    return this.compose(rows, job);
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
    const bulk = new BulkWrite();
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
    const isCurrent =
      held !== null &&
      held.checkpoint.blockHash === checkpoint?.blockHash &&
      held.checkpoint.generation === checkpoint.generation &&
      (held.ahead === null || held.ahead.range === range);
    if (isCurrent) {
      const composed = await held.ahead?.composed.catch(() => undefined);
      if (held.ahead === null || composed !== undefined) {
        return { rows: held.rows, composed: composed ?? null };
      }
    }
    return { rows: new RowStore(this.dataSource), composed: null };
  }
}

/** Rows to write a range with; worked out already, or to be loaded. */
interface TakenRows {
  readonly rows: RowStore;
  readonly composed: ComposedRange | null;
}

/** Checkpoint that a job leads to. */
function checkpointOf({ checkpoint, range: { to } }: RangeJob): LiveCheckpoint {
  const generation = checkpoint?.generation ?? 0;
  return { blockNumber: to.number, blockHash: to.hash, blockTime: to.time, generation };
}

function jobAfter(job: RangeJob, range: LedgerRange | null): RangeJob | null {
  return range?.parentHash === job.range.to.hash
    ? { checkpoint: checkpointOf(job), range, head: job.head }
    : null;
}
