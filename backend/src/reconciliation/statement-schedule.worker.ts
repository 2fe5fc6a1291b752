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
import { StatementScheduleService } from './statement-schedule.service.js';

const IDLE_MS = 60_000;
const DAY_MS = 86_400_000;
/** By how much this machine's clock may be ahead of the ledger's. */
const CLOCK_MARGIN_MS = 120_000;

/** Issues statements of periods that are over, in one of all processes. */
@Injectable()
export class StatementScheduleWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly worker: LeasedWorker;
  /** Of the run before; null before the first. */
  private lastBlock: number | null = null;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    signals: LedgerSignals,
    private readonly clock: LedgerClock,
    private readonly schedules: StatementScheduleService,
  ) {
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
    const { blockNumber, today } = await this.clock.read();
    const isMoving = blockNumber !== this.lastBlock;
    this.lastBlock = blockNumber;
    // A ledger that makes blocks says itself which day it is; one without traffic may have stopped days ago.
    if (isMoving) return this.schedules.issueDue(today);
    const machineDay = calendarDateOf(Math.floor((Date.now() - CLOCK_MARGIN_MS) / DAY_MS));
    return this.schedules.issueDue(today > machineDay ? today : machineDay);
  }
}
