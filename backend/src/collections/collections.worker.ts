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
    const { today } = await this.clock.read();
    // A ledger without traffic makes no blocks: its last one may be of days ago.
    const machineDay = calendarDateOf(Math.floor((Date.now() - CLOCK_MARGIN_MS) / DAY_MS));
    return this.resolution.resolveOverdue(today > machineDay ? today : machineDay);
  }
}
