import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { CommandInput } from '../ledger/index.js';

const KEY_DESCRIPTION =
  'Chosen by the client, 1 to 200 characters: the same key and body give the same answer, for ever.';

@InputType()
export class RequestQuoteInput {
  @Field({ description: KEY_DESCRIPTION })
  readonly idempotencyKey!: string;

  @Field(() => [ID], { description: '1 to 20 financiers; each gets a request of its own.' })
  readonly financierIds!: readonly string[];

  @Field(() => [ID], {
    description: '1 to 100 free lots of your party, all of one buyer and in one currency.',
  })
  readonly lotIds!: readonly string[];
}

@InputType()
export class SubmitQuoteSignatureInput {
  @Field(() => ID)
  readonly quoteHash!: string;

  @Field({ description: '65 bytes in hex, over `signingRequest.typedData`.' })
  readonly signature!: string;
}

@InputType()
export class IssueQuoteInput {
  @Field({ description: KEY_DESCRIPTION })
  readonly idempotencyKey!: string;

  @Field(() => ID)
  readonly requestId!: string;

  @Field(() => Int, { description: 'Share of the eligible face paid early: 1 to 10000.' })
  readonly advanceRateBps!: number;

  @Field(() => Int, { description: 'Price of time per year, on the advance: 0 to 10000.' })
  readonly discountRateBps!: number;

  @Field(() => Int, { description: 'Price of service, once, on the eligible face: 0 to 10000.' })
  readonly serviceFeeBps!: number;

  @Field(() => Int, { description: '360 or 365.' })
  readonly dayCountBasis!: number;

  @Field(() => Int, { description: '0, which is without recourse, to 365.' })
  readonly recourseDays!: number;

  @Field({ description: 'Whether the buyer is told to pay the financier.' })
  readonly disclosed!: boolean;

  @Field({ description: 'In the future of the ledger, by a year at most; whole seconds count.' })
  readonly validUntil!: Date;

  @Field(() => Int, { description: 'Time for funding, counted from acceptance: 1 to 720.' })
  readonly fundingHours!: number;
}

@InputType()
export class AcceptQuoteInput extends CommandInput {
  @Field(() => ID)
  readonly quoteHash!: string;
}

@InputType()
export class DealEvidenceInput extends CommandInput {
  @Field(() => Int)
  readonly dealNumber!: number;

  @Field({
    description:
      'Proof or reference of the payment, 1 to 2000 characters; the ledger gets a salted hash.',
  })
  readonly evidence!: string;
}

@InputType()
export class LapseDealInput extends CommandInput {
  @Field(() => Int)
  readonly dealNumber!: number;
}
