import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { KeptBackCreditService } from '../kept-back/index.js';
import {
  LeasedWorker,
  LedgerClock,
  LedgerSignals,
  SIGNAL_CANCELLED,
  SIGNAL_INDEXED,
} from '../ledger/index.js';
import { MatchReader } from './match.reader.js';
import { SettlementService } from './settlement.service.js';

const IDLE_MS = 5_000;

/** Matches again after blocks that may explain an entry, in one of all processes. */
@Injectable()
export class SettlementWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly worker: LeasedWorker;
  /** Block up to which changes were looked at; null before the first run, which looks at everything. */
  private seenBlock: number | null = null;
  /** Reorganisations that were there then. */
  private seenReversion = 0;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    signals: LedgerSignals,
    private readonly clock: LedgerClock,
    private readonly entries: MatchReader,
    private readonly settlement: SettlementService,
    private readonly keptBack: KeptBackCreditService,
  ) {
    this.worker = new LeasedWorker(
      {
        name: 'settlement',
        leaseKey: AdvisoryLock.SETTLEMENT_LEASE,
        wakeOn: [SIGNAL_INDEXED, SIGNAL_CANCELLED],
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

  /** One run; there is never more to do at once, since every page was looked at. */
  async run(): Promise<boolean> {
    const reopened = await this.settlement.reopenRefused();
    // Before the block: what is taken back after this look is seen by the next run.
    const reversion = await this.entries.newestReversion();
    const { blockNumber } = await this.clock.read();
    const parties = await this.partiesToMatch(blockNumber, reversion);
    const affected = parties === null ? null : [...new Set([...parties, ...reopened])];
    if (affected === null || affected.length > 0) {
      await this.settlement.settleMatched(affected);
    }
    await this.keptBack.run();
    this.seenBlock = blockNumber;
    this.seenReversion = reversion;
    return false;
  }

  /** Owners of accounts that new blocks may concern; null is all, as after a reorganisation. */
  private partiesToMatch(blockNumber: number, reversion: number): Promise<string[] | null> {
    const { seenBlock } = this;
    const isReverted = reversion !== this.seenReversion;
    return seenBlock === null || isReverted || blockNumber < seenBlock
      ? Promise.resolve(null)
      : this.entries.payeesOfChanges(seenBlock, blockNumber);
  }
}
