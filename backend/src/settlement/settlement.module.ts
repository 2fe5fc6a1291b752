import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { ReceivablesModule } from '../receivables/index.js';
import { BankEntryReader } from './bank-entry.reader.js';
import { BankEntryApplicationResolver, BankEntryResolver } from './bank-entry.resolver.js';
import { BankImportService } from './bank-import.service.js';
import { BankStatementReader } from './bank-statement.reader.js';
import { BankStatementResolver } from './bank-statement.resolver.js';
import { BankStatementService } from './bank-statement.service.js';
import { EntryRecordingService } from './entry-recording.service.js';
import { MatchReader } from './match.reader.js';
import { SettlementCommandLoader } from './settlement-command.loader.js';
import { SettlementService } from './settlement.service.js';
import { SettlementWorker } from './settlement.worker.js';

/** Bank statements, what their entries pay, and the acts that tell the ledger. */
@Module({
  imports: [PartiesModule, ReceivablesModule],
  providers: [
    BankEntryApplicationResolver,
    BankEntryReader,
    BankEntryResolver,
    BankImportService,
    BankStatementReader,
    BankStatementResolver,
    BankStatementService,
    EntryRecordingService,
    MatchReader,
    SettlementCommandLoader,
    SettlementService,
    SettlementWorker,
  ],
  exports: [EntryRecordingService],
})
export class SettlementModule {}
