import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { ReceivablesModule } from '../receivables/index.js';
import { LotPayeeLoader, ReceivableNoticesLoader } from './assignments.loaders.js';
import { NoticeReader } from './notice.reader.js';
import {
  LotPayeeResolver,
  NoticeFieldsResolver,
  NoticeResolver,
  ReceivableNoticesResolver,
} from './notice.resolver.js';
import { NoticeService } from './notice.service.js';
import { OnwardReader } from './onward.reader.js';
import { OnwardFieldsResolver, OnwardResolver } from './onward.resolver.js';
import { OnwardService } from './onward.service.js';

/** Title after the sale: notices to buyers, whom they pay, and lots that financiers pass on. */
@Module({
  imports: [PartiesModule, ReceivablesModule],
  providers: [
    LotPayeeLoader,
    LotPayeeResolver,
    NoticeFieldsResolver,
    NoticeReader,
    NoticeResolver,
    NoticeService,
    OnwardFieldsResolver,
    OnwardReader,
    OnwardResolver,
    OnwardService,
    ReceivableNoticesLoader,
    ReceivableNoticesResolver,
  ],
})
export class AssignmentsModule {}
