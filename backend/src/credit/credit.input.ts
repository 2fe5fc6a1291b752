import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';

@InputType()
export class AssessmentInput {
  @Field(() => ID, { description: 'The buyer that is assessed.' })
  readonly partyId!: string;

  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => AmountMinor, {
    description: 'Largest exposure of a financier that follows you; 0 stops new funding.',
  })
  readonly limitMinor!: bigint;

  @Field(() => Int, { description: '1 to 255, 1 is best; the scale is your model’s.' })
  readonly grade!: number;

  @Field({ description: 'From then on it no longer allows funding; whole seconds count.' })
  readonly expiresAt!: Date;

  @Field(() => Int, { description: 'Number of your model, 0 or more.' })
  readonly modelVersion!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'What the model was fed with, at most 20,000 characters; the ledger gets a salted hash.',
  })
  readonly inputs?: string | null;
}

@InputType()
export class PublishAssessmentsInput extends CommandInput {
  @Field(() => [AssessmentInput], { description: '1 to 100, each buyer and currency once.' })
  readonly assessments!: readonly AssessmentInput[];
}

@InputType()
export class PublishRatingsInput extends CommandInput {
  @Field(() => CalendarDate, { description: 'Day of the ratings.' })
  readonly asOfDate!: string;

  @Field(() => [ID], { description: '1 to 100 buyers that your party rated for that day.' })
  readonly partyIds!: readonly string[];
}

@InputType()
export class FollowAssessorInput extends CommandInput {
  @Field(() => ID)
  readonly assessorId!: string;
}
