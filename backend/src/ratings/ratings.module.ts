import { Module } from '@nestjs/common';

import { AssessmentWorkModule } from '../assessment-work/index.js';
import { BehaviourModule } from '../behaviour/index.js';
import { PartyClassService } from './party-class.service.js';
import { RatingPublicationReader } from './rating-publication.reader.js';
import { RatingReader } from './rating.reader.js';
import { RatingResolver } from './rating.resolver.js';
import { RatingService } from './rating.service.js';

/** Grades of buyers by scales of assessors, and what each grade allows. */
@Module({
  imports: [AssessmentWorkModule, BehaviourModule],
  providers: [
    PartyClassService,
    RatingPublicationReader,
    RatingReader,
    RatingResolver,
    RatingService,
  ],
  exports: [RatingPublicationReader, RatingReader],
})
export class RatingsModule {}
