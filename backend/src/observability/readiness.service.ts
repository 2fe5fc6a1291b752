import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { EndpointState, LedgerLag, LedgerRpc } from '../ledger/index.js';
import { BoundedCheck, type CheckResult } from './bounded-check.js';

/** Longest time of one check; they run at once, so it bounds the answer. */
const CHECK_TIMEOUT_MS = 2_000;

export type CheckName = 'database' | 'migrations' | 'ledger' | 'readModels';

export interface Readiness {
  readonly status: 'ready' | 'not ready';
  readonly checks: Readonly<Record<CheckName, CheckResult>>;
}

/** Whether this process should be given requests. */
@Injectable()
export class ReadinessService {
  private readonly logger = new Logger('Readiness');
  private readonly checks: Readonly<Record<CheckName, BoundedCheck>>;
  private lastFailed = '';

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly rpc: LedgerRpc,
    private readonly lag: LedgerLag,
  ) {
    this.checks = {
      database: bounded('cannot be reached', () => this.findDatabaseProblem()),
      migrations: bounded('cannot be read', () => this.findMigrationProblem()),
      ledger: bounded('cannot be reached', () => this.findLedgerProblem()),
      readModels: bounded('cannot be compared with the ledger', () => this.findLagProblem()),
    };
  }

  async check(): Promise<Readiness> {
    const results = await Promise.all(
      Object.entries(this.checks).map(async ([name, check]) => [name, await check.run()] as const),
    );
    const failed = results.filter(([, { ok }]) => !ok);
    this.logChange(failed.map(([name, { reason }]) => `${name} ${reason}`));
    return {
      status: failed.length === 0 ? 'ready' : 'not ready',
      checks: Object.fromEntries(results) as Readiness['checks'],
    };
  }

  /** Once per change: probes come every few seconds. */
  private logChange(failed: readonly string[]): void {
    const sentence = failed.join('; ');
    const names = failed.map((text) => text.split(' ', 1)[0]).join();
    if (names === this.lastFailed) return;
    this.lastFailed = names;
    if (failed.length === 0) this.logger.log('ready again');
    else this.logger.warn(`not ready: ${sentence}`);
  }

  private async findDatabaseProblem(): Promise<string | null> {
    await this.dataSource.query('SELECT 1');
    return null;
  }

  /** A newer replica may have migrated further; what this one knows must be there. */
  private async findMigrationProblem(): Promise<string | null> {
    const rows: Array<{ name: string }> = await this.dataSource.query(
      'SELECT name FROM migrations',
    );
    const done = new Set(rows.map(({ name }) => name));
    const missing = this.dataSource.migrations.filter(({ name }) => !done.has(name ?? '')).length;
    return missing === 0 ? null : `lacks ${missing} of ${this.dataSource.migrations.length}`;
  }

  private async findLedgerProblem(): Promise<string | null> {
    try {
      await this.rpc.blockNumber();
      return null;
    } catch {
      const states = this.rpc.health().map(({ state }) => state);
      const foreign = states.filter((state) => state === EndpointState.OTHER_CHAIN).length;
      const sentence = `cannot be reached through any of ${states.length} endpoints`;
      return foreign === 0 ? sentence : `${sentence}; ${foreign} answer for another chain`;
    }
  }

  private async findLagProblem(): Promise<string | null> {
    const { blocks, isDeploymentIndexed } = await this.lag.measure();
    if (!isDeploymentIndexed) return 'do not know the deployment yet';
    const { readyLagBlocks } = this.config;
    return blocks <= readyLagBlocks
      ? null
      : `are ${blocks} blocks behind the ledger, more than ${readyLagBlocks}`;
  }
}

function bounded(fault: string, find: () => Promise<string | null>): BoundedCheck {
  return new BoundedCheck(find, { timeoutMs: CHECK_TIMEOUT_MS, onFault: () => fault });
}
