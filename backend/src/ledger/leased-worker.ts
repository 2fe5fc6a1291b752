import { Logger } from '@nestjs/common';

import { Lease } from './lease.js';
import type { LedgerSignals, Signal } from './ledger-signals.js';

/** How long a process without a connection waits before it tries again. */
const RECONNECT_MS = 500;
/** A run that does not end is left behind: what it writes is guarded. */
const STOP_PATIENCE_MS = 10_000;
/** First pause after a fault; it doubles up to the longest. */
const FAULT_PAUSE_MS = 200;
const FAULT_PAUSE_MAX_MS = 5_000;

/** After a process gave a lease up because it may not do the work, it waits this long before it asks for it again. */
const STEP_ASIDE_MS = 5_000;

/** This process may not do the work at present, and another one may. */
export class StepAsideError extends Error {}

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
 * A run that throws {@link StepAsideError} leaves the lease to another process for some seconds.
 *
 * Whoever loses the lease begins no further run. A run that was under way may outlive it, so whatever the task writes
 * must still be guarded by itself: by a lock of the transaction, a unique key, or a comparison with what it had read.
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

  /** Begins no further run, waits for the one under way, and gives the lease back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const ended = new AbortController();
    const running = this.running?.finally(() => ended.abort());
    await Promise.race([running, this.signals.wait([], STOP_PATIENCE_MS, ended.signal)]);
  }

  private async loop(databaseUrl: string): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const lease = new Lease(databaseUrl, this.options.leaseKey);
      let pauseMs = RECONNECT_MS;
      try {
        if (await lease.take(this.stopping.signal)) {
          await this.work(lease.lost);
        }
      } catch (error) {
        pauseMs = error instanceof StepAsideError ? STEP_ASIDE_MS : RECONNECT_MS;
        this.logger.warn(`no lease: ${(error as Error).message}`);
      }
      await lease.release();
      await this.signals.wait([], pauseMs, this.stopping.signal);
    }
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
        if (error instanceof StepAsideError) {
          throw error;
        }
        if (!ended.aborted) {
          this.logger.error(error instanceof Error ? (error.stack ?? error.message) : error);
        }
        await this.signals.wait([], pauseMs, ended);
        pauseMs = Math.min(pauseMs * 2, FAULT_PAUSE_MAX_MS);
      }
    }
  }
}
