import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import type { Keyset } from '../api/index.js';

export enum QuestionnaireStatus {
  /** Waits for the first or the second assessor. */
  OPEN = 'OPEN',
  /** Two assessors differ; a third person decides between them. */
  DIFFERING = 'DIFFERING',
  AGREED = 'AGREED',
  /** A third person decided. */
  SETTLED = 'SETTLED',
}
registerEnumType(QuestionnaireStatus, { name: 'QuestionnaireStatus' });

@ObjectType('AnswerChoice')
export class AnswerChoiceType {
  @Field()
  readonly code!: string;

  @Field()
  readonly textEn!: string;

  @Field()
  readonly textZh!: string;

  @Field(() => Int)
  readonly points!: number;
}

@ObjectType('Question')
export class QuestionType {
  @Field()
  readonly code!: string;

  @Field()
  readonly textEn!: string;

  @Field()
  readonly textZh!: string;

  @Field(() => Int)
  readonly weightBps!: number;

  @Field()
  readonly needsEvidence!: boolean;

  @Field(() => [AnswerChoiceType])
  readonly answers!: readonly AnswerChoiceType[];
}

@ObjectType('QuestionSet', { description: 'What your assessors are asked about a party.' })
export class QuestionSetType {
  @Field(() => Int)
  readonly version!: number;

  @Field(() => [QuestionType])
  readonly questions!: readonly QuestionType[];
}

@ObjectType('GivenAnswer')
export class GivenAnswerType {
  @Field()
  readonly question!: string;

  @Field()
  readonly answer!: string;

  @Field(() => String, { nullable: true })
  readonly evidence!: string | null;
}

@ObjectType('AnswerSheet', {
  description: 'Answers of one person; those of the first stay hidden until the second answered.',
})
export class AnswerSheetType {
  @Field(() => Int)
  readonly number!: number;

  @Field(() => [GivenAnswerType])
  readonly answers!: readonly GivenAnswerType[];

  @Field(() => ID)
  readonly answeredBy!: string;

  @Field()
  readonly answeredAt!: Date;
}

@ObjectType('Questionnaire', { description: 'Assessment of a party by two persons.' })
export class QuestionnaireType {
  @Field(() => ID)
  readonly questionnaireId!: string;

  @Field(() => ID)
  readonly partyId!: string;

  @Field(() => Int)
  readonly setVersion!: number;

  @Field(() => QuestionnaireStatus)
  readonly status!: QuestionnaireStatus;

  @Field(() => Int, { nullable: true, description: '0 to 10,000, once it is agreed or settled.' })
  readonly points!: number | null;

  @Field()
  readonly openedAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly closedAt!: Date | null;

  readonly keyset!: Keyset;
}
