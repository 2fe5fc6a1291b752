import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { AccountChangeReader } from './account-change.reader.js';
import { AccountChangeService } from './account-change.service.js';
import { MisdirectedReader } from './misdirected.reader.js';
import { PayeeReader } from './payee.reader.js';
import {
  AccountChangeResolver,
  MisdirectedResolver,
  PaymentDestinationResolver,
} from './payee.resolver.js';

/** Whom buyers pay, on which accounts, and what went elsewhere. */
@Module({
  imports: [PartiesModule],
  providers: [
    AccountChangeReader,
    AccountChangeResolver,
    AccountChangeService,
    MisdirectedReader,
    MisdirectedResolver,
    PayeeReader,
    PaymentDestinationResolver,
  ],
})
export class PayeesModule {}
