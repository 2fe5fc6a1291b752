import { Module } from '@nestjs/common';

import { AssessmentWorkDesk } from './assessment-work.desk.js';
import { AssessmentWorkReader } from './assessment-work.reader.js';
import { AssessmentWorkResolver } from './assessment-work.resolver.js';
import { AssessmentWorkService } from './assessment-work.service.js';
import { AssessmentWorkWorker } from './assessment-work.worker.js';
import { WorkKinds } from './work-kinds.js';

/** Work of assessors that takes longer than a request: with progress, taken back at will, begun anew after a crash. */
@Module({
  providers: [
    AssessmentWorkDesk,
    AssessmentWorkReader,
    AssessmentWorkResolver,
    AssessmentWorkService,
    AssessmentWorkWorker,
    WorkKinds,
  ],
  exports: [AssessmentWorkReader, AssessmentWorkService, WorkKinds],
})
export class AssessmentWorkModule {}
