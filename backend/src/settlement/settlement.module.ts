import { Module } from '@nestjs/common';

import { KeptBackModule } from '../kept-back/index.js';
import { PartiesModule } from '../parties/index.js';
import { ReceivablesModule } from '../receivables/index.js';
import { AgentEntryReader } from './agent-entry.reader.js';
import {
  AllocationReversalLoader,
  EntryAllocationLoader,
  ReturnLoader,
} from './allocation.loaders.js';
import { AllocationReader } from './allocation.reader.js';
import {
  AllocationReversalResolver,
  BankEntryAllocationsResolver,
  EntryAllocationResolver,
} from './allocation.resolver.js';
import { BankEntryReader } from './bank-entry.reader.js';
import { BankEntryApplicationResolver, BankEntryResolver } from './bank-entry.resolver.js';
import { BankImportService } from './bank-import.service.js';
import { BankStatementReader } from './bank-statement.reader.js';
import { BankStatementResolver } from './bank-statement.resolver.js';
import { BankStatementService } from './bank-statement.service.js';
import { CashReportReader } from './cash-report.reader.js';
import { CashReportResolver } from './cash-report.resolver.js';
import { CounterEntryReader } from './counter-entry.reader.js';
import { CsvMappingResolver } from './csv-mapping.resolver.js';
import { CsvMappingService } from './csv-mapping.service.js';
import { EntryActsResolver } from './entry-acts.resolver.js';
import { EntryAllocationService } from './entry-allocation.service.js';
import { EntryParkingService } from './entry-parking.service.js';
import { EntryRecordingService } from './entry-recording.service.js';
import { EntryReversalService } from './entry-reversal.service.js';
import { LessonReader } from './lesson.reader.js';
import { MatchReader } from './match.reader.js';
import { MatchingPolicyStore } from './matching-policy.store.js';
import { MatchingResolver } from './matching.resolver.js';
import { SettlementCommandLoader } from './settlement-command.loader.js';
import { SettlementService } from './settlement.service.js';
import { SettlementWorker } from './settlement.worker.js';
import { SuggestionService } from './suggestion.service.js';
import { StatementGapReader } from './statement-gap.reader.js';

/** Bank statements, what their entries pay, and the acts that tell the ledger. */
@Module({
  imports: [KeptBackModule, PartiesModule, ReceivablesModule],
  providers: [
    AgentEntryReader,
    AllocationReader,
    AllocationReversalLoader,
    AllocationReversalResolver,
    BankEntryAllocationsResolver,
    BankEntryApplicationResolver,
    BankEntryReader,
    BankEntryResolver,
    BankImportService,
    BankStatementReader,
    BankStatementResolver,
    BankStatementService,
    CashReportReader,
    CashReportResolver,
    CounterEntryReader,
    CsvMappingResolver,
    CsvMappingService,
    EntryActsResolver,
    EntryAllocationLoader,
    EntryAllocationResolver,
    EntryAllocationService,
    EntryParkingService,
    EntryRecordingService,
    EntryReversalService,
    LessonReader,
    MatchReader,
    MatchingPolicyStore,
    MatchingResolver,
    ReturnLoader,
    SettlementCommandLoader,
    SettlementService,
    SettlementWorker,
    SuggestionService,
    StatementGapReader,
  ],
  exports: [EntryRecordingService],
})
export class SettlementModule {}
