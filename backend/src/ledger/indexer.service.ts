import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { holderTransaction } from './holder-transaction.js';
import { LeasedWorker, StepAsideError } from './leased-worker.js';
import { BlockStanding, LedgerRpc } from './ledger-rpc.js';
import { indexedEvents } from './ledger-telemetry.js';
import { LedgerSignals, SIGNAL_INDEXED, SIGNAL_SENT, notify } from './ledger-signals.js';
import {
  type ChainIdentity,
  type Checkpoint,
  type LiveCheckpoint,
  UNDO_BLOCKS,
  applyEvents,
  dropUndoBefore,
  keepUndo,
  lockCheckpoint,
  moveCheckpoint,
  prepareProjecting,
  readCheckpoint,
  recordReversion,
  rollBackTo,
  truncateProjections,
  undoPoints,
} from './projection.repository.js';
import type { LedgerEvent } from './projector.js';
import { ProjectorRegistry, versionsOf } from './projector-registry.js';
import { type LedgerRange, RangeReader } from './range-reader.js';
import { isOutdated } from './refill-requests.js';
import { RowStore } from './row-store.js';

/** After a transaction was sent its block is looked for this often. */
const POLL_BUSY_MS = 20;
const POLL_IDLE_MS = 250;
/** How long after a sent transaction the polling stays quick. */
const BUSY_FOR_MS = 3_000;
/** So often in a row a chain may change while it is read; after that something is wrong with it. */
const TORN_READS_MAX = 20;

/** Rows as of the block with a hash, in the tables of a generation. */
interface HeldRows {
  readonly rows: RowStore;
  readonly at: string;
  readonly generation: number;
}

/**
 * Follows the chain: events, read models and the checkpoint of a range of blocks in one database transaction.
 *
 * Backlog and live blocks take the same path. A block whose parent is not the checkpoint is a reorganisation: the read
 * models go back to the newest undo point that is still on the chain.
 */
