import { ArgsType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { AmountMinor, PageArgs } from '../api/index.js';

@ObjectType('CashAccount', {
  description: 'Where a party pays and receives tokens that count as money of a currency.',
})
export class CashAccountType {
  @Field(() => ID, { description: 'ERC-20 contract; its smallest unit is one minor unit.' })
  readonly token!: string;

  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => ID, { description: 'Key of the party that holds the tokens.' })
  readonly account!: string;

  @Field({ description: 'False since the key was revoked: nothing is paid from it or into it.' })
  readonly isActive!: boolean;

  @Field(() => ID, { description: 'Contract that the account approves at the token to pay.' })
  readonly spender!: string;

  @Field()
  readonly setAt!: Date;

  /** Resolved by loaders. */
  readonly party!: string;
}

@ObjectType('CashMovement', { description: 'Tokens that moved from one cash account to another.' })
export class CashMovementType {
  @Field(() => ID)
  readonly token!: string;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;

  @Field(() => ID, { description: 'Of the payment, or the evidence of the act that it paid for.' })
  readonly sourceHash!: string;

  @Field()
  readonly movedAt!: Date;

  /** Resolved by loaders. */
  readonly payer!: string;
  readonly payee!: string;
  readonly receivableId!: string | null;
}

@InputType({ description: 'All given conditions must hold.' })
export class CashMovementFilter {
  @Field(() => ID, { nullable: true })
  readonly token?: string | null;

  @Field(() => ID, { nullable: true })
  readonly sourceHash?: string | null;
}

@ArgsType()
export class CashMovementArgs extends PageArgs {
  @Field(() => CashMovementFilter, { nullable: true })
  readonly filter?: CashMovementFilter | null;
}
