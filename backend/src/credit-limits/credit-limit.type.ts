import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, type Keyset, SignedAmountMinor } from '../api/index.js';
import { LimitState } from './credit-gate.js';
import { LimitScope } from './limit-scope.js';

registerEnumType(LimitState, { name: 'CreditLimitState' });

@ObjectType('CreditLimit', {
  description: 'How much your party lets others owe; holds from the approval by a second person.',
})
export class CreditLimitType {
  @Field(() => ID)
  readonly limitId!: string;

  @Field(() => LimitScope)
  readonly scope!: LimitScope;

  @Field()
  readonly subject!: string;

  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor)
  readonly limitMinor!: bigint;

  @Field(() => Int, { nullable: true })
  readonly longestTermsDays!: number | null;

  @Field(() => Int)
  readonly warnBps!: number;

  @Field()
  readonly reason!: string;

  @Field()
  readonly expiresAt!: Date;

  @Field(() => ID)
  readonly proposedBy!: string;

  @Field()
  readonly proposedAt!: Date;

  @Field(() => ID, { nullable: true })
  readonly approvedBy!: string | null;

  @Field(() => Date, { nullable: true })
  readonly approvedAt!: Date | null;

  @Field(() => Date, { nullable: true })
  readonly endedAt!: Date | null;

  readonly keyset!: Keyset;
}

@ObjectType('CreditLimitCheck', { description: 'How a limit would stand with a new debt.' })
export class CreditLimitCheckType {
  @Field(() => ID, { nullable: true, description: 'Null where the buyer’s grade sets the limit.' })
  readonly limitId!: string | null;

  @Field(() => LimitScope)
  readonly scope!: LimitScope;

  @Field()
  readonly subject!: string;

  @Field(() => AmountMinor)
  readonly limitMinor!: bigint;

  @Field(() => SignedAmountMinor)
  readonly usedMinor!: bigint;

  @Field(() => LimitState)
  readonly state!: LimitState;
}
