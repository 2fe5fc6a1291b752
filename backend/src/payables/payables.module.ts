import { Module } from '@nestjs/common';

import { ReceivablesModule } from '../receivables/index.js';
import { ReconciliationModule } from '../reconciliation/index.js';
import { PayablesComparison } from './payables.comparison.js';
import { PayablesReader } from './payables.reader.js';
import { PayableDifferenceResolver, PayablesResolver } from './payables.resolver.js';
import { PayablesService } from './payables.service.js';

/** Buyers' own lists of what they owe, and how they differ from statements. */
@Module({
  imports: [ReceivablesModule, ReconciliationModule],
  providers: [
    PayableDifferenceResolver,
    PayablesComparison,
    PayablesReader,
    PayablesResolver,
    PayablesService,
  ],
})
export class PayablesModule {}
