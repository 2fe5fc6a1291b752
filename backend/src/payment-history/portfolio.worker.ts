import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { LeasedWorker, LedgerClock, LedgerSignals } from '../ledger/index.js';
import { PaymentHistoryReader } from './payment-history.reader.js';

const IDLE_MS = 300_000;

/** Works the figures of everybody out once a day has ended, so that no forecast has to wait for them. */
@Injectable()
export class PortfolioWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly worker: LeasedWorker;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    signals: LedgerSignals,
    private readonly clock: LedgerClock,
    private readonly history: PaymentHistoryReader,
  ) {
    this.worker = new LeasedWorker(
      {
        name: 'portfolio',
        leaseKey: AdvisoryLock.PORTFOLIO_LEASE,
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

  /** Never more than one day at once. */
  async run(): Promise<boolean> {
    const { today } = await this.clock.read();
    await this.history.portfolioBefore(today);
    return false;
  }
}
