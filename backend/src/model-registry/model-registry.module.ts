import { Module } from '@nestjs/common';

import { AssessmentWorkModule } from '../assessment-work/index.js';
import { PaymentHistoryModule } from '../payment-history/index.js';
import { ModelImportService } from './model-import.service.js';
import { ModelTrainingService } from './model-training.service.js';
import { ModelVersionReader } from './model-version.reader.js';
import { ModelVersionResolver } from './model-version.resolver.js';
import { TRAINING_THREAD } from './training.runner.js';

/** The thread of trainings, as compiled. */
export const TRAINING_THREAD_FILE = new URL('./training.thread.js', import.meta.url);

/** Versions of models, how they were trained, and which one forecasts. */
@Module({
  imports: [AssessmentWorkModule, PaymentHistoryModule],
  providers: [
    ModelImportService,
    ModelTrainingService,
    ModelVersionReader,
    ModelVersionResolver,
    { provide: TRAINING_THREAD, useValue: TRAINING_THREAD_FILE },
  ],
  exports: [ModelVersionReader],
})
export class ModelRegistryModule {}
