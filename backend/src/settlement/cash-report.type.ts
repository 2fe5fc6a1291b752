import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';

import { CalendarDate, SignedAmountMinor } from '../api/index.js';

@ObjectType({ description: 'Number and sum of bank entries.' })
export class EntryFigures {
  @Field(() => Int)
  readonly count!: number;

  @Field(() => SignedAmountMinor)
  readonly amountMinor!: bigint;
}

@ObjectType({ description: 'Cash that pays nothing yet, by days since it was booked.' })
export class UnappliedBucket extends EntryFigures {
  @Field(() => Int)
  readonly fromDays!: number;

  @Field(() => Int, { nullable: true, description: 'Null of the last one, which has no end.' })
  readonly toDays!: number | null;
}

@ObjectType({ description: 'Entries of the day that did not pay exactly what they name.' })
export class MatchDifference extends EntryFigures {
  @Field({ description: 'Rule that explained them, such as PARTIAL or OVERPAYMENT.' })
  readonly cause!: string;

  @Field(() => SignedAmountMinor, { description: 'What of them pays nothing.' })
  readonly unappliedMinor!: bigint;
}

@ObjectType({ description: 'Money in of one currency.' })
export class CashReportCurrency {
  @Field()
  readonly currency!: string;

  @Field(() => EntryFigures, {
    description: 'Entries of the day that were matched without anybody.',
  })
  readonly automatic!: EntryFigures;

  @Field(() => EntryFigures, { description: 'Entries of the day that people matched.' })
  readonly byHand!: EntryFigures;

  @Field(() => EntryFigures, { description: 'Entries of the day that wait for somebody.' })
  readonly open!: EntryFigures;

  @Field(() => [UnappliedBucket], { description: 'Of the day and all days before it.' })
  readonly unapplied!: readonly UnappliedBucket[];

  @Field(() => [MatchDifference], { description: 'By cause, the most frequent first.' })
  readonly differences!: readonly MatchDifference[];
}

@ObjectType({ description: 'How money in of your accounts was matched, as it stands now.' })
export class CashReport {
  @Field(() => CalendarDate)
  readonly day!: string;

  @Field(() => [CashReportCurrency], { description: 'In the order of their codes.' })
  readonly currencies!: readonly CashReportCurrency[];
}

@ArgsType()
export class CashReportArgs {
  @Field(() => CalendarDate, { description: 'Booking day.' })
  readonly day!: string;

  @Field(() => String, { nullable: true, description: 'Of one account only.' })
  readonly account?: string | null;
}
