import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { LedgerBusyError } from '../api/index.js';
import { currentCorrelationId } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';

/** A count is read at most this often; what this process accepts meanwhile is added to it. */
const KEEP_MS = 1_000;
/** A tenth of the queue is sent in the time after which a client should come back, at this rate. */
const SENT_PER_SECOND = 200;
const RETRY_MAX_SECONDS = 60;

interface QueueLength {
  total: number;
  readonly byParty: Map<string, number>;
  readonly readAt: number;
}

/**
 * Refuses requests while too many commands are queued, so that the queue has a bound.
 *
 * The bound is exact to what other processes accept within a second. Work of the platform itself is never refused: it
 * settles what has happened already, and nobody would ask again.
 */
@Injectable()
export class CommandAdmission {
  private queue: QueueLength | null = null;
  private reading: Promise<QueueLength> | null = null;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: Pick<BackendConfig, 'pipeline'>,
    private readonly dataSource: DataSource,
  ) {}

  /** Null if the party may queue another command. */
  async findRefusal(party: string): Promise<LedgerBusyError | null> {
    if (currentCorrelationId() === undefined) {
      return null;
    }
    const { queueMax, queuePartyMax } = this.config.pipeline;
    const { total, byParty } = await this.length();
    const own = byParty.get(party) ?? 0;
    if (own >= queuePartyMax) {
      return busy(own);
    }
    return total >= queueMax ? busy(total) : null;
  }

  /** A command was queued. */
  add(party: string): void {
    if (this.queue !== null) {
      this.queue.total += 1;
      this.queue.byParty.set(party, (this.queue.byParty.get(party) ?? 0) + 1);
    }
  }

  private length(): Promise<QueueLength> {
    if (this.queue !== null && Date.now() - this.queue.readAt < KEEP_MS) {
      return Promise.resolve(this.queue);
    }
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  private async read(): Promise<QueueLength> {
    const rows: Array<{ party: string; queued: number }> = await this.dataSource.query(
      `SELECT party, count(*)::int AS queued FROM command
       WHERE relay_nonce IS NULL AND failure IS NULL GROUP BY party`,
    );
    const byParty = new Map(rows.map(({ party, queued }) => [party, queued]));
    const total = rows.reduce((sum, { queued }) => sum + queued, 0);
    this.queue = { total, byParty, readAt: Date.now() };
    return this.queue;
  }
}

function busy(queueLength: number): LedgerBusyError {
  const seconds = Math.ceil(queueLength / 10 / SENT_PER_SECOND);
  return new LedgerBusyError(queueLength, Math.min(Math.max(seconds, 1), RETRY_MAX_SECONDS));
}
