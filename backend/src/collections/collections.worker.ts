import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { LeasedWorker, LedgerClock, LedgerSignals, WorkDay } from '../ledger/index.js';
import { ArrangementResolutionService } from './arrangement-resolution.service.js';

/** What is paid after its day and before somebody asks counts as kept, so nobody waits long after midnight. */
const IDLE_MS = 60_000;

/** Resolves promises and instalments whose day has passed, in one of all processes. */
@Injectable()
export class CollectionsWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly worker: LeasedWorker;
  private readonly workDay: WorkDay;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    signals: LedgerSignals,
    clock: LedgerClock,
    private readonly resolution: ArrangementResolutionService,
  ) {
    this.workDay = new WorkDay(clock);
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
    return this.resolution.resolveOverdue(await this.workDay.today());
  }
}
