import { Module } from '@nestjs/common';

import { BehaviourModule } from '../behaviour/index.js';
import { WarningEvaluationService } from './warning-evaluation.service.js';
import { WarningHandlingService } from './warning-handling.service.js';
import { WarningReader } from './warning.reader.js';
import { WarningResolver } from './warning.resolver.js';
import { WarningWorker } from './warning.worker.js';

/** Signs that a buyer may not pay, what they lead to, and what was done about them. */
@Module({
  imports: [BehaviourModule],
  providers: [
    WarningEvaluationService,
    WarningHandlingService,
    WarningReader,
    WarningResolver,
    WarningWorker,
  ],
})
export class EarlyWarningModule {}
