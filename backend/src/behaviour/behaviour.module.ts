import { Module } from '@nestjs/common';

import { BehaviourReader } from './behaviour.reader.js';
import { BehaviourResolver } from './behaviour.resolver.js';
import { PaymentPatternReader } from './payment-pattern.reader.js';

/** How buyers confirm, pay, dispute and promise, as it was known on any day. */
@Module({
  providers: [BehaviourReader, BehaviourResolver, PaymentPatternReader],
  exports: [BehaviourReader, PaymentPatternReader],
})
export class BehaviourModule {}
