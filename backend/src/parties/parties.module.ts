import { Module } from '@nestjs/common';

import { BankAccountService } from './bank-account.service.js';
import { KeyRotationResolver } from './key-rotation.resolver.js';
import { PartyAdmissionService } from './party-admission.service.js';
import { PartyLoader } from './party.loader.js';
import { PartyReader } from './party.reader.js';
import { PartyResolver } from './party.resolver.js';
import { PauseReader } from './pause.reader.js';
import { PauseResolver } from './pause.resolver.js';
import { PauseService } from './pause.service.js';
import { PlatformBootstrap } from './platform-bootstrap.js';
import { SignerReader } from './signer.reader.js';
import { SignerResolver } from './signer.resolver.js';
import { SignerService } from './signer.service.js';
import { StandingResolver } from './standing.resolver.js';
import { StandingService } from './standing.service.js';
import { UserAccessService } from './user-access.service.js';
import { ViewerResolver } from './viewer.resolver.js';

/** Organisations: admission, names and identifiers, bank accounts, users' tokens, keys, pauses. */
@Module({
  providers: [
    BankAccountService,
    KeyRotationResolver,
    PartyAdmissionService,
    PartyLoader,
    PartyReader,
    PartyResolver,
    PauseReader,
    PauseResolver,
    PauseService,
    PlatformBootstrap,
    SignerReader,
    SignerResolver,
    SignerService,
    StandingResolver,
    StandingService,
    UserAccessService,
    ViewerResolver,
  ],
  exports: [PartyLoader, PartyReader, SignerReader],
})
export class PartiesModule {}
