import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate, SignedAmountMinor } from '../api/index.js';

/** What a probability was worked out from. */
export enum ForecastBasis {
  /** The champion of the purpose. */
  MODEL = 'MODEL',
  /** No model is champion: how the buyer paid, drawn towards everybody where it has little history. */
  HISTORY = 'HISTORY',
  /** No model is champion: how buyers in the same state went on, month by month. */
  ROLL_RATES = 'ROLL_RATES',
  /** It has happened already. */
  HAPPENED = 'HAPPENED',
}
registerEnumType(ForecastBasis, { name: 'ForecastBasis' });

@ObjectType({ description: 'What one figure added to or took from a score.' })
export class ForecastReason {
  @Field()
  readonly feature!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Its value; null where it is missing, or tells of the buyer’s dealings with others than the reader.',
  })
  readonly value!: string | null;

  @Field(() => Int)
  readonly points!: number;

  @Field()
  readonly textEn!: string;

  @Field()
  readonly textZh!: string;
}

@ObjectType({ description: 'A calibrated probability and why it is what it is.' })
export class ForecastScore {
  @Field(() => Int, { description: 'In basis points, 0 to 10,000.' })
  readonly probabilityBps!: number;

  @Field(() => ForecastBasis)
  readonly basis!: ForecastBasis;

  @Field(() => Int, { nullable: true, description: 'Of the model; null where there is none.' })
  readonly modelVersion!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'More is better, 40 points double the odds; null where it has happened already.',
  })
  readonly score!: number | null;

  @Field(() => Int, { nullable: true, description: 'With the reasons they sum to the score.' })
  readonly basePoints!: number | null;

  @Field(() => [ForecastReason], { description: 'What cost most first.' })
  readonly reasons!: ForecastReason[];
}

@ObjectType({ description: 'By what was known at the end of a day.' })
export class ReceivableForecast {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;

  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor)
  readonly outstandingMinor!: bigint;

  @Field(() => CalendarDate)
  readonly dueDate!: string;

  @Field(() => ForecastScore, { description: 'That it is paid after its due date.' })
  readonly late!: ForecastScore;

  @Field(() => CalendarDate, { description: 'One of ten such receivables is paid by then.' })
  readonly earlyDate!: string;

  @Field(() => CalendarDate, { description: 'Half of such receivables are paid by then.' })
  readonly expectedDate!: string;

  @Field(() => CalendarDate, { description: 'Nine of ten such receivables are paid by then.' })
  readonly lateDate!: string;

  @Field(() => ForecastScore, {
    description: 'That the buyer comes into default within twelve months.',
  })
  readonly buyerDefault!: ForecastScore;
}

@ObjectType({ description: 'By what was known at the end of a day.' })
export class BuyerForecast {
  @Field(() => ID)
  readonly buyerId!: string;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;

  @Field(() => ForecastScore, { description: 'That it comes into default within twelve months.' })
  readonly default!: ForecastScore;
}

@ObjectType()
export class CashForecastWeek {
  @Field(() => CalendarDate)
  readonly fromDate!: string;

  @Field(() => CalendarDate)
  readonly toDate!: string;

  @Field(() => SignedAmountMinor, { description: 'Expected on average.' })
  readonly expectedMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'In nine of ten cases it is at least this.' })
  readonly lowMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'In nine of ten cases it is at most this.' })
  readonly highMinor!: bigint;
}

@ObjectType({
  description:
    'Expected receipts of one currency from what a party holds; weeks and `laterMinor` sum to `outstandingMinor`.',
})
export class CashForecast {
  @Field()
  readonly currency!: string;

  @Field(() => CalendarDate, { description: 'The ledger’s day; the first week begins after it.' })
  readonly asOfDate!: string;

  @Field(() => SignedAmountMinor, { description: 'Of all lots that the party owns.' })
  readonly outstandingMinor!: bigint;

  @Field(() => [CashForecastWeek])
  readonly weeks!: CashForecastWeek[];

  @Field(() => SignedAmountMinor, { description: 'Expected after the last week, or never.' })
  readonly laterMinor!: bigint;
}
