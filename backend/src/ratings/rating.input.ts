import { Field, InputType, Int, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';
import { RatingFeature } from './grade-scale.js';

registerEnumType(RatingFeature, { name: 'RatingFeature' });

@InputType()
export class RatingBandInput {
  @Field(() => Int, { nullable: true, description: 'With this figure; null for the last band.' })
  readonly upTo!: number | null;

  @Field(() => Int)
  readonly points!: number;
}

@InputType()
export class RatingRuleInput {
  @Field(() => RatingFeature)
  readonly feature!: RatingFeature;

  @Field(() => [RatingBandInput], { description: '1 to 20, bounds rising.' })
  readonly bands!: RatingBandInput[];

  @Field(() => Int, { description: 'Points where there is nothing to count.' })
  readonly missingPoints!: number;
}

@InputType()
export class CurrencyLimitInput {
  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => AmountMinor)
  readonly limitMinor!: bigint;
}

@InputType()
export class GradeInput {
  @Field({ description: 'Such as AAA.' })
  readonly grade!: string;

  @Field(() => Int, { description: 'Fewest points; the last grade takes all.' })
  readonly pointsMin!: number;

  @Field(() => [CurrencyLimitInput], { description: 'None in a currency that is not named.' })
  readonly limits!: CurrencyLimitInput[];

  @Field(() => Int, { description: 'From issue to due date.' })
  readonly longestTermsDays!: number;

  @Field(() => Int)
  readonly cashDiscountBps!: number;

  @Field(() => Int, { description: 'Part to be paid before delivery.' })
  readonly prepaymentBps!: number;

  @Field()
  readonly needsGuarantee!: boolean;

  @Field(() => Int, { description: 'Longest time between two assessments.' })
  readonly reviewDays!: number;
}

@InputType()
export class GradeScaleInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => Int)
  readonly basePoints!: number;

  @Field(() => [RatingRuleInput], { description: '1 to 20, each figure once.' })
  readonly rules!: RatingRuleInput[];

  @Field(() => [GradeInput], { description: '1 to 30 from the best down.' })
  readonly grades!: GradeInput[];
}

@InputType()
export class RateBuyersInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => CalendarDate, { description: 'Only what was known at the end of it counts.' })
  readonly asOfDate!: string;
}

@InputType()
export class ClassifyPartyInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field()
  readonly partyId!: string;

  @Field({ description: 'Code of the industry, such as C10; empty if unknown.' })
  readonly industry!: string;

  @Field({ description: 'Group of companies; empty if it belongs to none.' })
  readonly companyGroup!: string;

  @Field({ description: 'Such as SMALL; empty if unknown.' })
  readonly sizeBand!: string;
}
