import { ArgsType, Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';

import { PageArgs } from '../api/index.js';
import { LotOrderKind } from './lot-order.entity.js';

registerEnumType(LotOrderKind, {
  name: 'LotOrderKind',
  description: 'What two operators did to a lot by order of a court.',
});

@ObjectType('LotOrder', { description: 'An order of a court that was carried out on a lot.' })
export class LotOrderType {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => LotOrderKind)
  readonly kind!: LotOrderKind;

  @Field({ description: 'Commits to the order.' })
  readonly orderHash!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The order; for the parties that it names, operator and auditor.',
  })
  readonly order!: string | null;

  @Field()
  readonly carriedOutAt!: Date;

  /** Resolved by loaders. */
  readonly owner!: string;
  readonly newOwner!: string | null;
}

@ArgsType()
export class LotOrderArgs extends PageArgs {
  @Field(() => ID, { nullable: true })
  readonly lotId?: string | null;
}
