import { Module } from '@nestjs/common';

import { CashDiscountResolver } from './cash-discount.resolver.js';
import { CashDiscountService } from './cash-discount.service.js';

/** Terms of cash discount that suppliers name. */
@Module({ providers: [CashDiscountResolver, CashDiscountService] })
export class CashDiscountsModule {}
