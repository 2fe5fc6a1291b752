import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { CommandInput } from '../ledger/index.js';

@InputType()
export class OfferRepurchaseInput extends CommandInput {
  @Field(() => Int)
  readonly dealNumber!: number;

  @Field(() => [ID], { description: '1 to 100 lots under the deal.' })
  readonly lotIds!: readonly string[];
}

@InputType()
export class DemandRepurchaseInput extends OfferRepurchaseInput {
  @Field({
    description: 'The demand as it was sent, 1 to 2000 characters; the ledger gets a salted hash.',
  })
  readonly evidence!: string;
}

@InputType()
export class RepurchaseLotsInput extends OfferRepurchaseInput {
  @Field({
    description:
      'Proof or reference of the payment, 1 to 2000 characters; the ledger gets a salted hash.',
  })
  readonly evidence!: string;
}

@InputType()
export class CloseDealInput extends CommandInput {
  @Field(() => Int)
  readonly dealNumber!: number;

  @Field(() => [ID], {
    nullable: true,
    description: '1 to 100 lots of yours under the deal; all collected ones if not given.',
  })
  readonly lotIds?: readonly string[] | null;

  @Field({
    description:
      'Proof or reference of the payment, 1 to 2000 characters; the ledger gets a salted hash.',
  })
  readonly evidence!: string;
}

@InputType()
export class CancelQuotesInput extends CommandInput {
  @Field(() => [ID], { nullable: true, description: '1 to 100 quotes of your party.' })
  readonly quoteHashes?: readonly string[] | null;

  @Field(() => Date, {
    nullable: true,
    description: 'All quotes of your party that were issued before; not in the future.',
  })
  readonly issuedBefore?: Date | null;
}
