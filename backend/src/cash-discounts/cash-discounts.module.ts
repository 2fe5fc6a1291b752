import { Module } from '@nestjs/common';

import { ReceivablesModule } from '../receivables/index.js';
import { CashDiscountResolver } from './cash-discount.resolver.js';
import { CashDiscountService } from './cash-discount.service.js';
import { DiscountGrantService } from './discount-grant.service.js';

/** Cash discounts: terms that suppliers name, what payers keep back, and the credit notes that grant it. */
@Module({
  imports: [ReceivablesModule],
  providers: [CashDiscountResolver, CashDiscountService, DiscountGrantService],
  exports: [DiscountGrantService],
})
export class CashDiscountsModule {}
