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
import { StatementContentReader } from './statement-content.reader.js';
import { StatementContentResolver } from './statement-content.resolver.js';
import { StatementSight } from './statement-sight.js';
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
  StatementAgeingLoader,
  StatementItemsLoader,
  StatementLinesLoader,
  StatementMovementsLoader,
  StatementProgressLoader,
  StatementSightLoader,
} from './statement.loaders.js';
import { StatementMovements } from './statement-movements.js';
import { StatementScheduleResolver } from './statement-schedule.resolver.js';
import { StatementScheduleService } from './statement-schedule.service.js';
import { StatementScheduleStore } from './statement-schedule.store.js';
import { StatementScheduleWorker } from './statement-schedule.worker.js';
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
    StatementAgeingLoader,
    StatementContentReader,
    StatementContentResolver,
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
    StatementMovements,
    StatementMovementsLoader,
    StatementReader,
    StatementResolver,
    StatementScheduleResolver,
    StatementScheduleService,
    StatementScheduleStore,
    StatementScheduleWorker,
    StatementSight,
    StatementSightLoader,
  ],
  exports: [BuyerBooks, ItemLists, StatementContentReader, StatementMovements, StatementReader],
})
export class ReconciliationModule {}
