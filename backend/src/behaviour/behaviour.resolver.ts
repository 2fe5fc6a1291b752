import { Args, ArgsType, Field, ID, Query, Resolver } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { BehaviourReader } from './behaviour.reader.js';
import { BehaviourType } from './behaviour.type.js';

@ArgsType()
class BehaviourArgs {
  @Field(() => ID)
  readonly buyerId!: string;

  @Field(() => ID, { nullable: true, description: 'With this supplier only.' })
  readonly supplierId?: string | null;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;
}

@Resolver()
export class BehaviourResolver {
  constructor(private readonly reader: BehaviourReader) {}

  @Query(() => [BehaviourType], {
    description:
      'How a buyer behaved by what was known at the end of a day, by currency. Buyer itself, its supplier with supplierId, assessors.',
  })
  behaviour(
    @CurrentViewer() viewer: Viewer,
    @Args() { buyerId, supplierId, asOfDate }: BehaviourArgs,
  ): Promise<BehaviourType[]> {
    const supplier = supplierId?.toLowerCase() ?? null;
    return this.reader.find(viewer, { buyer: buyerId.toLowerCase(), supplier, asOfDate });
  }
}
