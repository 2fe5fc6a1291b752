import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { ReceivablesModule } from '../receivables/index.js';
import { BuyerBooks } from './buyer-books.js';
import { OpenItemsReader } from './open-items.reader.js';
import { StatementAcknowledgeService } from './statement-acknowledge.service.js';
import { StatementIssueService } from './statement-issue.service.js';
import {
  BalanceResolver,
  StatementDifferenceResolver,
  StatementItemResolver,
  StatementPartiesResolver,
} from './statement-parties.resolver.js';
import { StatementItemsLoader } from './statement.loaders.js';
import { StatementReader } from './statement.reader.js';
import { StatementResolver } from './statement.resolver.js';

/** Running balances, and statements that the buyer acknowledges. */
@Module({
  imports: [PartiesModule, ReceivablesModule],
  providers: [
    BalanceResolver,
    BuyerBooks,
    OpenItemsReader,
    StatementAcknowledgeService,
    StatementDifferenceResolver,
    StatementIssueService,
    StatementItemResolver,
    StatementItemsLoader,
    StatementPartiesResolver,
    StatementReader,
    StatementResolver,
  ],
})
export class ReconciliationModule {}
