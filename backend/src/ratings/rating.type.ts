import { Field, Int, ObjectType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate, type Keyset } from '../api/index.js';
import { RatingFeature } from './grade-scale.js';

@ObjectType()
export class RatingBandType {
  @Field(() => Int, { nullable: true })
  readonly upTo!: number | null;

  @Field(() => Int)
  readonly points!: number;
}

@ObjectType('RatingRule')
export class RatingRuleType {
  @Field(() => RatingFeature)
  readonly feature!: RatingFeature;

  @Field(() => [RatingBandType])
  readonly bands!: readonly RatingBandType[];

  @Field(() => Int)
  readonly missingPoints!: number;
}

@ObjectType('CurrencyLimit')
export class CurrencyLimitType {
  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor)
  readonly limitMinor!: bigint;
}

@ObjectType('Grade', { description: 'What a grade means for those who trade on it.' })
export class GradeType {
  @Field()
  readonly grade!: string;

  @Field(() => Int)
  readonly pointsMin!: number;

  @Field(() => [CurrencyLimitType])
  readonly limits!: readonly CurrencyLimitType[];

  @Field(() => Int)
  readonly longestTermsDays!: number;

  @Field(() => Int)
  readonly cashDiscountBps!: number;

  @Field(() => Int)
  readonly prepaymentBps!: number;

  @Field()
  readonly needsGuarantee!: boolean;

  @Field(() => Int)
  readonly reviewDays!: number;
}

@ObjectType('GradeScale', { description: 'How an assessor comes to grades.' })
export class GradeScaleType {
  @Field(() => Int)
  readonly version!: number;

  @Field(() => Int)
  readonly basePoints!: number;

  @Field(() => [RatingRuleType])
  readonly rules!: readonly RatingRuleType[];

  @Field(() => [GradeType])
  readonly grades!: readonly GradeType[];

  @Field()
  readonly setAt!: Date;
}

@ObjectType('RatingReason')
export class RatingReasonType {
  @Field(() => RatingFeature)
  readonly feature!: RatingFeature;

  @Field(() => Int, { nullable: true, description: 'Null where there was nothing to count.' })
  readonly value!: number | null;

  @Field(() => Int)
  readonly points!: number;

  @Field({ description: 'In English.' })
  readonly textEn!: string;

  @Field({ description: 'In Chinese.' })
  readonly textZh!: string;
}

@ObjectType('Rating', {
  description: 'Grade of a buyer in one currency by what was known on a day.',
})
export class RatingType {
  @Field()
  readonly partyId!: string;

  @Field()
  readonly currency!: string;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;

  @Field(() => Int)
  readonly scaleVersion!: number;

  @Field(() => Int)
  readonly points!: number;

  @Field(() => Int, { description: 'The reasons and these sum to the points.' })
  readonly basePoints!: number;

  @Field()
  readonly grade!: string;

  @Field(() => Int, { description: '1 is best.' })
  readonly rank!: number;

  @Field(() => [RatingReasonType])
  readonly reasons!: readonly RatingReasonType[];

  @Field()
  readonly ratedAt!: Date;

  readonly keyset!: Keyset;
}

@ObjectType('PartyClass', { description: 'What a party is, for segments and limits.' })
export class PartyClassType {
  @Field()
  readonly partyId!: string;

  @Field(() => Int, { description: 'Counted from 1 for each party; the newest holds.' })
  readonly number!: number;

  @Field()
  readonly industry!: string;

  @Field()
  readonly companyGroup!: string;

  @Field()
  readonly sizeBand!: string;

  @Field()
  readonly recordedAt!: Date;
}
