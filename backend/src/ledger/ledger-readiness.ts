import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { LedgerSignals, SIGNAL_INDEXED } from './ledger-signals.js';

/** A ledger that is away for longer must not keep the API from saying so. */
const PATIENCE_MS = 30_000;
const STEP_MS = 100;

/** Tells when the read models know the deployment: before that, not even the operator is admitted. */
@Injectable()
export class LedgerReadiness {
  private readonly logger = new Logger(LedgerReadiness.name);

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly signals: LedgerSignals,
  ) {}

  /** Resolves when the block of the deployment is indexed, or with a warning when patience is over. */
  async untilDeploymentIsIndexed(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await this.isDeploymentIndexed())) {
      if (Date.now() > deadline) {
        this.logger.warn('the deployment is not indexed yet: the ledger may be away');
        return;
      }
      await this.signals.wait([SIGNAL_INDEXED], STEP_MS);
    }
  }

  private async isDeploymentIndexed(): Promise<boolean> {
    const { deployedAtBlock, genesisHash } = this.config.deployment;
    const rows: unknown[] = await this.dataSource.query(
      'SELECT 1 FROM ledger_checkpoint WHERE genesis_hash = $1 AND block_number >= $2',
      [genesisHash, deployedAtBlock],
    );
    return rows.length > 0;
  }
}
