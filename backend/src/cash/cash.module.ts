import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { ReceivablesModule } from '../receivables/index.js';
import { CashReader } from './cash.reader.js';
import { CashAccountResolver, CashMovementResolver } from './cash.resolver.js';
import { CashService } from './cash.service.js';

/** Tokens that count as money: cash accounts, payments from them, and what moved. */
@Module({
  imports: [PartiesModule, ReceivablesModule],
  providers: [CashAccountResolver, CashMovementResolver, CashReader, CashService],
})
export class CashModule {}
