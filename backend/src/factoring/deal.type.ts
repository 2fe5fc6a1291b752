import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import { DealStatus } from './deal.entity.js';
import { QuotePriceType } from './quote.type.js';

registerEnumType(DealStatus, {
  name: 'DealStatus',
  valuesMap: {
    ACCEPTED: { description: 'The lots are reserved; the financier has not paid yet.' },
    FUNDED: { description: 'The lots are the financier’s.' },
    CLOSED: { description: 'All lots are collected and their reserve released, or repurchased.' },
    LAPSED: { description: 'It was not funded in time; the lots are free again.' },
  },
});

@ObjectType('Deal', { description: 'An accepted quote, as the ledger knows it.' })
export class DealType {
  @Field(() => Int)
  readonly dealNumber!: number;

  @Field(() => ID)
  readonly quoteHash!: string;

  @Field()
  readonly currency!: string;

  @Field(() => QuotePriceType, { description: 'Fixed at acceptance.' })
  readonly price!: QuotePriceType;

  @Field(() => AmountMinor, { description: 'Part of the reserve that was paid out so far.' })
  readonly reserveReleasedMinor!: bigint;

  @Field(() => AmountMinor, {
    description: 'Part of the reserve that was set off against what the supplier owed.',
  })
  readonly reserveNettedMinor!: bigint;

  @Field(() => DealStatus)
  readonly status!: DealStatus;

  @Field({ description: 'Whether the buyer is told to pay the financier.' })
  readonly disclosed!: boolean;

  @Field(() => Int, {
    description: 'Days past due after which the supplier must repurchase; 0 is without recourse.',
  })
  readonly recourseDays!: number;

  @Field({ description: 'Unless it is funded by then, the deal lapses.' })
  readonly fundBy!: Date;

  @Field()
  readonly acceptedAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly fundedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was closed or lapsed.' })
  readonly endedAt!: Date | null;

  /** Resolved by loaders. */
  readonly supplier!: string;
  readonly financier!: string;
  readonly buyer!: string;
}
