import { Module } from '@nestjs/common';

import { CreditGate } from './credit-gate.js';
import { CreditLimitReader } from './credit-limit.reader.js';
import { CreditLimitResolver } from './credit-limit.resolver.js';
import { CreditLimitService } from './credit-limit.service.js';

/** Limits by buyer, supplier, pair, group, industry, country and currency, and the gate that holds them. */
@Module({
  providers: [CreditGate, CreditLimitReader, CreditLimitResolver, CreditLimitService],
  exports: [CreditGate],
})
export class CreditLimitsModule {}
