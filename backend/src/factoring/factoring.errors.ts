import { Field, ID, ObjectType } from '@nestjs/graphql';

import { DomainError, DomainErrorCode } from '../api/index.js';

@ObjectType({
  implements: () => [DomainError],
  description: 'One deal has one buyer: ask for the lots of each buyer by themselves.',
})
export class LotBuyersMixedError extends DomainError {
  readonly code = DomainErrorCode.LOT_BUYERS_MIXED;
  readonly message = 'A lot is owed by another buyer than the first one.';

  @Field({ description: 'Path of the lot.' })
  readonly path: string;

  @Field(() => ID)
  readonly buyerId: string;

  @Field(() => ID, { description: 'Buyer of the first lot.' })
  readonly firstBuyerId: string;

  constructor(path: string, buyerId: string, firstBuyerId: string) {
    super();
    this.path = path;
    this.buyerId = buyerId;
    this.firstBuyerId = firstBuyerId;
  }
}

@ObjectType({
  implements: () => [DomainError],
  description: 'The quote has another signature, was cancelled, or is past its `validUntil`.',
})
export class QuoteNotAwaitingSignatureError extends DomainError {
  readonly code = DomainErrorCode.QUOTE_NOT_AWAITING_SIGNATURE;
  readonly message = 'The quote does not wait for a signature.';

  @Field(() => ID)
  readonly quoteHash: string;

  constructor(quoteHash: string) {
    super();
    this.quoteHash = quoteHash;
  }
}
