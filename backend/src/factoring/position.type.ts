import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';

@ObjectType('LotPosition', { description: 'The part of a deal that belongs to one lot.' })
export class PositionType {
  @Field(() => Int)
  readonly dealNumber!: number;

  @Field({ description: 'Whether the buyer is told to pay the financier.' })
  readonly disclosed!: boolean;

  @Field(() => Int, {
    description: 'Days past due after which the supplier must repurchase; 0 is without recourse.',
  })
  readonly recourseDays!: number;

  @Field(() => AmountMinor, { description: 'Share of the advance.' })
  readonly advanceMinor!: bigint;

  @Field(() => AmountMinor, { description: 'Share of the reserve that is still held back.' })
  readonly reserveMinor!: bigint;

  @Field(() => AmountMinor, {
    description: 'What the supplier would pay to repurchase it now: outstanding less reserve.',
  })
  readonly repurchasePriceMinor!: bigint;

  @Field(() => CalendarDate, {
    nullable: true,
    description:
      'First day on which its owner may demand the repurchase, later by each day on which a dispute rests on it; null without recourse.',
  })
  readonly demandableFrom!: string | null;

  @Field(() => Date, { nullable: true, description: 'When its owner demanded the repurchase.' })
  readonly demandedAt!: Date | null;

  @Field({ description: 'Whether the supplier offered to take it back.' })
  readonly repurchaseOffered!: boolean;

  @Field({ description: 'Whether the reserve was released.' })
  readonly isClosed!: boolean;

  /** Names the lot. */
  readonly lotId!: string;
}

@ObjectType('LotRepurchase', { description: 'A lot that the supplier took back.' })
export class RepurchaseType {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => AmountMinor, { description: 'What the supplier paid.' })
  readonly priceMinor!: bigint;

  @Field(() => AmountMinor, { description: 'Part of the reserve that paid the rest.' })
  readonly reserveAppliedMinor!: bigint;

  @Field(() => AmountMinor, { description: 'Part of the reserve that was left and paid out.' })
  readonly reserveReleasedMinor!: bigint;

  @Field()
  readonly repurchasedAt!: Date;

  /** Names the deal. */
  readonly dealNumber!: number;
}
