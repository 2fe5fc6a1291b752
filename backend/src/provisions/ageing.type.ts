import { Field, Int, ObjectType } from '@nestjs/graphql';

import { SignedAmountMinor } from '../api/index.js';

@ObjectType('AgedOutstanding', {
  description: 'What was outstanding in one band of days past due.',
})
export class AgedOutstandingType {
  @Field()
  readonly currency!: string;

  @Field(() => Int, { description: 'Counted from 0, not past due.' })
  readonly bucket!: number;

  @Field(() => Int, { nullable: true, description: 'First day past due; null for not past due.' })
  readonly firstDay!: number | null;

  @Field(() => Int, { nullable: true, description: 'Last day past due; null for the last bucket.' })
  readonly lastDay!: number | null;

  @Field(() => Int)
  readonly receivableCount!: number;

  @Field(() => SignedAmountMinor)
  readonly outstandingMinor!: bigint;
}
