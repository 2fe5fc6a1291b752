import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { RatingsModule } from '../ratings/index.js';
import { CreditReader } from './credit.reader.js';
import {
  AssessmentFieldsResolver,
  CreditResolver,
  ExposureFieldsResolver,
} from './credit.resolver.js';
import { CreditService } from './credit.service.js';
import { RatingPublicationResolver } from './rating-publication.resolver.js';
import { RatingPublicationService } from './rating-publication.service.js';

/** Grades and limits of buyers, and what financiers have at stake with them. */
@Module({
  imports: [PartiesModule, RatingsModule],
  providers: [
    AssessmentFieldsResolver,
    CreditReader,
    CreditResolver,
    CreditService,
    ExposureFieldsResolver,
    RatingPublicationResolver,
    RatingPublicationService,
  ],
})
export class CreditModule {}
