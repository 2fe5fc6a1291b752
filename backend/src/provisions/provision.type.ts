import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate, type Keyset, SignedAmountMinor } from '../api/index.js';
import { RateBasis } from './loss-rates.js';
import { ProvisionBook } from './provision-access.js';
import { SegmentBy } from './provision.sql.js';

registerEnumType(SegmentBy, { name: 'ProvisionSegmentBy' });
registerEnumType(RateBasis, {
  name: 'ProvisionRateBasis',
  description:
    'Whose roll rates a loss rate comes from; POLICY: there was too little history, DEFAULT: the loss given default.',
});

@ObjectType('ProvisionPolicy', { description: 'How your party works out its loss allowance.' })
export class ProvisionPolicyType {
  @Field(() => Int)
  readonly version!: number;

  @Field(() => [Int], { description: 'Last days past due of the buckets but the last one.' })
  readonly bucketDays!: number[];

  @Field(() => SegmentBy)
  readonly segmentBy!: SegmentBy;

  @Field(() => Int)
  readonly windowMonths!: number;

  @Field(() => AmountMinor)
  readonly baseMinMinor!: bigint;

  @Field(() => Int)
  readonly lossGivenDefaultBps!: number;

  @Field(() => [Int])
  readonly fallbackRatesPpm!: number[];

  @Field()
  readonly expenseAccount!: string;

  @Field()
  readonly allowanceAccount!: string;

  @Field()
  readonly receivablesAccount!: string;

  @Field()
  readonly setAt!: Date;
}

@ObjectType('ProvisionOverlay', {
  description: 'What is expected and not in the history; holds once a second person approved it.',
})
export class ProvisionOverlayType {
  @Field(() => ID)
  readonly overlayId!: string;

  @Field(() => String, { nullable: true })
  readonly currency!: string | null;

  @Field(() => String, { nullable: true })
  readonly segment!: string | null;

  @Field(() => Int)
  readonly overlayBps!: number;

  @Field()
  readonly reason!: string;

  @Field(() => CalendarDate)
  readonly firstDate!: string;

  @Field(() => CalendarDate)
  readonly lastDate!: string;

  @Field(() => ID, { description: 'User who proposed it.' })
  readonly proposedBy!: string;

  @Field()
  readonly proposedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'Another user of the party.' })
  readonly approvedBy!: string | null;

  @Field(() => Date, { nullable: true })
  readonly approvedAt!: Date | null;

  readonly keyset!: Keyset;
}

@ObjectType('ProvisionCell', { description: 'One currency, segment and ageing bucket of a run.' })
export class ProvisionCellType {
  @Field()
  readonly currency!: string;

  @Field({ description: 'Empty where buyers are not grouped, or nothing is known of one.' })
  readonly segment!: string;

  @Field(() => Int, { description: 'Counted from 0, not past due.' })
  readonly bucket!: number;

  @Field(() => RateBasis)
  readonly basis!: RateBasis;

  @Field(() => SignedAmountMinor, { description: 'What was in the bucket over all months.' })
  readonly observedMinor!: bigint;

  @Field(() => Int, { description: 'Part of it that was worse a month later, per million.' })
  readonly rolledPpm!: number;

  @Field(() => Int, { description: 'Before the overlay, per million.' })
  readonly lossRatePpm!: number;

  @Field(() => Int)
  readonly overlayBps!: number;

  @Field(() => Int, { description: 'With the overlay, between nothing and all, per million.' })
  readonly appliedPpm!: number;

  @Field(() => Int)
  readonly receivableCount!: number;

  @Field(() => SignedAmountMinor)
  readonly outstandingMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'Rounded up; the lines sum to it.' })
  readonly eclMinor!: bigint;
}

@ObjectType('ProvisionTotal', { description: 'Sums of a run in one currency.' })
export class ProvisionTotalType {
  @Field()
  readonly currency!: string;

  @Field(() => SignedAmountMinor)
  readonly outstandingMinor!: bigint;

  @Field(() => SignedAmountMinor)
  readonly eclMinor!: bigint;

  @Field(() => SignedAmountMinor, {
    description: 'Part of it that is outstanding of lots with recourse.',
  })
  readonly recourseOutstandingMinor!: bigint;

  @Field(() => SignedAmountMinor, {
    description:
      'Part of the loss that the supplier would have to bear first; it is not taken off.',
  })
  readonly recourseEclMinor!: bigint;
}

@ObjectType('ProvisionRun', {
  description:
    'Loss allowance of a party’s receivables, or of lots that it holds, at the end of a day; IFRS 9 simplified.',
})
export class ProvisionRunType {
  @Field(() => ID)
  readonly runId!: string;

  @Field(() => ProvisionBook)
  readonly book!: ProvisionBook;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;

  @Field(() => Int)
  readonly policyVersion!: number;

  @Field(() => Int, { description: 'Last block that had been indexed.' })
  readonly blockNumber!: number;

  @Field()
  readonly madeAt!: Date;

  readonly party!: string;
  readonly keyset!: Keyset;
}

@ObjectType('ProvisionLine', { description: 'Expected credit loss of one receivable or lot.' })
export class ProvisionLineType {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => ID, { nullable: true, description: 'Where lots are counted.' })
  readonly lotId!: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Days past due after which the supplier takes the lot back; null without recourse.',
  })
  readonly recourseDays!: number | null;

  @Field()
  readonly currency!: string;

  @Field()
  readonly segment!: string;

  @Field(() => Int)
  readonly bucket!: number;

  @Field(() => Int, { description: 'Negative before the due date.' })
  readonly daysPastDue!: number;

  @Field(() => AmountMinor)
  readonly outstandingMinor!: bigint;

  @Field(() => AmountMinor)
  readonly eclMinor!: bigint;
}
