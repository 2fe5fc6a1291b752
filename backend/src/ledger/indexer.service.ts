import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { holderTransaction } from './holder-transaction.js';
import { LeasedWorker } from './leased-worker.js';
import { BlockStanding, LedgerRpc } from './ledger-rpc.js';
import { type IndexedEvents, indexedEvents } from './ledger-telemetry.js';
import { LedgerSignals, SIGNAL_INDEXED, SIGNAL_SENT, notify } from './ledger-signals.js';
import {
  type ChainIdentity,
  type Checkpoint,
  type LiveCheckpoint,
  lockCheckpoint,
  readCheckpoint,
  recordReversion,
  rollBackTo,
  truncateProjections,
  undoPoints,
} from './projection.repository.js';
import { ProjectorRegistry } from './projector-registry.js';
import { type LedgerRange, RangeReader } from './range-reader.js';
import { type RangeJob, RangeWriter, checkpointOf } from './range-writer.js';
import { newestStanding } from './undo-search.js';

/** After a transaction was sent its block is looked for this often. */
const POLL_BUSY_MS = 20;
const POLL_IDLE_MS = 250;
/** How long after a sent transaction the polling stays quick. */
const BUSY_FOR_MS = 3_000;
/** So often in a row a chain may change while it is read; after that something is wrong with it. */
const TORN_READS_MAX = 20;
/** After so many ranges of a backlog the chain is looked at again, and whoever wants to stop is heard. */
const RANGES_MAX = 4;

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
  private readonly writer: RangeWriter;
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
    this.writer = new RangeWriter(dataSource, registry, this.chain);
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

  /** Indexes some ranges of blocks; true if it should be called again at once. */
  async step(rangesMax = RANGES_MAX): Promise<boolean> {
    const checkpoint = await readCheckpoint(this.dataSource.manager, this.chain);
    const head = present(await this.rpc.header('latest'), 'latest block');
    if (checkpoint?.blockHash === head.hash) {
      return this.waitForBlock();
    }
    const standing = await this.standingOf(checkpoint, head.number);
    if (checkpoint !== null && standing !== BlockStanding.STANDS) {
      return this.turnBack(checkpoint, standing);
    }
    if (head.number - this.config.chainConfirmations <= blockOf(checkpoint)) {
      return this.waitForBlock();
    }
    await this.follow(checkpoint, head.number, rangesMax);
    return true;
  }

  /** Indexes some ranges one after the other: each is bound to the one before by the hash of its parent. */
  private async follow(
    from: LiveCheckpoint | null,
    head: number,
    rangesMax: number,
  ): Promise<void> {
    const target = head - this.config.chainConfirmations;
    let checkpoint = from;
    for (let ranges = 0; ranges < rangesMax && blockOf(checkpoint) < target; ranges++) {
      const range = await this.read(checkpoint, target);
      const job = range && { checkpoint, range, head };
      if (job === null || !(await this.store(job))) {
        return;
      }
      checkpoint = checkpointOf(job);
    }
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

  /** The nodes are asked before the transaction: none may keep it waiting. */
  private async rollBack(checkpoint: Checkpoint): Promise<boolean> {
    const all = await undoPoints(this.dataSource.manager);
    const points = all.filter((one) => one.blockNumber < checkpoint.blockNumber);
    const found = await newestStanding(points, (point) => this.rpc.standingOf(point));
    if (found === null) {
      return this.waitForBlock();
    }
    const point = points[found];
    await this.rollBackFrom(checkpoint, async (db) => {
      if (point !== undefined) {
        return rollBackTo(db, this.registry, point);
      }
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
        await this.writer.mayWrite(db);
        await undo(db);
        await notify(db, SIGNAL_INDEXED);
      }
    });
  }

  /** Reads a range; null if the chain changed meanwhile, which the next step finds out about. */
  private async read(checkpoint: Checkpoint | null, target: number): Promise<LedgerRange | null> {
    const from = blockOf(checkpoint) + 1;
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

  /**
   * Writes a range, and tries it with fewer blocks the next time if it took the server's patience.
   *
   * @returns false if another process was first
   */
  private async store(job: RangeJob): Promise<boolean> {
    const { checkpoint, range } = job;
    const startedAt = Date.now();
    try {
      const following = ({ to }: LedgerRange): LedgerRange | null =>
        this.reader.peek(to.number + 1);
      if (!(await this.writer.write(job, following))) {
        return false;
      }
    } catch (error) {
      this.reader.shrink(range.to.number - blockOf(checkpoint));
      throw error;
    }
    this.tell({ events: range.events, startedAt, blocksLeft: job.head - range.to.number });
    if (range.events.length > 0) {
      this.busyUntil = Date.now() + BUSY_FOR_MS;
    }
    return true;
  }

  /** The rows of these events are committed. */
  protected tell(indexed: IndexedEvents): void {
    indexedEvents.tell(indexed);
  }
}

/** The block before the first one stands for nothing. */
function blockOf(checkpoint: Checkpoint | null): number {
  return checkpoint?.blockNumber ?? -1;
}
