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
  /** Made of them, if the range that follows was there: then they are as it leaves them. */
  readonly following: ComposedRange | null;
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
    const { rows, following: composed } = this.takeHeld(job);
    let held: HeldRows | null = null;
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
      held = await this.sendAndFollow(db, { bulk, rows, next: jobAfter(job, peek()), job });
      return true;
    });
    this.held = isStored ? held : null;
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

  /**
   * Sends a range, and works out the next one meanwhile.
   *
   * @returns rows for the next call; null if they are spoiled
   */
  private async sendAndFollow(
    db: EntityManager,
    { bulk, rows, next, job }: Sending,
  ): Promise<HeldRows | null> {
    const sending = bulk.send(await connectionOf(db));
    const following = next === null ? null : this.follow(rows, next);
    // Rows that are given up must not change any more.
    const [sent, composed] = await Promise.allSettled([sending, following]);
    if (sent.status === 'rejected') {
      throw sent.reason;
    }
    // What went wrong with the next range shows when it is the first one.
    return composed.status === 'fulfilled'
      ? { rows, checkpoint: checkpointOf(job), following: composed.value }
      : null;
  }

  /**
   * Works out a range on top of one that is not committed yet, reading on another connection what was before that one.
   *
   * Rows of the one before are held, and until it ends nobody else moves the checkpoint.
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
  private takeHeld({ checkpoint, range }: RangeJob): Pick<HeldRows, 'rows' | 'following'> {
    const { held } = this;
    this.held = null;
    const isCurrent =
      held !== null &&
      held.checkpoint.blockHash === checkpoint?.blockHash &&
      held.checkpoint.generation === checkpoint.generation &&
      (held.following === null || held.following.range === range);
    return isCurrent ? held : { rows: new RowStore(this.dataSource), following: null };
  }
}

interface Sending {
  readonly bulk: BulkWrite;
  readonly rows: RowStore;
  readonly job: RangeJob;
  readonly next: RangeJob | null;
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
