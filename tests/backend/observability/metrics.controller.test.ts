import { NotFoundException, UnauthorizedException } from '@nestjs/common';
import { Registry } from 'prom-client';

import type { BackendConfig } from '../../../backend/src/config/index.js';
import type { LedgerMetrics } from '../../../backend/src/observability/ledger-metrics.js';
import { MetricsController } from '../../../backend/src/observability/metrics.controller.js';

const TOKEN = 'a-token-of-the-scraper';

function controllerWith(config: Pick<BackendConfig, 'metricsToken' | 'production'>) {
  const ledger = { refresh: () => Promise.resolve() } as LedgerMetrics;
  return new MetricsController(config as BackendConfig, new Registry(), ledger);
}

describe('MetricsController', () => {
  it('does not exist in production without a token', async () => {
    const controller = controllerWith({ metricsToken: undefined, production: true });

    await expect(controller.metrics()).rejects.toThrow(NotFoundException);
    await expect(controller.metrics('Bearer undefined')).rejects.toThrow(NotFoundException);
  });

  it('is open outside production without a token', async () => {
    const controller = controllerWith({ metricsToken: undefined, production: false });

    expect(await controller.metrics()).toBe('\n');
  });

  it.each([true, false])('asks for the token that is set, production %s', async (production) => {
    const controller = controllerWith({ metricsToken: TOKEN, production });

    for (const given of [undefined, '', TOKEN, `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`]) {
      await expect(controller.metrics(given)).rejects.toThrow(UnauthorizedException);
    }
    expect(await controller.metrics(`Bearer ${TOKEN}`)).toBe('\n');
  });
});
