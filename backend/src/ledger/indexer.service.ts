import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { LeasedWorker } from './leased-worker.js';
import { LedgerRpc } from './ledger-rpc.js';
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
  moveCheckpoint,
  prepareProjecting,
  readCheckpoint,
  rollBackTo,
  truncateProjections,
  undoPoints,
} from './projection.repository.js';
import type { LedgerEvent } from './projector.js';
import { ProjectorRegistry } from './projector-registry.js';
import { type LedgerRange, RangeReader } from './range-reader.js';
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
    if (checkpoint !== null && !(await this.isOnChain(checkpoint, head.number))) {
      await this.dataSource.transaction((db) => this.rollBack(db, checkpoint, head.number));
      return true;
    }
    const indexed = checkpoint?.blockNumber ?? -1;
    const target = head.number - this.config.chainConfirmations;
    if (target <= indexed) {
      return this.waitForBlock();
    }
    const range = await this.read(checkpoint, target);
    if (range !== null && (await this.store(checkpoint, range, head.number))) {
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

  private async isOnChain(checkpoint: Checkpoint, head: number): Promise<boolean> {
    if (checkpoint.blockNumber > head) {
      return false;
    }
    const header = await this.rpc.header(checkpoint.blockNumber);
    return header?.hash === checkpoint.blockHash;
  }

  private async rollBack(db: EntityManager, checkpoint: Checkpoint, head: number): Promise<void> {
    for (const point of await undoPoints(db)) {
      if (point.blockNumber < checkpoint.blockNumber && (await this.isOnChain(point, head))) {
        await rollBackTo(db, this.registry, point);
        await notify(db, SIGNAL_INDEXED);
        return;
      }
    }
    await truncateProjections(db, this.registry);
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

  /** Writes a range; false if another process was first, or if it has no events. */
  private async store(
    checkpoint: LiveCheckpoint | null,
    range: LedgerRange,
    head: number,
  ): Promise<boolean> {
    const { events, to } = range;
    const rows = this.rowsAt(checkpoint);
    this.held = null;
    const isStored = await this.dataSource.transaction(async (db) => {
      await prepareProjecting(db);
      if (checkpoint === null) {
        // Another chain may have been followed before; whatever it left goes with it.
        await truncateProjections(db, this.registry);
      }
      if (!(await moveCheckpoint(db, this.chain, checkpoint, to))) {
        return false;
      }
      const keepsImages = checkpoint !== null && head - to.number < UNDO_BLOCKS;
      const images = await applyEvents(db, this.registry, { events, rows, keepsImages });
      if (keepsImages) {
        await keepUndo(db, checkpoint, images);
      }
      await dropUndoBefore(db, to.number - UNDO_BLOCKS);
      await notify(db, SIGNAL_INDEXED);
      return true;
    });
    if (isStored) {
      rows.settle();
      this.held = { rows, at: to.hash, generation: checkpoint?.generation ?? 0 };
      this.tell(events);
    }
    return isStored && events.length > 0;
  }

  /** The rows of these events are committed. */
  protected tell(events: readonly LedgerEvent[]): void {
    indexedEvents.tell({ events });
  }

  /** The rows of the last range, if nothing was written since. */
  private rowsAt(checkpoint: LiveCheckpoint | null): RowStore {
    const { held } = this;
    const isCurrent =
      held?.at === checkpoint?.blockHash && held?.generation === checkpoint?.generation;
    return isCurrent && held !== null ? held.rows : new RowStore(this.dataSource);
  }
}
