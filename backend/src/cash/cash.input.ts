import { Field, ID, InputType } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';

@InputType()
export class SetCashAccountInput extends CommandInput {
  @Field(() => ID, { description: 'ERC-20 contract of deposit tokens.' })
  readonly token!: string;

  @Field({ description: 'ISO 4217 code of the money that the token stands for, at par.' })
  readonly currency!: string;
}

@InputType()
export class PayInTokensInput extends CommandInput {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => ID, { description: 'Token that all who get a share take, too.' })
  readonly token!: string;

  @Field(() => AmountMinor, { description: 'At most what is outstanding.' })
  readonly amountMinor!: bigint;
}
