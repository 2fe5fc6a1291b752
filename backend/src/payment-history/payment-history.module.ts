import { Module } from '@nestjs/common';

import { PaymentHistoryReader } from './payment-history.reader.js';
import { PortfolioWorker } from './portfolio.worker.js';
import { StatementRatiosReader } from './statement-ratios.reader.js';

/** How receivables were paid, as it was known on any day: what models learn from and forecast with. */
@Module({
  providers: [PaymentHistoryReader, PortfolioWorker, StatementRatiosReader],
  exports: [PaymentHistoryReader, StatementRatiosReader],
})
export class PaymentHistoryModule {}
