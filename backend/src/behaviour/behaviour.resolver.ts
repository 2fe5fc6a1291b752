import { Args, ArgsType, Field, ID, Query, Resolver } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { BehaviourReader } from './behaviour.reader.js';
import { BehaviourType } from './behaviour.type.js';
import { PaymentPatternReader } from './payment-pattern.reader.js';
import { PaymentPatternType } from './payment-pattern.type.js';

@ArgsType()
class BehaviourArgs {
  @Field(() => ID)
  readonly buyerId!: string;

  @Field(() => ID, { nullable: true, description: 'With this supplier only.' })
  readonly supplierId?: string | null;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;
}

@ArgsType()
class PaymentPatternArgs extends BehaviourArgs {
  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;
}

@Resolver()
export class BehaviourResolver {
  constructor(
    private readonly reader: BehaviourReader,
    private readonly patterns: PaymentPatternReader,
  ) {}

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

  @Query(() => PaymentPatternType, {
    nullable: true,
    description:
      'How payment times and amounts of a buyer are spread, and its months, by what was known at the end of a day. For whom behaviour is shown to.',
  })
  paymentPattern(
    @CurrentViewer() viewer: Viewer,
    @Args() { buyerId, supplierId, asOfDate, currency }: PaymentPatternArgs,
  ): Promise<PaymentPatternType | null> {
    const [buyer, supplier] = [buyerId.toLowerCase(), supplierId?.toLowerCase() ?? null];
    return this.patterns.find(viewer, { buyer, supplier, asOfDate, currency });
  }
}
