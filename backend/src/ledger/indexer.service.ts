import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { CONTRACT_NAMES, type ContractName } from './contracts.js';
import { type RawLog, decodeLog } from './event-decoder.js';
import { LeasedWorker } from './leased-worker.js';
import { type BlockHeader, LedgerRpc } from './ledger-rpc.js';
import { indexedEvents } from './ledger-telemetry.js';
import { LedgerSignals, SIGNAL_INDEXED, SIGNAL_SENT, notify } from './ledger-signals.js';
import {
  type ChainIdentity,
  type Checkpoint,
  UNDO_BLOCKS,
  applyEvents,
  dropUndoBefore,
  keepUndo,
  moveCheckpoint,
  readCheckpoint,
  rollBackTo,
  truncateProjections,
  undoPoints,
} from './projection.repository.js';
import type { LedgerEvent } from './projector.js';
import { ProjectorRegistry } from './projector-registry.js';

/** Blocks of one range: bounds the memory of a backlog. */
const RANGE_BLOCKS = 200;
/** After a transaction was sent its block is looked for this often. */
const POLL_BUSY_MS = 20;
const POLL_IDLE_MS = 250;
/** How long after a sent transaction the polling stays quick. */
const BUSY_FOR_MS = 3_000;
/** So often in a row a chain may change while it is read; after that something is wrong with it. */
const TORN_READS_MAX = 20;

interface FetchedRange {
  readonly to: BlockHeader;
  readonly events: readonly LedgerEvent[];
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
  private readonly nameByAddress: ReadonlyMap<string, ContractName>;
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
    this.nameByAddress = new Map(
      CONTRACT_NAMES.map((name) => [contracts[name].toLowerCase(), name] as const),
    );
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
    const to = Math.min(target, indexed + RANGE_BLOCKS);
    const range = await this.fetch(indexed + 1, to, checkpoint);
    this.tornReads = range === null ? this.tornReads + 1 : 0;
    if (this.tornReads > TORN_READS_MAX) {
      throw new Error(`the node's blocks ${indexed + 1} to ${to} do not follow one another`);
    }
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
        await rollBackTo(db, point);
        await notify(db, SIGNAL_INDEXED);
        return;
      }
    }
    await truncateProjections(db, this.registry);
  }

  /** Reads a range; null if the chain changed meanwhile, which the next step finds out about. */
  private async fetch(
    from: number,
    to: number,
    checkpoint: Checkpoint | null,
  ): Promise<FetchedRange | null> {
    const addresses = [...this.nameByAddress.keys()];
    const [logs, headers] = await Promise.all([
      this.rpc.logs(from, to, addresses),
      this.rpc.headers(from, to),
    ]);
    const byNumber = new Map<number, BlockHeader>();
    let parentHash = checkpoint?.blockHash;
    for (const header of headers) {
      if (header === null || (parentHash !== undefined && header.parentHash !== parentHash)) {
        return null;
      }
      parentHash = header.hash;
      byNumber.set(header.number, header);
    }
    const events = logs.map((log) => this.toEvent(log, byNumber));
    return events.includes(null)
      ? null
      : {
          to: present(byNumber.get(to), 'header'),
          events: events.filter((event) => event !== null),
        };
  }

  /** The event of a log; null if the log is of another block than the header that was read. */
  private toEvent(log: RawLog, headers: ReadonlyMap<number, BlockHeader>): LedgerEvent | null {
    const header = headers.get(Number(log.blockNumber));
    if (header?.hash !== log.blockHash) {
      return null;
    }
    const contract = present(this.nameByAddress.get(log.address.toLowerCase()), log.address);
    const decoded = present(decodeLog(contract, log), `event ${log.topics[0]} of ${contract}`);
    return {
      ...decoded,
      blockNumber: header.number,
      blockTime: header.time,
      logIndex: Number(log.logIndex),
      transactionHash: log.transactionHash,
    };
  }

  private async store(
    checkpoint: Checkpoint | null,
    range: FetchedRange,
    head: number,
  ): Promise<boolean> {
    const isStored = await this.dataSource.transaction(async (db) => {
      if (checkpoint === null) {
        // Another chain may have been followed before; whatever it left goes with it.
        await truncateProjections(db, this.registry);
      }
      if (!(await moveCheckpoint(db, this.chain, checkpoint, range.to))) {
        return false;
      }
      const images = await applyEvents(db, this.registry, range.events);
      const keepsUndo = checkpoint !== null && head - range.to.number < UNDO_BLOCKS;
      if (keepsUndo) {
        await keepUndo(db, checkpoint, images);
      }
      // No way leads back across a range without images: what lies before it is no longer a point to go back to.
      await dropUndoBefore(db, keepsUndo ? range.to.number - UNDO_BLOCKS : range.to.number);
      await notify(db, SIGNAL_INDEXED);
      return true;
    });
    if (isStored) {
      indexedEvents.tell({ events: range.events });
    }
    return range.events.length > 0;
  }
}
