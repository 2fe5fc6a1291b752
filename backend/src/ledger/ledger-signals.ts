import { EventEmitter } from 'node:events';

import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import pg from 'pg';
import type { EntityManager } from 'typeorm';

/** A command was queued: the relay has work. */
export const SIGNAL_QUEUED = 'duebill_queued';
/** Blocks were indexed: waiting mutations may have their answer. */
export const SIGNAL_INDEXED = 'duebill_indexed';
/** Transactions were sent: a block is about to come. */
export const SIGNAL_SENT = 'duebill_sent';

/** A command was taken back: what it had reserved is free again. */
export const SIGNAL_CANCELLED = 'duebill_cancelled';

/** It was worked out whom final events concern: webhooks and subscribers may be told. */
export const SIGNAL_ANNOUNCED = 'duebill_announced';

/** Read models are to be filled anew, or not any more. */
export const SIGNAL_REFILL = 'duebill_refill';

/** Long work of an assessor was queued. */
export const SIGNAL_ASSESSMENT = 'duebill_assessment';

const SIGNALS = [
  SIGNAL_QUEUED,
  SIGNAL_INDEXED,
  SIGNAL_SENT,
  SIGNAL_CANCELLED,
  SIGNAL_ANNOUNCED,
  SIGNAL_REFILL,
  SIGNAL_ASSESSMENT,
] as const;

export type Signal = (typeof SIGNALS)[number];

/** Sends a signal to every process on the database when the transaction commits. */
export async function notify(db: EntityManager, signal: Signal): Promise<void> {
  await db.query(`SELECT pg_notify($1, '')`, [signal]);
}

const RECONNECT_MS = 1_000;
/** A listener says nothing, so that only this tells it that the other end is gone. */
const KEEP_ALIVE_MS = 10_000;

/**
 * Wake-up calls between processes through Postgres LISTEN.
 *
 * A signal may be lost while the connection is down, so whoever waits for one also wakes up by time.
 */
@Injectable()
export class LedgerSignals implements OnModuleDestroy {
  private readonly logger = new Logger(LedgerSignals.name);
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private client: pg.Client | null = null;
  private closed = false;

  /** The program is being stopped: whoever waits for an outcome should answer with what is known. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** Starts to listen; keeps trying while the database is away. */
  async listen(databaseUrl: string): Promise<void> {
    if (this.closed) {
      return;
    }
    const client = new pg.Client({
      connectionString: databaseUrl,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    });
    client.on('notification', ({ channel }) => this.emitter.emit(channel));
    client.on('error', (error) => {
      this.logger.warn(`signals are down: ${error.message}`);
      setTimeout(() => void this.listen(databaseUrl), RECONNECT_MS).unref();
    });
    try {
      await client.connect();
      for (const signal of SIGNALS) {
        await client.query(`LISTEN ${signal}`);
      }
      this.client = client;
    } catch (error) {
      this.logger.warn(`signals are down: ${(error as Error).message}`);
      setTimeout(() => void this.listen(databaseUrl), RECONNECT_MS).unref();
    }
  }

  /** Resolves at the next of the signals, or after `timeoutMs`. */
  wait(signals: readonly Signal[], timeoutMs: number, abort?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signals.forEach((signal) => this.emitter.off(signal, done));
        abort?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      signals.forEach((signal) => this.emitter.on(signal, done));
      abort?.addEventListener('abort', done);
      if (abort?.aborted === true) {
        done();
      }
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    await this.client?.end();
  }
}
