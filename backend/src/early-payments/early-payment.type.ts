import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, PageArgs } from '../api/index.js';
import { EarlyPaymentStatus } from './early-payment.entity.js';

registerEnumType(EarlyPaymentStatus, {
  name: 'EarlyPaymentStatus',
  valuesMap: {
    OFFERED: { description: 'The supplier has not accepted it.' },
    ACCEPTED: { description: 'The lot is reserved; the buyer has not paid yet.' },
    SETTLED: { description: 'The money came; the lot is settled.' },
    WITHDRAWN: { description: 'The buyer took its offer back.' },
    LAPSED: { description: 'The buyer did not pay in time; the lot is free again.' },
    REVERSED: { description: 'The bank took the money back; the lot is owed as before.' },
  },
});

@ObjectType('EarlyPayment', { description: 'An offer of a buyer to pay a lot early for less.' })
export class EarlyPaymentType {
  @Field(() => Int)
  readonly number!: number;

  @Field(() => EarlyPaymentStatus)
  readonly status!: EarlyPaymentStatus;

  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor, {
    description: 'Outstanding on the lot; the payment settles all of it.',
  })
  readonly faceMinor!: bigint;

  @Field(() => AmountMinor, { description: 'What the supplier lets go.' })
  readonly discountMinor!: bigint;

  @Field(() => AmountMinor, { description: 'What the buyer pays: face less discount.' })
  readonly payMinor!: bigint;

  @Field({ description: 'Afterwards the offer, or an unpaid agreement, lapses.' })
  readonly payBy!: Date;

  @Field()
  readonly offeredAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly acceptedAt!: Date | null;

  @Field(() => Date, { nullable: true })
  readonly settledAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was withdrawn, lapsed or reversed.' })
  readonly endedAt!: Date | null;

  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => ID, { nullable: true, description: 'Bank entry that settled it.' })
  readonly entryHash!: string | null;

  /** Resolved by loaders. */
  readonly receivableId!: string;
  readonly supplier!: string;
  readonly buyer!: string;
}

@ObjectType('EarlyPayableLot', {
  description: 'A lot that is still its supplier’s, so that its buyer may offer to pay it early.',
})
export class EarlyPayableLotType {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => AmountMinor)
  readonly outstandingMinor!: bigint;
}

@InputType()
export class EarlyPaymentFilter {
  @Field(() => EarlyPaymentStatus, { nullable: true })
  readonly status?: EarlyPaymentStatus | null;
}

@ArgsType()
export class EarlyPaymentArgs extends PageArgs {
  @Field(() => EarlyPaymentFilter, { nullable: true })
  readonly filter?: EarlyPaymentFilter | null;
}
