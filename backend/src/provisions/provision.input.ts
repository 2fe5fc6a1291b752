import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';
import { ProvisionBook } from './provision-access.js';
import { SegmentBy } from './provision.sql.js';

@InputType()
export class ProvisionPolicyInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => [Int], {
    description:
      'Last days past due of the ageing buckets but the last one, rising, 0 first: [0, 30, 60, 90, 180]. The last bucket is default.',
  })
  readonly bucketDays!: number[];

  @Field(() => SegmentBy, { description: 'How buyers are grouped, within each currency.' })
  readonly segmentBy!: SegmentBy;

  @Field(() => Int, { description: 'Months of history that rates come from, 1 to 60.' })
  readonly windowMonths!: number;

  @Field(() => AmountMinor, {
    description:
      'A bucket in which less was seen, over all months, takes rates from wider history.',
  })
  readonly baseMinMinor!: bigint;

  @Field(() => Int, { description: '0 to 10,000.' })
  readonly lossGivenDefaultBps!: number;

  @Field(() => [Int], {
    description: 'Loss rate of each bucket but the last in parts per million, without history.',
  })
  readonly fallbackRatesPpm!: number[];

  @Field({ description: 'Account that losses are charged to.' })
  readonly expenseAccount!: string;

  @Field()
  readonly allowanceAccount!: string;

  @Field()
  readonly receivablesAccount!: string;
}

@InputType()
export class ProposeOverlayInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => String, { nullable: true, description: 'All currencies if not given.' })
  readonly currency?: string | null;

  @Field(() => String, { nullable: true, description: 'All segments if not given.' })
  readonly segment?: string | null;

  @Field(() => Int, {
    description: 'Added to the loss rate of each bucket but the last, −10,000 to 10,000.',
  })
  readonly overlayBps!: number;

  @Field({ description: 'What is expected and not in the history, 1 to 1,000 characters.' })
  readonly reason!: string;

  @Field(() => CalendarDate, { description: 'First day whose figures it moves.' })
  readonly firstDate!: string;

  @Field(() => CalendarDate, { description: 'Last day whose figures it moves.' })
  readonly lastDate!: string;
}

@InputType()
export class ApproveOverlayInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => ID)
  readonly overlayId!: string;
}

@InputType()
export class RunProvisionsInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => CalendarDate, { description: 'The ledger’s day at whose end things are counted.' })
  readonly asOfDate!: string;

  @Field(() => ProvisionBook, {
    nullable: true,
    description: 'HELD for a financier that supplies nothing, else OWED, if not given.',
  })
  readonly book?: ProvisionBook | null;
}