@Injectable()
export class Indexer implements OnModuleDestroy {
  private readonly worker: LeasedWorker;
  private readonly chain: ChainIdentity;
  private readonly reader: RangeReader;
  private held: HeldRows | null = null;
  private busyUntil = 0;
  private tornReads = 0;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly registry: ProjectorRegistry,
    private readonly rpc: LedgerRpc,
    private readonly signals: LedgerSignals,
  ) {
    const { chainId, genesisHash, contracts } = config.deployment;
    this.chain = { chainId, genesisHash };
    this.reader = new RangeReader(rpc, contracts);
    this.worker = new LeasedWorker(
      {
        name: Indexer.name,
        leaseKey: AdvisoryLock.INDEXER_LEASE,
        wakeOn: [SIGNAL_SENT],
        idleMs: POLL_IDLE_MS,
      },
      signals,
      () => this.step(),
    );
  }

  start(): void {
    this.worker.start(this.config.databaseUrl);
  }

  onModuleDestroy(): Promise<void> {
    return this.worker.stop();
  }

  /** Indexes one range; true if it should be called again at once. */
  async step(): Promise<boolean> {
    const checkpoint = await readCheckpoint(this.dataSource.manager, this.chain);
    const head = present(await this.rpc.header('latest'), 'latest block');
    if (checkpoint?.blockHash === head.hash) {
      return this.waitForBlock();
    }
    const standing = await this.standingOf(checkpoint, head.number);
    if (checkpoint !== null && standing !== BlockStanding.STANDS) {
      return this.turnBack(checkpoint, standing);
    }
    const indexed = checkpoint?.blockNumber ?? -1;
    const target = head.number - this.config.chainConfirmations;
    if (target <= indexed) {
      return this.waitForBlock();
    }
    const range = await this.read(checkpoint, target);
    if (range !== null && (await this.storeOrShrink(checkpoint, range, head.number))) {
      this.busyUntil = Date.now() + BUSY_FOR_MS;
    }
    return true;
  }

  /** A block follows a sent transaction soon; without one, only the clock or a signal wakes the worker. */
  private async waitForBlock(): Promise<boolean> {
    if (Date.now() >= this.busyUntil) {
      this.busyUntil = (await this.hasCommandsInFlight()) ? Date.now() + POLL_IDLE_MS : 0;
    }
    if (Date.now() < this.busyUntil) {
      await this.signals.wait([SIGNAL_SENT], POLL_BUSY_MS);
      return true;
    }
    return false;
  }

  private async hasCommandsInFlight(): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `SELECT 1 FROM command c WHERE c.relay_nonce IS NOT NULL AND c.failure IS NULL AND NOT EXISTS (
         SELECT 1 FROM command_outcome o
         WHERE o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce)
       AND c.relay_nonce > (SELECT max(relay_nonce) - 32 FROM relay_transaction) LIMIT 1`,
    );
    return rows.length > 0;
  }

  /** Where the checkpoint is not to be seen, a lower block that differs still proves a reorganisation. */
  private async standingOf(checkpoint: Checkpoint | null, head: number): Promise<BlockStanding> {
    const standing =
      checkpoint === null ? BlockStanding.STANDS : await this.rpc.standingOf(checkpoint);
    if (standing !== BlockStanding.UNSEEN) {
      return standing;
    }
    const points = await undoPoints(this.dataSource.manager);
    const seen = points.find(({ blockNumber }) => blockNumber <= head);
    const isProven =
      seen !== undefined && (await this.rpc.standingOf(seen)) === BlockStanding.REPLACED;
    return isProven ? BlockStanding.REPLACED : BlockStanding.UNSEEN;
  }

  /** Takes back what was replaced; what is only out of sight is waited for. */
  private turnBack(checkpoint: Checkpoint, standing: BlockStanding): Promise<boolean> {
    return standing === BlockStanding.REPLACED ? this.rollBack(checkpoint) : this.waitForBlock();
  }

  /** The nodes are asked before the transaction: none may keep it waiting. Resolves with true: there is more to do. */
  private async rollBack(checkpoint: Checkpoint): Promise<true> {
    const points = await undoPoints(this.dataSource.manager);
    for (const point of points.filter((one) => one.blockNumber < checkpoint.blockNumber)) {
      const standing = await this.rpc.standingOf(point);
      if (standing === BlockStanding.STANDS) {
        await this.rollBackFrom(checkpoint, (db) => rollBackTo(db, this.registry, point));
      }
      // What no endpoint at hand has may still stand: nothing older is asked for meanwhile.
      if (standing !== BlockStanding.REPLACED) {
        return true;
      }
    }
    await this.rollBackFrom(checkpoint, async (db) => {
      await truncateProjections(db, this.registry);
      await recordReversion(db, -1);
    });
    return true;
  }

  /** Only from the checkpoint that was looked at: another indexer may have moved it since. */
  private async rollBackFrom(
    checkpoint: Checkpoint,
    undo: (db: EntityManager) => Promise<void>,
  ): Promise<void> {
    await holderTransaction(this.dataSource, async (db) => {
      if (await lockCheckpoint(db, checkpoint)) {
        await this.mayWrite(db);
        await undo(db);
        await notify(db, SIGNAL_INDEXED);
      }
    });
  }

  /** Reads a range; null if the chain changed meanwhile, which the next step finds out about. */
  private async read(checkpoint: Checkpoint | null, target: number): Promise<LedgerRange | null> {
    const from = (checkpoint?.blockNumber ?? -1) + 1;
    const range = await this.reader.next(from, target);
    if (range !== null && (checkpoint === null || range.parentHash === checkpoint.blockHash)) {
      this.tornReads = 0;
      return range;
    }
    this.reader.forget();
    this.tornReads += 1;
    if (this.tornReads > TORN_READS_MAX) {
      throw new Error(`the node's blocks from ${from} on do not follow one another`);
    }
    return null;
  }

  /** A range that took the server's patience is tried again with fewer blocks. */
  private async storeOrShrink(
    ...[checkpoint, range, head]: Parameters<Indexer['store']>
  ): Promise<boolean> {
    try {
      return await this.store(checkpoint, range, head);
    } catch (error) {
      this.reader.shrink(range.to.number - (checkpoint?.blockNumber ?? -1));
      throw error;
    }
  }

  /** Writes a range; false if another process was first, or if it has no events. */
  private async store(
    checkpoint: LiveCheckpoint | null,
    range: LedgerRange,
    head: number,
  ): Promise<boolean> {
    const { events, to } = range;
    const startedAt = Date.now();
    const rows = this.rowsAt(checkpoint);
    this.held = null;
    const isStored = await holderTransaction(this.dataSource, async (db) => {
      await prepareProjecting(db);
      if (checkpoint === null) {
        // Another chain may have been followed before; whatever it left goes with it.
        await truncateProjections(db, this.registry);
      }
      if (!(await moveCheckpoint(db, this.chain, checkpoint, to))) {
        return false;
      }
      await this.mayWrite(db);
      const keepsImages = checkpoint !== null && head - to.number < UNDO_BLOCKS;
      const images = await applyEvents(db, this.registry, { events, rows, keepsImages });
      if (keepsImages) {
        await keepUndo(db, checkpoint, images);
      }
      // Without images of this range, no earlier point leads back through it.
      await dropUndoBefore(db, keepsImages ? to.number - UNDO_BLOCKS : to.number);
      await notify(db, SIGNAL_INDEXED);
      return true;
    });
    if (isStored) {
      rows.settle();
      this.held = { rows, at: to.hash, generation: checkpoint?.generation ?? 0 };
      this.tell(events, startedAt);
    }
    return isStored && events.length > 0;
  }

  /** Asked once the checkpoint is locked: no tables are switched after that. */
  private async mayWrite(db: EntityManager): Promise<void> {
    if (await isOutdated(db, versionsOf(this.dataSource, this.registry))) {
      throw new StepAsideError('newer read models fill the tables than this process has');
    }
  }

  /** The rows of these events are committed. */
  protected tell(events: readonly LedgerEvent[], startedAt: number): void {
    indexedEvents.tell({ events, startedAt });
  }

  /** The rows of the last range, if nothing was written since. */
  private rowsAt(checkpoint: LiveCheckpoint | null): RowStore {
    const { held } = this;
    const isCurrent =
      held?.at === checkpoint?.blockHash && held?.generation === checkpoint?.generation;
    return isCurrent && held !== null ? held.rows : new RowStore(this.dataSource);
  }
}
