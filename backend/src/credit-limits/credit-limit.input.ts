import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import { LimitScope } from './limit-scope.js';

@InputType()
export class ProposeCreditLimitInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => LimitScope)
  readonly scope!: LimitScope;

  @Field({
    description:
      'Id of the buyer or supplier, both with a colon between for a pair (supplier first), group, industry, country, or empty for the currency.',
  })
  readonly subject!: string;

  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => AmountMinor)
  readonly limitMinor!: bigint;

  @Field(() => Int, { nullable: true, description: 'From issue to due date; any if not given.' })
  readonly longestTermsDays?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Part of the limit from which it is near, 0 to 10,000; 8,000 if not given.',
  })
  readonly warnBps?: number | null;

  @Field({ description: 'Why, 1 to 1,000 characters.' })
  readonly reason!: string;

  @Field({ description: 'In the future; afterwards it no longer holds.' })
  readonly expiresAt!: Date;
}

@InputType()
export class CreditLimitIdInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => ID)
  readonly limitId!: string;
}

@ArgsType()
export class CreditCheckArgs {
  @Field(() => ID)
  readonly supplierId!: string;

  @Field(() => ID)
  readonly buyerId!: string;

  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => AmountMinor, { description: 'What would be owed newly.' })
  readonly amountMinor!: bigint;
}
