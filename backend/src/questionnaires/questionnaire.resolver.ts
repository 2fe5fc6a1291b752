import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import {
  type Connection,
  DomainError,
  PageArgs,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { offLedgerResultOf } from '../ledger/index.js';
import {
  AnswerQuestionnaireInput,
  OpenQuestionnaireInput,
  QuestionSetInput,
} from './questionnaire.input.js';
import { QuestionnaireReader } from './questionnaire.reader.js';
import { QuestionnaireService } from './questionnaire.service.js';
import { AnswerSheetType, QuestionSetType, QuestionnaireType } from './questionnaire.type.js';

const QuestionnaireConnection = connectionOf('Questionnaire', () => QuestionnaireType);
const SetResult = offLedgerResultOf('SetQuestionsResult', () => QuestionSetType);
const OpenResult = offLedgerResultOf('OpenQuestionnaireResult', () => QuestionnaireType);
const AnswerResult = offLedgerResultOf('AnswerQuestionnaireResult', () => QuestionnaireType);

@Resolver(() => QuestionnaireType)
export class QuestionnaireResolver {
  constructor(
    private readonly reader: QuestionnaireReader,
    private readonly service: QuestionnaireService,
  ) {}

  @Query(() => QuestionSetType, { nullable: true, description: 'What your assessors are asked.' })
  questionSet(@CurrentViewer() viewer: Viewer): Promise<QuestionSetType | null> {
    return this.reader.findSet(viewer);
  }

  @Query(() => QuestionnaireConnection, {
    name: 'questionnaires',
    description: 'Questionnaires of your party, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<QuestionnaireType>> {
    const page = toPage(args, ['instant', 'uuid']);
    return toConnection(await this.reader.list(viewer, page), page, (row) => row.keyset);
  }

  @ResolveField(() => [AnswerSheetType])
  sheets(
    @CurrentViewer() viewer: Viewer,
    @Parent() questionnaire: QuestionnaireType,
  ): Promise<AnswerSheetType[]> {
    return this.reader.sheets(viewer, questionnaire.questionnaireId);
  }

  @Mutation(() => SetResult, {
    description: 'Makes the next version of the questions. Assessor and financier.',
  })
  async setQuestions(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: QuestionSetInput,
  ): Promise<QuestionSetType | DomainError> {
    const made = await this.service.setQuestions(viewer, input);
    return made instanceof DomainError ? made : present(await this.reader.findSet(viewer), 'set');
  }

  @Mutation(() => OpenResult, { description: 'Asks two persons of your party about another one.' })
  async openQuestionnaire(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: OpenQuestionnaireInput,
  ): Promise<QuestionnaireType | DomainError> {
    return this.made(viewer, await this.service.open(viewer, input));
  }

  @Mutation(() => AnswerResult, {
    description: 'Answers all questions, or as a third person those on which two differ.',
  })
  async answerQuestionnaire(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AnswerQuestionnaireInput,
  ): Promise<QuestionnaireType | DomainError> {
    return this.made(viewer, await this.service.answer(viewer, input));
  }

  private async made(
    viewer: Viewer,
    id: string | DomainError,
  ): Promise<QuestionnaireType | DomainError> {
    return id instanceof DomainError ? id : present(await this.reader.find(viewer, id), id);
  }
}
