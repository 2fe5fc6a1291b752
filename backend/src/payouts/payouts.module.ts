import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { PayoutReader } from './payout.reader.js';
import { PayoutPaymentResolver, PayoutResolver } from './payout.resolver.js';
import { PayoutService } from './payout.service.js';

/** Files for banks that pay what parties received for others. */
@Module({
  imports: [PartiesModule],
  providers: [PayoutPaymentResolver, PayoutReader, PayoutResolver, PayoutService],
})
export class PayoutsModule {}
