import { ArgsType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { AmountMinor, PageArgs } from '../api/index.js';

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

@ArgsType()
export class TakenDiscountArgs extends PageArgs {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those that are not granted yet, or are.',
  })
  readonly open?: boolean | null;
}
