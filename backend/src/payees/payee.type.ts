import type { Type } from '@nestjs/common';
import {
  ArgsType,
  Field,
  ID,
  InputType,
  ObjectType,
  createUnionType,
  registerEnumType,
} from '@nestjs/graphql';

import {
  AmountMinor,
  DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotFoundError,
  PageArgs,
} from '../api/index.js';

/** How a change of an account stands. */
export enum AccountChangeStatus {
  PROPOSED = 'PROPOSED',
  ACCEPTED = 'ACCEPTED',
  DECLINED = 'DECLINED',
  WITHDRAWN = 'WITHDRAWN',
}
registerEnumType(AccountChangeStatus, { name: 'AccountChangeStatus' });

/** How money missed its account. */
export enum MisdirectedKind {
  WRONG_PARTY = 'WRONG_PARTY',
  OLD_ACCOUNT = 'OLD_ACCOUNT',
}
registerEnumType(MisdirectedKind, {
  name: 'MisdirectedKind',
  valuesMap: {
    WRONG_PARTY: {
      description: 'Another party got it than the one that the buyer had acknowledged.',
    },
    OLD_ACCOUNT: { description: 'The right party got it on an account that it had given up.' },
  },
});

@ObjectType('PaymentDestination', { description: 'Whom a buyer pays, where, and since when.' })
export class PaymentDestinationType {
  @Field(() => String, { nullable: true, description: 'Null while the payee has added none.' })
  readonly account!: string | null;

  @Field(() => Date, {
    nullable: true,
    description: 'When both agreed on it; null for a first one.',
  })
  readonly accountSince!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Salted hash of the notice of assignment; null where the supplier is paid.',
  })
  readonly noticeHash!: string | null;

  @Field(() => Date, { nullable: true, description: 'When the buyer acknowledged the notice.' })
  readonly acknowledgedAt!: Date | null;

  @Field(() => AmountMinor, { description: 'Outstanding now.' })
  readonly outstandingMinor!: bigint;

  /** Resolved by a loader. */
  readonly payee!: string;
}

@ObjectType('PayeeAccountChange', {
  description: 'An account that a payee wants a buyer to pay to; it counts once the buyer accepts.',
})
export class AccountChangeType {
  @Field(() => ID)
  readonly changeId!: string;

  @Field()
  readonly account!: string;

  @Field(() => AccountChangeStatus)
  readonly status!: AccountChangeStatus;

  @Field()
  readonly note!: string;

  @Field()
  readonly proposedAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly answeredAt!: Date | null;

  @Field(() => String, { nullable: true })
  readonly answerNote!: string | null;

  /** Resolved by loaders. */
  readonly payee!: string;
  readonly buyer!: string;
}

@ObjectType('MisdirectedRemittance', {
  description: 'Money that came where the buyer should not have paid any more.',
})
export class MisdirectedRemittanceType {
  @Field(() => MisdirectedKind)
  readonly kind!: MisdirectedKind;

  @Field({ description: 'Hash of the bank entry.' })
  readonly sourceHash!: string;

  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;

  @Field(() => AmountMinor, { description: 'Not passed on yet.' })
  readonly openMinor!: bigint;

  @Field()
  readonly receivedAt!: Date;

  @Field({ description: 'Until when it is to be passed on.' })
  readonly dueAt!: Date;

  @Field()
  readonly isOverdue!: boolean;

  /** Resolved by loaders. */
  readonly receiver!: string;
  readonly payee!: string;
}

@InputType()
export class ProposePayeeAccountInput {
  @Field({ description: 'Chosen by the client: the same key and body give the same change.' })
  readonly idempotencyKey!: string;

  @Field(() => ID)
  readonly buyerId!: string;

  @Field({ description: 'One of your accounts.' })
  readonly account!: string;

  @Field(() => String, { nullable: true, description: 'At most 500 characters.' })
  readonly note?: string | null;
}

@InputType()
export class AnswerPayeeAccountInput {
  @Field(() => ID)
  readonly changeId!: string;

  @Field()
  readonly accept!: boolean;

  @Field(() => String, { nullable: true, description: 'At most 500 characters.' })
  readonly note?: string | null;
}

@ArgsType()
export class AccountChangeArgs extends PageArgs {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only what is not answered, or only what is.',
  })
  readonly pending?: boolean | null;
}

export type AccountChangeAnswer = AccountChangeType | DomainError;

export const PayeeAccountChangeResult = createUnionType({
  name: 'PayeeAccountChangeResult',
  types: () =>
    [AccountChangeType, IdempotencyKeyReusedError, InputInvalidError, NotFoundError] as const,
  resolveType: (value: AccountChangeAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : AccountChangeType,
});
