import { Field, ID, InputType, Int } from '@nestjs/graphql';

@InputType()
export class AnswerChoiceInput {
  @Field({ description: 'Capital letters, digits and _.' })
  readonly code!: string;

  @Field()
  readonly textEn!: string;

  @Field()
  readonly textZh!: string;

  @Field(() => Int, { description: '0 to 100.' })
  readonly points!: number;
}

@InputType()
export class QuestionInput {
  @Field({ description: 'Capital letters, digits and _.' })
  readonly code!: string;

  @Field()
  readonly textEn!: string;

  @Field()
  readonly textZh!: string;

  @Field(() => Int, { description: 'Those of all questions sum to 10,000.' })
  readonly weightBps!: number;

  @Field({ description: 'An answer names what it rests on.' })
  readonly needsEvidence!: boolean;

  @Field(() => [AnswerChoiceInput], { description: '2 to 20.' })
  readonly answers!: AnswerChoiceInput[];
}

@InputType()
export class QuestionSetInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => [QuestionInput], { description: '1 to 100.' })
  readonly questions!: QuestionInput[];
}

@InputType()
export class OpenQuestionnaireInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => ID, { description: 'The party that is assessed.' })
  readonly partyId!: string;
}

@InputType()
export class GivenAnswerInput {
  @Field({ description: 'Code of the question.' })
  readonly question!: string;

  @Field({ description: 'Code of the answer.' })
  readonly answer!: string;

  @Field(() => String, { nullable: true, description: 'Record, document or reason.' })
  readonly evidence!: string | null;
}

@InputType()
export class AnswerQuestionnaireInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => ID)
  readonly questionnaireId!: string;

  @Field(() => [GivenAnswerInput], {
    description: 'One for each question; where two assessors differ, for those questions only.',
  })
  readonly answers!: GivenAnswerInput[];
}
