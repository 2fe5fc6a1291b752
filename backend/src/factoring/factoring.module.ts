import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { ReceivablesModule } from '../receivables/index.js';
import { DealReader } from './deal.reader.js';
import { DealFieldsResolver, DealResolver } from './deal.resolver.js';
import { DealService } from './deal.service.js';
import { QuoteIssueService } from './quote-issue.service.js';
import { QuoteRequestResolver } from './quote-request.resolver.js';
import { QuoteRequestService } from './quote-request.service.js';
import {
  DealLotsLoader,
  DealOfQuoteLoader,
  PricedLotLoader,
  QuoteLoader,
} from './quote.loaders.js';
import { QuoteReader } from './quote.reader.js';
import { QuoteFieldsResolver, QuoteResolver } from './quote.resolver.js';

/** Quotes and deals: asking for terms, signing them, and what the ledger makes of them. */
@Module({
  imports: [PartiesModule, ReceivablesModule],
  providers: [
    DealFieldsResolver,
    DealLotsLoader,
    DealOfQuoteLoader,
    DealReader,
    DealResolver,
    DealService,
    PricedLotLoader,
    QuoteFieldsResolver,
    QuoteIssueService,
    QuoteLoader,
    QuoteReader,
    QuoteRequestResolver,
    QuoteRequestService,
    QuoteResolver,
  ],
})
export class FactoringModule {}
