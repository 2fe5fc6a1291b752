import { Module } from '@nestjs/common';

import { ReceivablesModule } from '../receivables/index.js';
import { ReconciliationModule } from '../reconciliation/index.js';
import { PayablesComparison } from './payables.comparison.js';
import { PayablesMappingService } from './payables.mapping.js';
import { PayablesReader } from './payables.reader.js';
import {
  PayableDifferenceResolver,
  PayablesMappingResolver,
  PayablesResolver,
} from './payables.resolver.js';
import { PayablesService } from './payables.service.js';

/** Buyers' own lists of what they owe, and how they differ from statements. */
@Module({
  imports: [ReceivablesModule, ReconciliationModule],
  providers: [
    PayableDifferenceResolver,
    PayablesComparison,
    PayablesMappingResolver,
    PayablesMappingService,
    PayablesReader,
    PayablesResolver,
    PayablesService,
  ],
})
export class PayablesModule {}
