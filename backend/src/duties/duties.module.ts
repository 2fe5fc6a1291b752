import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { EntryDutiesLoader } from './duty.loader.js';
import { DutyReader } from './duty.reader.js';
import { BankEntryDutiesResolver, DutyEntryResolver, DutyResolver } from './duty.resolver.js';
import { DutyService } from './duty.service.js';

/** What parties owe each other outside the receivables: money received for others, and dilution. */
@Module({
  imports: [PartiesModule],
  providers: [
    BankEntryDutiesResolver,
    DutyEntryResolver,
    DutyReader,
    DutyResolver,
    DutyService,
    EntryDutiesLoader,
  ],
})
export class DutiesModule {}
