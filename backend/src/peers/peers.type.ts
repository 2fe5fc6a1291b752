import { Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';

/** What parties are compared by: ratios of statements, then figures of behaviour. */
export enum PeerFigure {
  currentRatio = 'currentRatio',
  quickRatio = 'quickRatio',
  cashRatio = 'cashRatio',
  debtToAssets = 'debtToAssets',
  interestCover = 'interestCover',
  grossMargin = 'grossMargin',
  operatingMargin = 'operatingMargin',
  netMargin = 'netMargin',
  assetTurnover = 'assetTurnover',
  daysSalesOutstanding = 'daysSalesOutstanding',
  daysInventory = 'daysInventory',
  daysPayableOutstanding = 'daysPayableOutstanding',
  cashConversionDays = 'cashConversionDays',
  daysBeyondTerms = 'daysBeyondTerms',
  lateShare = 'lateShare',
  disputeShare = 'disputeShare',
  dilution = 'dilution',
  confirmationHours = 'confirmationHours',
}
registerEnumType(PeerFigure, { name: 'PeerFigure' });

export enum PeerGroup {
  INDUSTRY_AND_SIZE = 'INDUSTRY_AND_SIZE',
  /** Too few are of the same size. */
  INDUSTRY = 'INDUSTRY',
  /** Fewer than ten; nothing is said. */
  TOO_FEW = 'TOO_FEW',
}
registerEnumType(PeerGroup, { name: 'PeerGroup' });

@ObjectType('PeerStanding')
export class PeerStandingType {
  @Field(() => PeerFigure)
  readonly figure!: PeerFigure;

  @Field(() => Float, { nullable: true, description: 'Of the party itself; shares as parts of 1.' })
  readonly value!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Share of peers with a lower value, equal ones counting half.',
  })
  readonly percentile!: number | null;

  @Field(() => Float, { nullable: true })
  readonly lowerQuartile!: number | null;

  @Field(() => Float, { nullable: true })
  readonly median!: number | null;

  @Field(() => Float, { nullable: true })
  readonly upperQuartile!: number | null;

  @Field(() => Int)
  readonly peerCount!: number;

  @Field(() => PeerGroup)
  readonly group!: PeerGroup;
}

@ObjectType('PeerComparison', {
  description: 'Where a party stands among those of its industry and size.',
})
export class PeerComparisonType {
  @Field({ description: 'Empty where nobody classified the party.' })
  readonly industry!: string;

  @Field()
  readonly sizeBand!: string;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;

  @Field(() => [PeerStandingType], { description: 'One for each figure.' })
  readonly standings!: readonly PeerStandingType[];
}
