import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { ReceivablesModule } from '../receivables/index.js';
import { SettlementModule } from '../settlement/index.js';
import { EarlyPaymentActsResolver } from './early-payment-acts.resolver.js';
import { EarlyPayableLotLoader, EarlyPaymentLoader } from './early-payment.loaders.js';
import { EarlyPaymentReader } from './early-payment.reader.js';
import { EarlyPaymentResolver, ReceivableEarlyPaymentsResolver } from './early-payment.resolver.js';
import { EarlyPaymentService } from './early-payment.service.js';

/** Dynamic discounting: buyers pay early for less. */
@Module({
  imports: [PartiesModule, ReceivablesModule, SettlementModule],
  providers: [
    EarlyPayableLotLoader,
    EarlyPaymentActsResolver,
    EarlyPaymentLoader,
    EarlyPaymentReader,
    EarlyPaymentResolver,
    EarlyPaymentService,
    ReceivableEarlyPaymentsResolver,
  ],
})
export class EarlyPaymentsModule {}
