import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { DutyReader } from './duty.reader.js';
import { DutyEntryResolver, DutyResolver } from './duty.resolver.js';
import { DutyService } from './duty.service.js';

/** What parties owe each other outside the receivables: money received for others, and dilution. */
@Module({
  imports: [PartiesModule],
  providers: [DutyEntryResolver, DutyReader, DutyResolver, DutyService],
})
export class DutiesModule {}
