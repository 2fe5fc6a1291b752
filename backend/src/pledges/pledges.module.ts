import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { ReceivablesModule } from '../receivables/index.js';
import { LienActsResolver } from './lien-acts.resolver.js';
import { LienActsService } from './lien-acts.service.js';
import { LienOfferService } from './lien-offer.service.js';
import { LotAvailabilityLoader, LotLiensLoader } from './lien.loaders.js';
import { LienReader } from './lien.reader.js';
import { LienResolver, LotLiensResolver } from './lien.resolver.js';

/** Security over lots without transfer: ranked liens, and what of a lot is still available. */
@Module({
  imports: [PartiesModule, ReceivablesModule],
  providers: [
    LienActsResolver,
    LienActsService,
    LienOfferService,
    LienReader,
    LienResolver,
    LotAvailabilityLoader,
    LotLiensLoader,
    LotLiensResolver,
  ],
})
export class PledgesModule {}
