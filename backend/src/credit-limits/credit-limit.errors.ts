import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import {
  AmountMinor,
  CalendarDate,
  DomainError,
  DomainErrorCode,
  SignedAmountMinor,
} from '../api/index.js';
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

/** Guarantees that do not suffice; `missingMinor` is null for those whom it does not concern. */
export interface MissingGuarantee {
  readonly ownerId: string;
  readonly buyerId: string;
  readonly currency: string;
  readonly missingMinor: bigint | null;
  readonly untilDate: string;
}

@ObjectType({
  implements: () => [DomainError],
  description:
    'The grade of the buyer or an early warning asks for a guarantee, and those of the credit file do not cover what the buyer then owes; a limit by buyer that is approved takes the place of the grade’s.',
})
export class CreditGuaranteeMissingError extends DomainError {
  readonly code = DomainErrorCode.CREDIT_GUARANTEE_MISSING;
  readonly message: string;

  @Field(() => ID, { description: 'Party that asks for it and keeps the file.' })
  readonly ownerId: string;

  @Field(() => ID)
  readonly buyerId: string;

  @Field()
  readonly currency: string;

  @Field(() => AmountMinor, {
    nullable: true,
    description: 'What guarantees and collateral do not cover; for the owner and the buyer only.',
  })
  readonly missingMinor: bigint | null;

  @Field(() => CalendarDate, {
    description: 'Latest due date; what expires before covers nothing.',
  })
  readonly untilDate: string;

  constructor({ ownerId, buyerId, currency, missingMinor, untilDate }: MissingGuarantee) {
    super();
    this.ownerId = ownerId;
    this.buyerId = buyerId;
    this.currency = currency;
    this.missingMinor = missingMinor;
    this.untilDate = untilDate;
    const over =
      missingMinor === null ? '' : ` over ${missingMinor} more minor units of ${currency}`;
    this.message = `${ownerId} needs a guarantee${over} until ${untilDate} for new credit to ${buyerId}.`;
  }
}

/** What of a receivable should have been paid in advance and was not. */
export interface MissingPrepayment {
  readonly ownerId: string;
  readonly receivableId: string;
  readonly currency: string;
  readonly prepaymentBps: number;
  readonly invoicedMinor: bigint;
  readonly owedMinor: bigint;
  readonly prepaidMinor: bigint;
  readonly missingMinor: bigint;
}

@ObjectType({
  implements: () => [DomainError],
  description:
    'The grade of the buyer or an early warning wants a share of what was invoiced in advance, and the credit file has no prepayments of so much; a limit by buyer that is approved takes the place of the grade’s.',
})
export class CreditPrepaymentMissingError extends DomainError {
  readonly code = DomainErrorCode.CREDIT_PREPAYMENT_MISSING;
  readonly message: string;

  @Field(() => ID, { description: 'Party that asks for it and keeps the file.' })
  readonly ownerId: string;

  @Field(() => ID)
  readonly receivableId: string;

  @Field()
  readonly currency: string;

  @Field(() => Int, { description: 'Share of what was invoiced.' })
  readonly prepaymentBps: number;

  @Field(() => AmountMinor)
  readonly invoicedMinor: bigint;

  @Field(() => AmountMinor, { description: 'What the buyer would owe of it.' })
  readonly owedMinor: bigint;

  @Field(() => AmountMinor, { description: 'Prepayments of it in the credit file.' })
  readonly prepaidMinor: bigint;

  @Field(() => AmountMinor)
  readonly missingMinor: bigint;

  constructor(missing: MissingPrepayment) {
    super();
    this.ownerId = missing.ownerId;
    this.receivableId = missing.receivableId;
    this.currency = missing.currency;
    this.prepaymentBps = missing.prepaymentBps;
    this.invoicedMinor = missing.invoicedMinor;
    this.owedMinor = missing.owedMinor;
    this.prepaidMinor = missing.prepaidMinor;
    this.missingMinor = missing.missingMinor;
    this.message =
      `${missing.ownerId} wants ${missing.prepaymentBps} basis points of ${missing.receivableId} in ` +
      `advance: ${missing.missingMinor} minor units of ${missing.currency} are missing.`;
  }
}

/** Refusals of the gate, for the unions of the mutations that it guards. */
export const CREDIT_REFUSALS = [
  CreditGuaranteeMissingError,
  CreditLimitExceededError,
  CreditPrepaymentMissingError,
  CreditStoppedError,
  CreditTermsExceededError,
];
