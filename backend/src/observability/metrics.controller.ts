import { createHash, timingSafeEqual } from 'node:crypto';

import {
  Controller,
  Get,
  Header,
  Headers,
  Inject,
  NotFoundException,
  UnauthorizedException,
} from '@nestjs/common';
import { Registry } from 'prom-client';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { LedgerMetrics } from './ledger-metrics.js';

/** Metrics for Prometheus; they name contract errors and volumes, so production asks for a token. */
@Controller('metrics')
export class MetricsController {
  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly registry: Registry,
    private readonly ledger: LedgerMetrics,
  ) {}

  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @Header('cache-control', 'no-store')
  async metrics(@Headers('authorization') authorization = ''): Promise<string> {
    this.requireAccess(authorization);
    await this.ledger.refresh();
    return this.registry.metrics();
  }

  private requireAccess(authorization: string): void {
    const { metricsToken, production } = this.config;
    if (metricsToken === undefined) {
      if (production) throw new NotFoundException();
      return;
    }
    // Digests have one length, and their comparison tells nothing of where they differ.
    const [expected, given] = [`Bearer ${metricsToken}`, authorization].map((text) =>
      createHash('sha256').update(text).digest(),
    );
    if (!timingSafeEqual(expected as Buffer, given as Buffer)) throw new UnauthorizedException();
  }
}
