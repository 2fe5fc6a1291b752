import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';
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
