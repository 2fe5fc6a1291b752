import { Module } from '@nestjs/common';

import { LimitationReader } from './limitation.reader.js';
import { ReceivableLimitationLoader, StatementLimitationLoader } from './limitation.loaders.js';
import {
  PairLawResolver,
  ReceivableLimitationResolver,
  StatementLimitationResolver,
} from './limitation.resolver.js';
import { PairLawService } from './pair-law.service.js';
import { PairLawStore } from './pair-law.store.js';

/** How long claims can be enforced, under the laws that pairs agree on. */
@Module({
  providers: [
    LimitationReader,
    PairLawResolver,
    PairLawService,
    PairLawStore,
    ReceivableLimitationLoader,
    ReceivableLimitationResolver,
    StatementLimitationLoader,
    StatementLimitationResolver,
  ],
})
export class LimitationModule {}
