import { Module } from '@nestjs/common';

import { HealthController } from './health.controller.js';
import { ReadinessService } from './readiness.service.js';

/** What those who run the platform look at: health and readiness. */
@Module({
  controllers: [HealthController],
  providers: [ReadinessService],
})
export class ObservabilityModule {}
