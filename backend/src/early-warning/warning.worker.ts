import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';

import { addDays } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { LeasedWorker, LedgerClock, LedgerSignals, WorkDay } from '../ledger/index.js';
import { WarningEvaluationService } from './warning-evaluation.service.js';

/** Warnings are of whole days; nobody waits for one to the minute. */
const IDLE_MS = 300_000;

/** Looks at every owner's buyers once for each day that has ended, in one of all processes. */
@Injectable()
export class WarningWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly worker: LeasedWorker;
  private readonly workDay: WorkDay;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    signals: LedgerSignals,
    clock: LedgerClock,
    private readonly evaluation: WarningEvaluationService,
  ) {
    this.workDay = new WorkDay(clock);
    this.worker = new LeasedWorker(
      {
        name: 'early-warning',
        leaseKey: AdvisoryLock.WARNINGS_LEASE,
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

  /** One owner; true if there may be more. */
  async run(): Promise<boolean> {
    return this.evaluation.evaluateNext(addDays(await this.workDay.today(), -1));
  }
}
