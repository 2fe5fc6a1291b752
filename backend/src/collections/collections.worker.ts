import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';

import { calendarDateOf } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { LeasedWorker, LedgerClock, LedgerSignals } from '../ledger/index.js';
import { ArrangementResolutionService } from './arrangement-resolution.service.js';

/** What is paid after its day and before somebody asks counts as kept, so nobody waits long after midnight. */
const IDLE_MS = 60_000;
const DAY_MS = 86_400_000;
/** By how much this machine's clock may be ahead of the ledger's. */
const CLOCK_MARGIN_MS = 120_000;

/** Resolves promises and instalments whose day has passed, in one of all processes. */
@Injectable()
export class CollectionsWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly worker: LeasedWorker;
  /** Of the run before; null before the first. */
  private lastBlock: number | null = null;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    signals: LedgerSignals,
    private readonly clock: LedgerClock,
    private readonly resolution: ArrangementResolutionService,
  ) {
    this.worker = new LeasedWorker(
      {
        name: 'collections',
        leaseKey: AdvisoryLock.COLLECTIONS_LEASE,
        wakeOn: [],
        idleMs: IDLE_MS,
      },
      signals,
      () => this.run(),
    );
  }

  onApplicationBootstrap(): void {
    this.worker.start(this.config.databaseUrl);
  }

  async onModuleDestroy(): Promise<void> {
    await this.worker.stop();
  }

  async run(): Promise<boolean> {
    const { blockNumber, today } = await this.clock.read();
    const isMoving = blockNumber !== this.lastBlock;
    this.lastBlock = blockNumber;
    // A ledger that makes blocks says itself which day it is, also while a story of the past is told on it.
    if (isMoving) return this.resolution.resolveOverdue(today);
    // One without traffic makes none: its last one may be of days ago.
    const machineDay = calendarDateOf(Math.floor((Date.now() - CLOCK_MARGIN_MS) / DAY_MS));
    return this.resolution.resolveOverdue(today > machineDay ? today : machineDay);
  }
}
