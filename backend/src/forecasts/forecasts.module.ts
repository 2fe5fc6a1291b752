import { Module } from '@nestjs/common';

import { ModelRegistryModule } from '../model-registry/index.js';
import { PaymentHistoryModule } from '../payment-history/index.js';
import { CashForecastReader } from './cash-forecast.reader.js';
import { ForecastReader } from './forecast.reader.js';
import { ForecastResolver } from './forecast.resolver.js';

/** What is to be expected of receivables, buyers and whole portfolios. */
@Module({
  imports: [ModelRegistryModule, PaymentHistoryModule],
  providers: [CashForecastReader, ForecastReader, ForecastResolver],
})
export class ForecastsModule {}
