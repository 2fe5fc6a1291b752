import { Module } from '@nestjs/common';
import { Registry } from 'prom-client';

import { EndpointMetrics } from './endpoint-metrics.js';
import { HealthController } from './health.controller.js';
import { LedgerMetrics } from './ledger-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { ProcessMetrics } from './process-metrics.js';
import { ReadinessService } from './readiness.service.js';
import { WebhookMetrics } from './webhook-metrics.js';

/** What those who run the platform look at: health, readiness, metrics. */
@Module({
  controllers: [HealthController, MetricsController],
  providers: [
    EndpointMetrics,
    LedgerMetrics,
    ProcessMetrics,
    ReadinessService,
    WebhookMetrics,
    { provide: Registry, useFactory: () => new Registry() },
  ],
})
export class ObservabilityModule {}
