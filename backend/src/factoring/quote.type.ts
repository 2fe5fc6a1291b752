import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import type { QuoteTerms } from './quote-terms.js';

@ObjectType('QuoteRequest', {
  description:
    'A supplier asks a financier for terms; the lots are visible to the financier since.',
})
export class QuoteRequestType {
  @Field(() => ID)
  readonly requestId!: string;

  @Field()
  readonly currency!: string;

  @Field(() => [ID], { description: 'In the order in which they are quoted.' })
  readonly lotIds!: readonly string[];

  @Field()
  readonly createdAt!: Date;

  /** Resolved by loaders. */
  readonly supplier!: string;
  readonly financier!: string;
  readonly buyer!: string;
}

export enum QuoteStatus {
  AWAITING_SIGNATURE = 'AWAITING_SIGNATURE',
  OPEN = 'OPEN',
  ACCEPTED = 'ACCEPTED',
  CANCELLED = 'CANCELLED',
  EXPIRED = 'EXPIRED',
}
registerEnumType(QuoteStatus, {
  name: 'QuoteStatus',
  valuesMap: {
    AWAITING_SIGNATURE: {
      description: 'Its financier signs it with an own key; nobody else sees it.',
    },
    OPEN: { description: 'Can be accepted.' },
    ACCEPTED: { description: 'Became a deal.' },
    CANCELLED: { description: 'Its financier no longer stands by it.' },
    EXPIRED: { description: 'The ledger is past its `validUntil`.' },
  },
});

@ObjectType('QuoteTerms', { description: 'What a financier offers; signed as EIP-712 data.' })
export class QuoteTermsType implements QuoteTerms {
  @Field(() => Int, { description: 'Share of the eligible face paid early, in basis points.' })
  readonly advanceRateBps!: number;

  @Field(() => Int, { description: 'Price of time per year, on the advance, in basis points.' })
  readonly discountRateBps!: number;

  @Field(() => Int, { description: 'Price of service, once, on the eligible face.' })
  readonly serviceFeeBps!: number;

  @Field(() => Int, { description: 'Days of a year for the discount charge: 360 or 365.' })
  readonly dayCountBasis!: number;

  @Field(() => Int, {
    description: 'Days past due after which the supplier must repurchase; 0 is without recourse.',
  })
  readonly recourseDays!: number;

  @Field({ description: 'Whether the buyer is told to pay the financier.' })
  readonly disclosed!: boolean;

  @Field()
  readonly validUntil!: Date;

  @Field(() => Int, { description: 'Time for funding, counted from acceptance.' })
  readonly fundingHours!: number;
}

@ObjectType('QuotePrice', {
  description: 'What terms come to. Each lot is rounded by itself: advance down, charges up.',
})
export class QuotePriceType {
  @Field(() => AmountMinor, { description: 'Outstanding of the lots.' })
  readonly eligibleMinor!: bigint;

  @Field(() => AmountMinor, { description: 'Cash paid early, before charges.' })
  readonly advanceMinor!: bigint;

  @Field(() => AmountMinor, { description: 'Held back until collection.' })
  readonly reserveMinor!: bigint;

  @Field(() => AmountMinor)
  readonly discountChargeMinor!: bigint;

  @Field(() => AmountMinor)
  readonly serviceFeeMinor!: bigint;

  @Field(() => AmountMinor, { description: 'Cash at funding: advance less charges; 0 at least.' })
  readonly proceedsMinor!: bigint;
}

@ObjectType({ description: "What a financier's own key signs, so that a quote counts." })
export class QuoteSigningRequest {
  @Field(() => ID)
  readonly quoteHash!: string;

  @Field(() => ID, { description: 'The key that must sign.' })
  readonly signerId!: string;

  @Field({ description: 'EIP-712 typed data as JSON, as `eth_signTypedData_v4` takes it.' })
  readonly typedData!: string;

  @Field({ description: 'EIP-712 digest of `typedData`: the quote hash.' })
  readonly digest!: string;
}

@ObjectType('Quote', { description: 'Terms that a financier signed for lots of a supplier.' })
export class QuoteType {
  @Field(() => ID, { description: 'EIP-712 digest: what the ledger knows the quote by.' })
  readonly quoteHash!: string;

  @Field(() => ID)
  readonly requestId!: string;

  @Field()
  readonly currency!: string;

  @Field(() => QuoteTermsType)
  readonly terms!: QuoteTermsType;

  @Field(() => QuoteStatus)
  readonly status!: QuoteStatus;

  @Field(() => [ID], { description: 'In the order in which they are accepted.' })
  readonly lotIds!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: "The financier's signature, 65 bytes in hex; null while it is awaited.",
  })
  readonly signature!: string | null;

  @Field()
  readonly createdAt!: Date;

  /** Resolved by loaders. */
  readonly supplier!: string;
  readonly financier!: string;
  readonly buyer!: string;
}
