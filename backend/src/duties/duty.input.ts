import { Field, ID, InputType } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';

@InputType()
export class DischargeDutyInput extends CommandInput {
  @Field(() => ID)
  readonly debtorId!: string;

  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => AmountMinor, { description: 'What you received; at most what is owed.' })
  readonly amountMinor!: bigint;

  @Field(() => String, {
    nullable: true,
    description:
      'Proof or reference of the payment, at most 2000 characters; the ledger gets a salted hash.',
  })
  readonly note?: string | null;
}
