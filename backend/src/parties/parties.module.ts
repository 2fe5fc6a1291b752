import { Module } from '@nestjs/common';

import { BankAccountService } from './bank-account.service.js';
import { PartyAdmissionService } from './party-admission.service.js';
import { PartyLoader } from './party.loader.js';
import { PartyReader } from './party.reader.js';
import { PartyResolver } from './party.resolver.js';
import { PlatformBootstrap } from './platform-bootstrap.js';
import { UserAccessService } from './user-access.service.js';
import { ViewerResolver } from './viewer.resolver.js';

/** Organisations: admission, names and identifiers, bank accounts, users' tokens. */
@Module({
  providers: [
    BankAccountService,
    PartyAdmissionService,
    PartyLoader,
    PartyReader,
    PartyResolver,
    PlatformBootstrap,
    UserAccessService,
    ViewerResolver,
  ],
  exports: [PartyLoader, PartyReader],
})
export class PartiesModule {}
