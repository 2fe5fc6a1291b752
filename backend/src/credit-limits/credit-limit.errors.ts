import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { AmountMinor, DomainError, DomainErrorCode, SignedAmountMinor } from '../api/index.js';
import { LimitScope } from './limit-scope.js';

/** What a limit that was passed says to its owner; to others only that there is one. */
export interface PassedLimit {
  readonly owner: string;
  readonly scope: LimitScope;
  readonly currency: string;
  readonly limitMinor: bigint | null;
  readonly usedMinor: bigint | null;
  readonly requestedMinor: bigint;
}

@ObjectType({
  implements: () => [DomainError],
  description: 'A credit limit would be passed; its owner may approve a higher one.',
})
export class CreditLimitExceededError extends DomainError {
  readonly code = DomainErrorCode.CREDIT_LIMIT_EXCEEDED;
  readonly message: string;

  @Field(() => ID, { description: 'Party whose limit it is.' })
  readonly ownerId: string;

  @Field(() => LimitScope)
  readonly scope: LimitScope;

  @Field()
  readonly currency: string;

  @Field(() => AmountMinor, { nullable: true, description: 'For the owner of the limit only.' })
  readonly limitMinor: bigint | null;

  @Field(() => SignedAmountMinor, { nullable: true, description: 'For the owner only.' })
  readonly usedMinor: bigint | null;

  @Field(() => SignedAmountMinor)
  readonly requestedMinor: bigint;

  constructor(passed: PassedLimit) {
    super();
    this.ownerId = passed.owner;
    this.scope = passed.scope;
    this.currency = passed.currency;
    this.limitMinor = passed.limitMinor;
    this.usedMinor = passed.usedMinor;
    this.requestedMinor = passed.requestedMinor;
    this.message = `The credit limit by ${passed.scope.toLowerCase()} of ${passed.owner} would be passed.`;
  }
}

@ObjectType({
  implements: () => [DomainError],
  description: 'The time to pay is longer than a credit limit or an early warning allows.',
})
export class CreditTermsExceededError extends DomainError {
  readonly code = DomainErrorCode.CREDIT_TERMS_EXCEEDED;
  readonly message: string;

  @Field(() => ID)
  readonly ownerId: string;

  @Field(() => Int)
  readonly longestTermsDays: number;

  @Field(() => Int, { description: 'From issue to due date.' })
  readonly termsDays: number;

  constructor(ownerId: string, longestTermsDays: number, termsDays: number) {
    super();
    this.ownerId = ownerId;
    this.longestTermsDays = longestTermsDays;
    this.termsDays = termsDays;
    this.message = `${ownerId} allows ${longestTermsDays} days to pay, not ${termsDays}.`;
  }
}

@ObjectType({
  implements: () => [DomainError],
  description: 'A severe early warning stops new confirmations and financing of the buyer.',
})
export class CreditStoppedError extends DomainError {
  readonly code = DomainErrorCode.CREDIT_STOPPED;
  readonly message: string;

  @Field(() => ID, { description: 'Party whose warning it is.' })
  readonly ownerId: string;

  @Field(() => ID)
  readonly buyerId: string;

  constructor(ownerId: string, buyerId: string) {
    super();
    this.ownerId = ownerId;
    this.buyerId = buyerId;
    this.message = `${ownerId} stopped new credit to ${buyerId}.`;
  }
}

@ObjectType({
  implements: () => [DomainError],
  description:
    'The grade of the buyer or an early warning asks for a guarantee, and the credit file has none that holds; a limit by buyer that is approved takes the place of the grade’s.',
})
export class CreditGuaranteeMissingError extends DomainError {
  readonly code = DomainErrorCode.CREDIT_GUARANTEE_MISSING;
  readonly message: string;

  @Field(() => ID, { description: 'Party that asks for it and keeps the file.' })
  readonly ownerId: string;

  @Field(() => ID)
  readonly buyerId: string;

  constructor(ownerId: string, buyerId: string) {
    super();
    this.ownerId = ownerId;
    this.buyerId = buyerId;
    this.message = `${ownerId} needs a guarantee for new credit to ${buyerId} and has none.`;
  }
}

/** Refusals of the gate, for the unions of the mutations that it guards. */
export const CREDIT_REFUSALS = [
  CreditGuaranteeMissingError,
  CreditLimitExceededError,
  CreditStoppedError,
  CreditTermsExceededError,
];
