import { Module } from '@nestjs/common';

import { AgeingReader } from './ageing.reader.js';
import { ProvisionMovementReader } from './provision-movement.reader.js';
import { ProvisionMovementResolver } from './provision-movement.resolver.js';
import { ProvisionPolicyService } from './provision-policy.service.js';
import { ProvisionRunService } from './provision-run.service.js';
import { ProvisionReader } from './provision.reader.js';
import { ProvisionPolicyResolver, ProvisionRunResolver } from './provision.resolver.js';

/** Loss allowances by IFRS 9's simplified approach, as of any day. */
@Module({
  providers: [
    AgeingReader,
    ProvisionMovementReader,
    ProvisionMovementResolver,
    ProvisionPolicyResolver,
    ProvisionPolicyService,
    ProvisionReader,
    ProvisionRunResolver,
    ProvisionRunService,
  ],
})
export class ProvisionsModule {}
