import { Field, Int, ObjectType } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';

@ObjectType('Assessment', {
  description: 'What an assessor says of a buyer in one currency; the newest one holds.',
})
export class AssessmentType {
  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor, {
    description: 'Largest exposure of a financier that follows the assessor.',
  })
  readonly limitMinor!: bigint;

  @Field(() => Int, { description: '1 is best; the scale is the model’s.' })
  readonly grade!: number;

  @Field({ description: 'From then on it no longer allows funding.' })
  readonly expiresAt!: Date;

  @Field(() => Int)
  readonly modelVersion!: number;

  @Field({ description: 'Salted hash of what the model was fed with; zero if nothing was given.' })
  readonly inputCommitment!: string;

  @Field()
  readonly publishedAt!: Date;

  /** Resolved by loaders. */
  readonly assessor!: string;
  readonly party!: string;
}

@ObjectType('AssessmentInputs', {
  description: 'What an assessment followed from; `duebill credit reproduce` works it out again.',
})
export class AssessmentInputsType {
  @Field()
  readonly inputCommitment!: string;

  @Field()
  readonly salt!: string;

  @Field()
  readonly inputs!: string;
}

@ObjectType('Exposure', { description: 'What a financier has at stake with a buyer.' })
export class ExposureType {
  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor, {
    description: 'Outstanding of the lots that it owns, and what liens secure for it.',
  })
  readonly exposureMinor!: bigint;

  @Field(() => AmountMinor, {
    nullable: true,
    description: 'Limit of the assessor that it follows; null without an assessment.',
  })
  readonly limitMinor!: bigint | null;

  @Field(() => AmountMinor, { description: 'What may still be funded now.' })
  readonly headroomMinor!: bigint;

  /** Resolved by loaders. */
  readonly financier!: string;
  readonly buyer!: string;
  readonly assessor!: string;
}
