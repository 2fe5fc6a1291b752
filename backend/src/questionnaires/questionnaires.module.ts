import { Module } from '@nestjs/common';

import { QuestionnaireReader } from './questionnaire.reader.js';
import { QuestionnaireResolver } from './questionnaire.resolver.js';
import { QuestionnaireService } from './questionnaire.service.js';

/** What persons say of a party: weighted questions, evidence, two assessors and a third where they differ. */
@Module({ providers: [QuestionnaireReader, QuestionnaireResolver, QuestionnaireService] })
export class QuestionnairesModule {}
