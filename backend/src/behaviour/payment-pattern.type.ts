import { Field, Int, ObjectType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate, SignedAmountMinor } from '../api/index.js';

@ObjectType('PaymentTimeBand', { description: 'Receivables that fell due, by days late.' })
export class PaymentTimeBandType {
  @Field(() => Int, { nullable: true, description: 'Early is below 0; null for the first band.' })
  readonly fromDays!: number | null;

  @Field(() => Int, { nullable: true, description: 'Null for the last band.' })
  readonly toDays!: number | null;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => Int, { description: 'Of them not paid whole; their days go on.' })
  readonly openCount!: number;

  @Field(() => AmountMinor)
  readonly faceMinor!: bigint;
}

@ObjectType('AmountBand', { description: 'Receivables that were confirmed, by face.' })
export class AmountBandType {
  @Field(() => AmountMinor)
  readonly fromMinor!: bigint;

  @Field(() => AmountMinor, { description: 'Not in the band any more.' })
  readonly belowMinor!: bigint;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => AmountMinor)
  readonly faceMinor!: bigint;
}

@ObjectType('PaymentMonth', { description: 'What was paid in a month.' })
export class PaymentMonthType {
  @Field(() => CalendarDate, { description: 'Its first day.' })
  readonly month!: string;

  @Field(() => SignedAmountMinor)
  readonly paidMinor!: bigint;

  @Field(() => Int, {
    nullable: true,
    description: 'Thousandths of a day from due date to payment, weighted by amount; early < 0.',
  })
  readonly daysBeyondTermsMilli!: number | null;
}

@ObjectType('PaymentPattern', {
  description: 'How a buyer pays, of the 365 days before the end of a day, in one currency.',
})
export class PaymentPatternType {
  @Field(() => [PaymentTimeBandType], { description: 'All bands from early to late.' })
  readonly times!: readonly PaymentTimeBandType[];

  @Field(() => [AmountBandType], {
    description: 'From the smallest to the largest that has receivables.',
  })
  readonly amounts!: readonly AmountBandType[];

  @Field(() => [PaymentMonthType], { description: 'Twelve, the month of the day last.' })
  readonly months!: readonly PaymentMonthType[];
}
