import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { LeasedWorker, LedgerClock, LedgerSignals, WorkDay } from '../ledger/index.js';
import { StatementScheduleService } from './statement-schedule.service.js';

const IDLE_MS = 60_000;

/** Issues statements of periods that are over, in one of all processes. */
@Injectable()
export class StatementScheduleWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly worker: LeasedWorker;
  private readonly workDay: WorkDay;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    signals: LedgerSignals,
    clock: LedgerClock,
    private readonly schedules: StatementScheduleService,
  ) {
    this.workDay = new WorkDay(clock);
    this.worker = new LeasedWorker(
      {
        name: 'statements',
        leaseKey: AdvisoryLock.STATEMENTS_LEASE,
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
    return this.schedules.issueDue(await this.workDay.today());
  }
}
