import { Module } from '@nestjs/common';

import { ReceivablesModule } from '../receivables/index.js';
import { KeptBackClaimService } from './kept-back-claim.service.js';
import { KeptBackCreditService } from './kept-back-credit.service.js';
import { KeptBackReader } from './kept-back.reader.js';
import { KeptBackResolver } from './kept-back.resolver.js';

/** Discounts, charges and deductions that payers keep back, and what suppliers do about them. */
@Module({
  imports: [ReceivablesModule],
  providers: [KeptBackClaimService, KeptBackCreditService, KeptBackReader, KeptBackResolver],
  exports: [KeptBackCreditService],
})
export class KeptBackModule {}
