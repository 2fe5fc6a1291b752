import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { ReceivablesModule } from '../receivables/index.js';
import { BuyerBooks } from './buyer-books.js';
import { DifferingStatementReader } from './differing-statement.reader.js';
import { ItemLists } from './item-lists.js';
import { OpenItemsReader } from './open-items.reader.js';
import { PairAgentReader } from './pair-agent.reader.js';
import {
  BalanceAgentResolver,
  PairAgentResolver,
  SettlementAgentProposalResolver,
} from './pair-agent.resolver.js';
import { PairAgentService } from './pair-agent.service.js';
import { ProvenStatementItemResolver } from './statement-item.resolver.js';
import { StatementAcknowledgeService } from './statement-acknowledge.service.js';
import { StatementIssueService } from './statement-issue.service.js';
import { StatementLineReader } from './statement-line.reader.js';
import { StatementLineResolver, StatementLinesResolver } from './statement-line.resolver.js';
import { StatementLineService } from './statement-line.service.js';
import {
  BalanceResolver,
  StatementDifferenceResolver,
  StatementItemResolver,
  StatementPartiesResolver,
} from './statement-parties.resolver.js';
import {
  PairAgentLoader,
  StatementItemsLoader,
  StatementLinesLoader,
  StatementProgressLoader,
} from './statement.loaders.js';
import { StatementReader } from './statement.reader.js';
import { StatementResolver } from './statement.resolver.js';

/** Running balances with their settlement agents, and statements that both sides agree on. */
@Module({
  imports: [PartiesModule, ReceivablesModule],
  providers: [
    BalanceAgentResolver,
    BalanceResolver,
    BuyerBooks,
    DifferingStatementReader,
    ItemLists,
    OpenItemsReader,
    PairAgentLoader,
    PairAgentReader,
    PairAgentResolver,
    PairAgentService,
    ProvenStatementItemResolver,
    SettlementAgentProposalResolver,
    StatementAcknowledgeService,
    StatementDifferenceResolver,
    StatementIssueService,
    StatementItemResolver,
    StatementItemsLoader,
    StatementLineReader,
    StatementLineResolver,
    StatementLineService,
    StatementLinesLoader,
    StatementLinesResolver,
    StatementPartiesResolver,
    StatementProgressLoader,
    StatementReader,
    StatementResolver,
  ],
  exports: [BuyerBooks, ItemLists, StatementReader],
})
export class ReconciliationModule {}
