import { Field, Int, ObjectType } from '@nestjs/graphql';

import { CalendarDate, SignedAmountMinor } from '../api/index.js';

@ObjectType('Behaviour', {
  description:
    'How a buyer behaved over the 365 days before the end of a day, by what was known then, in one currency. Null where there is nothing to count.',
})
export class BehaviourType {
  @Field(() => CalendarDate)
  readonly asOfDate!: string;

  @Field()
  readonly currency!: string;

  @Field(() => SignedAmountMinor)
  readonly outstandingMinor!: bigint;

  @Field(() => SignedAmountMinor)
  readonly overdueMinor!: bigint;

  @Field(() => Int)
  readonly oldestDaysPastDue!: number;

  @Field(() => Int, { description: 'Receivables that were confirmed.' })
  readonly confirmedCount!: number;

  @Field(() => SignedAmountMinor)
  readonly confirmedMinor!: bigint;

  @Field(() => SignedAmountMinor)
  readonly paidMinor!: bigint;

  @Field(() => SignedAmountMinor)
  readonly creditedMinor!: bigint;

  @Field(() => SignedAmountMinor)
  readonly writtenOffMinor!: bigint;

  @Field(() => Int, {
    nullable: true,
    description: 'Thousandths of a day from due date to payment, weighted by amount; early < 0.',
  })
  readonly daysBeyondTermsMilli!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'By how much the last 90 days were later than the 90 before, in thousandths.',
  })
  readonly trendMilli!: number | null;

  @Field(() => Int, { nullable: true, description: 'Median of those that fell due.' })
  readonly lateDaysP50!: number | null;

  @Field(() => Int, { nullable: true })
  readonly lateDaysP90!: number | null;

  @Field(() => Int, { description: 'Receivables that fell due.' })
  readonly dueCount!: number;

  @Field(() => Int, { description: 'Of them paid late, or late and open.' })
  readonly lateCount!: number;

  @Field(() => Int, { nullable: true, description: 'The same by face.' })
  readonly lateShareBps!: number | null;

  @Field(() => Int, { nullable: true, description: 'From registration to confirmation.' })
  readonly confirmationHoursMean!: number | null;

  @Field(() => Int, { nullable: true })
  readonly confirmationHoursP90!: number | null;

  @Field(() => Int)
  readonly disputedCount!: number;

  @Field(() => Int, { nullable: true, description: 'Disputed, of what was confirmed.' })
  readonly disputeShareBps!: number | null;

  @Field(() => Int, { nullable: true, description: 'Credited, of what was confirmed.' })
  readonly dilutionBps!: number | null;

  @Field(() => Int, { description: 'Promises and instalment plans.' })
  readonly promisesKept!: number;

  @Field(() => Int)
  readonly promisesBroken!: number;

  @Field(() => Int, { description: 'Statements that were to be acknowledged.' })
  readonly statementCount!: number;

  @Field(() => Int, { description: 'Of them acknowledged within 10 days.' })
  readonly statementInTimeCount!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Herfindahl index of the buyer’s suppliers; 10,000 is one supplier.',
  })
  readonly concentrationBps!: number | null;

  @Field(() => Int, { nullable: true, description: 'Share of the largest supplier.' })
  readonly largestShareBps!: number | null;

  @Field(() => [Int], { description: 'What was confirmed in January to December.' })
  readonly monthSharesBps!: number[];

  readonly buyer!: string;
  /** Empty for all suppliers. */
  readonly supplier!: string;
}
