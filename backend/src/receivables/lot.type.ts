import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';

@ObjectType('Lot', { description: 'A portion of one receivable with one owner.' })
export class LotType {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => Int, { description: 'Position in the receivable, counted from 1.' })
  readonly index!: number;

  @Field(() => AmountMinor)
  readonly outstandingMinor!: bigint;

  @Field(() => AmountMinor)
  readonly paidMinor!: bigint;

  @Field(() => Int, {
    nullable: true,
    description: 'Deal that reserves or holds the lot; null if it is free.',
  })
  readonly dealNumber!: number | null;

  @Field()
  readonly createdAt!: Date;

  /** Resolved by loaders. */
  readonly receivableId!: string;
  readonly owner!: string;
}

@InputType({ description: 'All given conditions must hold.' })
export class LotFilter {
  @Field(() => ID, { nullable: true })
  readonly ownerId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Free lots with something outstanding, or those that are not.',
  })
  readonly free?: boolean | null;
}
