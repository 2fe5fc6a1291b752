import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { ApprovalReader } from './approval.reader.js';
import { ApprovalActsResolver, ApprovalResolver } from './approval.resolver.js';
import { ApprovalService } from './approval.service.js';
import { ContractNames } from './contract-names.js';
import { LotOrderReader } from './lot-order.reader.js';
import { LotFreezeResolver, LotOrderActsResolver, LotOrderResolver } from './lot-order.resolver.js';
import { LotOrderService } from './lot-order.service.js';
import { PowerReader } from './power.reader.js';
import { PowerActsResolver, PowerResolver } from './power.resolver.js';
import { PowerService } from './power.service.js';
import { ApprovalStepsLoader, LotFrozenLoader, LotOrdersLoader } from './powers.loaders.js';
import { RecoveryService } from './recovery.service.js';
import { TwoOperatorService } from './two-operator.service.js';

/** Powers of operators' keys, acts that take two of them, and orders of courts. */
@Module({
  imports: [PartiesModule],
  providers: [
    ApprovalActsResolver,
    ApprovalReader,
    ApprovalResolver,
    ApprovalService,
    ApprovalStepsLoader,
    ContractNames,
    LotFreezeResolver,
    LotFrozenLoader,
    LotOrderActsResolver,
    LotOrderReader,
    LotOrderResolver,
    LotOrderService,
    LotOrdersLoader,
    PowerActsResolver,
    PowerReader,
    PowerResolver,
    PowerService,
    RecoveryService,
    TwoOperatorService,
  ],
})
export class PowersModule {}
