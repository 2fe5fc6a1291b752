import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';
import { offLedgerResultOf } from '../ledger/index.js';

@ObjectType({ description: 'What a buyer may keep back of a receivable if it pays in time.' })
export class CashDiscount {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => Int, { description: 'Share of the face, in basis points; 0 is none.' })
  readonly discountBps!: number;

  @Field(() => CalendarDate, { description: 'Last day on which a payment earns it.' })
  readonly discountUntil!: string;
}

@ObjectType({ description: 'Terms of cash discount that one request named.' })
export class CashDiscounts {
  @Field(() => [CashDiscount])
  readonly discounts!: readonly CashDiscount[];
}

@InputType()
export class CashDiscountInput {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => Int, {
    description: 'Share of the face in basis points, 0 to 5000; 0 takes it back.',
  })
  readonly discountBps!: number;

  @Field(() => CalendarDate)
  readonly discountUntil!: string;
}

@InputType()
export class SetCashDiscountsInput {
  @Field({ description: 'The same key and discounts give the same answer again.' })
  readonly idempotencyKey!: string;

  @Field(() => [CashDiscountInput], { description: '1 to 100, each receivable once.' })
  readonly discounts!: readonly CashDiscountInput[];
}

export const SetCashDiscountsResult = offLedgerResultOf(
  'SetCashDiscountsResult',
  () => CashDiscounts,
);

@ObjectType({
  description:
    'What a payer kept back of a receivable as a discount. It is owed until it is granted.',
})
export class TakenDiscount {
  @Field(() => ID, { description: 'Bank entry of the payment.' })
  readonly entryHash!: string;

  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;

  @Field({ description: 'Within the terms that the supplier named, and in time.' })
  readonly isEarned!: boolean;

  @Field()
  readonly takenAt!: Date;

  @Field(() => ID, { nullable: true, description: 'The credit note that grants it.' })
  readonly commandId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why the platform could not grant it by itself.',
  })
  readonly problem!: string | null;
}

@InputType({ description: 'One discount is one credit note, however often it is asked for.' })
export class GrantDiscountInput {
  @Field(() => ID)
  readonly entryHash!: string;

  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Answer only when the credit note is included or refused; false if not given.',
  })
  readonly awaitInclusion?: boolean | null;
}
