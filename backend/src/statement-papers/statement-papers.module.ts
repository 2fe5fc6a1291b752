import { Module } from '@nestjs/common';

import { ReconciliationModule } from '../reconciliation/index.js';
import { StatementPaperReader } from './statement-paper.reader.js';
import { StatementPaperResolver } from './statement-paper.resolver.js';

/** Statements on paper, and how to check them. */
@Module({
  imports: [ReconciliationModule],
  providers: [StatementPaperReader, StatementPaperResolver],
})
export class StatementPapersModule {}
