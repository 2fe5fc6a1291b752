import { Module } from '@nestjs/common';

import { BehaviourModule } from '../behaviour/index.js';
import { CreditLimitsModule } from '../credit-limits/index.js';
import { PeersModule } from '../peers/index.js';
import { CreditReportReader } from './credit-report.reader.js';
import { CreditReportResolver } from './credit-report.resolver.js';
import { CreditReportService } from './credit-report.service.js';

/** What a party knows about another one, on paper. */
@Module({
  imports: [BehaviourModule, CreditLimitsModule, PeersModule],
  providers: [CreditReportReader, CreditReportResolver, CreditReportService],
})
export class CreditReportModule {}
