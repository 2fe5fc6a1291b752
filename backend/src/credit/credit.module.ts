import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { CreditReader } from './credit.reader.js';
import {
  AssessmentFieldsResolver,
  CreditResolver,
  ExposureFieldsResolver,
} from './credit.resolver.js';
import { CreditService } from './credit.service.js';

/** Grades and limits of buyers, and what financiers have at stake with them. */
@Module({
  imports: [PartiesModule],
  providers: [
    AssessmentFieldsResolver,
    CreditReader,
    CreditResolver,
    CreditService,
    ExposureFieldsResolver,
  ],
})
export class CreditModule {}
