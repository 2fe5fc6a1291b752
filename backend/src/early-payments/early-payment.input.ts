import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';

@InputType()
export class OfferEarlyPaymentInput extends CommandInput {
  @Field(() => ID, { description: 'See `earlyPayableLots` of a receivable.' })
  readonly lotId!: string;

  @Field(() => AmountMinor, { description: 'What the supplier would let go; below the face.' })
  readonly discountMinor!: bigint;

  @Field({
    description: 'In the future of the ledger, not after the due date; whole seconds count.',
  })
  readonly payBy!: Date;
}

@InputType()
export class EarlyPaymentInput extends CommandInput {
  @Field(() => Int)
  readonly earlyPaymentNumber!: number;
}

@InputType()
export class SettleEarlyPaymentInput extends EarlyPaymentInput {
  @Field(() => ID, { description: 'Bank entry that paid it.' })
  readonly entryHash!: string;
}
