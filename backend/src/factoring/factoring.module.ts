import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { ReceivablesModule } from '../receivables/index.js';
import { DealReader } from './deal.reader.js';
import { DealFieldsResolver, DealResolver } from './deal.resolver.js';
import { DealService } from './deal.service.js';
import { PositionLoader, RepurchasesLoader } from './position.loaders.js';
import { PositionReader } from './position.reader.js';
import { QuoteCancelService } from './quote-cancel.service.js';
import { QuoteIssueService } from './quote-issue.service.js';
import { QuoteRequestResolver } from './quote-request.resolver.js';
import { QuoteRequestService } from './quote-request.service.js';
import {
  DealLotsLoader,
  DealOfQuoteLoader,
  PricedLotLoader,
  QuoteLoader,
} from './quote.loaders.js';
import { QuoteSignatureResolver } from './quote-signature.resolver.js';
import { QuoteSignatureService } from './quote-signature.service.js';
import { QuoteReader } from './quote.reader.js';
import { QuoteFieldsResolver, QuoteResolver } from './quote.resolver.js';
import {
  DealRepurchasesResolver,
  LotPositionResolver,
  RecourseResolver,
} from './recourse.resolver.js';
import { RecourseService } from './recourse.service.js';

/** Quotes and deals: asking for terms, signing them, what the ledger makes of them, and how lots leave them. */
@Module({
  imports: [PartiesModule, ReceivablesModule],
  providers: [
    DealFieldsResolver,
    DealLotsLoader,
    DealOfQuoteLoader,
    DealReader,
    DealRepurchasesResolver,
    DealResolver,
    DealService,
    LotPositionResolver,
    PositionLoader,
    PositionReader,
    PricedLotLoader,
    QuoteCancelService,
    QuoteFieldsResolver,
    QuoteIssueService,
    QuoteLoader,
    QuoteReader,
    QuoteRequestResolver,
    QuoteRequestService,
    QuoteResolver,
    QuoteSignatureResolver,
    QuoteSignatureService,
    RecourseResolver,
    RecourseService,
    RepurchasesLoader,
  ],
})
export class FactoringModule {}
