import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { DataSource } from 'typeorm';

import { type DeliveryBacklog, attemptedDeliveries, readDeliveryBacklog } from '../events/index.js';
import { orNull } from './ledger-metrics.js';
import { ShortCache } from './short-cache.js';

/** Scrapes of several collectors within this time share one read. */
const KEEP_MS = 3_000;

/** Attempts of this process, and what waits for webhooks, which is the same whichever replica is asked. */
@Injectable()
export class WebhookMetrics implements OnModuleDestroy {
  private readonly silence: () => void;
  private readonly backlog: ShortCache<DeliveryBacklog>;

  constructor(registry: Registry, dataSource: DataSource) {
    this.backlog = new ShortCache(() => readDeliveryBacklog(dataSource.manager), KEEP_MS);
    const attempts = new Counter({
      name: 'duebill_webhook_attempts_total',
      help: 'Attempts to deliver an event, by outcome (accepted, refused, unreachable).',
      labelNames: ['outcome'],
      registers: [registry],
    });
    this.silence = attemptedDeliveries.listen(({ outcome }) => attempts.inc({ outcome }));
    this.showBacklog(registry);
  }

  onModuleDestroy(): void {
    this.silence();
  }

  /** A value that cannot be read is left out, since the last one would pass for the present one. */
  private showBacklog(registry: Registry): void {
    const read = () => orNull(this.backlog.get());
    const registers = [registry];
    new Gauge({
      name: 'duebill_webhook_oldest_seconds',
      help: 'Age of the oldest event that an active webhook has not accepted; 0 if there is none.',
      labelNames: [],
      registers,
      async collect() {
        const backlog = await read();
        this.reset();
        if (backlog === null) this.remove();
        else this.set(backlog.oldestSeconds ?? 0);
      },
    });
    new Gauge({
      name: 'duebill_webhooks',
      help: 'Webhooks by state (active, paused, failed); those that failed the platform has paused.',
      labelNames: ['state'],
      registers,
      async collect() {
        const backlog = await read();
        this.reset();
        if (backlog === null) return;
        this.set({ state: 'active' }, backlog.active);
        this.set({ state: 'paused' }, backlog.pausedByParty);
        this.set({ state: 'failed' }, backlog.failed);
      },
    });
  }
}
