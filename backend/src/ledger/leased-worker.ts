import { Logger } from '@nestjs/common';
import pg from 'pg';

import type { LedgerSignals, Signal } from './ledger-signals.js';

/** How long a process that does not hold the lease waits before it asks again. */
const LEASE_RETRY_MS = 1_000;
/** First pause after a fault; it doubles up to the longest. */
const FAULT_PAUSE_MS = 200;
const FAULT_PAUSE_MAX_MS = 5_000;

export interface WorkerOptions {
  readonly name: string;
  /** Advisory lock that the one working process holds on a connection of its own. */
  readonly leaseKey: number;
  readonly wakeOn: readonly Signal[];
  /** Longest sleep between two runs without a signal. */
  readonly idleMs: number;
}

/**
 * Runs a task again and again in exactly one of all processes on the database.
 *
 * The lease is a session lock, so it falls with the connection of a process that died; a connection that broke ends
 * the work here. Whatever the task writes must still be guarded by itself, since a run may outlive its lease.
 */
export class LeasedWorker {
  private readonly logger: Logger;
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;

  constructor(
    private readonly options: WorkerOptions,
    private readonly signals: LedgerSignals,
    /** One run; true if there is more to do at once. */
    private readonly run: () => Promise<boolean>,
  ) {
    this.logger = new Logger(options.name);
  }

  start(databaseUrl: string): void {
    this.running = this.loop(databaseUrl);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async loop(databaseUrl: string): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const lease = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
      const lost = new AbortController();
      lease.on('error', () => lost.abort());
      lease.on('end', () => lost.abort());
      try {
        await lease.connect();
        if (await this.acquire(lease)) {
          await this.work(lost.signal);
        }
      } catch (error) {
        this.logger.warn(`no lease: ${(error as Error).message}`);
      }
      await lease.end().catch(() => undefined);
      await this.signals.wait([], LEASE_RETRY_MS, this.stopping.signal);
    }
  }

  private async acquire(lease: pg.Client): Promise<boolean> {
    const { rows } = await lease.query<{ held: boolean }>(
      'SELECT pg_try_advisory_lock($1) AS held',
      [this.options.leaseKey],
    );
    return rows[0]?.held === true;
  }

  private async work(lost: AbortSignal): Promise<void> {
    const ended = AbortSignal.any([lost, this.stopping.signal]);
    let pauseMs = FAULT_PAUSE_MS;
    while (!ended.aborted) {
      try {
        // Listening begins before the run, so that a signal during it is not slept through.
        const woken = this.signals.wait(this.options.wakeOn, this.options.idleMs, ended);
        const more = await this.run();
        pauseMs = FAULT_PAUSE_MS;
        await (more ? undefined : woken);
      } catch (error) {
        if (!ended.aborted) {
          this.logger.error(error instanceof Error ? (error.stack ?? error.message) : error);
        }
        await this.signals.wait([], pauseMs, ended);
        pauseMs = Math.min(pauseMs * 2, FAULT_PAUSE_MAX_MS);
      }
    }
  }
}
