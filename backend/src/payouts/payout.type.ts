import type { Type } from '@nestjs/common';
import {
  Field,
  ID,
  InputType,
  Int,
  ObjectType,
  createUnionType,
  registerEnumType,
} from '@nestjs/graphql';

import {
  AmountMinor,
  CalendarDate,
  DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotFoundError,
} from '../api/index.js';

/** How an instruction stands. */
export enum PayoutStatus {
  STANDING = 'STANDING',
  DISCHARGED = 'DISCHARGED',
  CANCELLED = 'CANCELLED',
}
registerEnumType(PayoutStatus, {
  name: 'PayoutStatus',
  valuesMap: {
    STANDING: { description: 'Its duties are in no other instruction.' },
    DISCHARGED: {
      description: 'Less is owed than it pays: creditors confirmed, or a cause is gone.',
    },
    CANCELLED: { description: 'Taken back; another instruction may have its duties.' },
  },
});

/** Version of ISO 20022 pain.001 that a bank asks for. */
export enum PayoutVersion {
  PAIN_001_001_03 = 'PAIN_001_001_03',
  PAIN_001_001_09 = 'PAIN_001_001_09',
}
registerEnumType(PayoutVersion, { name: 'PayoutVersion' });

@ObjectType('PayoutPayment', { description: 'One payment of an instruction, to one creditor.' })
export class PayoutPaymentType {
  @Field()
  readonly creditorName!: string;

  @Field()
  readonly creditorAccount!: string;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;

  @Field()
  readonly endToEndId!: string;

  /** Resolved by a loader. */
  readonly creditor!: string;
}

@ObjectType('PayoutInstruction', {
  description: 'Payments of what your party received for others, as a file for its bank.',
})
export class PayoutInstructionType {
  @Field(() => ID)
  readonly instructionId!: string;

  @Field()
  readonly debtorAccount!: string;

  @Field()
  readonly currency!: string;

  @Field(() => CalendarDate)
  readonly executionDate!: string;

  @Field({ description: 'Message and version, such as pain.001.001.09.' })
  readonly message!: string;

  @Field({ description: 'The same for the same party and idempotency key.' })
  readonly messageId!: string;

  @Field(() => AmountMinor, { description: 'Sum of its payments.' })
  readonly controlSumMinor!: bigint;

  @Field(() => Int)
  readonly paymentCount!: number;

  @Field({ description: 'SHA-256 of the file, in hex.' })
  readonly sha256!: string;

  @Field(() => PayoutStatus)
  readonly status!: PayoutStatus;

  @Field()
  readonly createdAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly cancelledAt!: Date | null;

  @Field(() => String, { nullable: true })
  readonly cancelledFor!: string | null;

  @Field(() => [PayoutPaymentType])
  readonly payments!: readonly PayoutPaymentType[];

  /** Resolved by a loader. */
  readonly party!: string;
}

@InputType()
export class CreatePayoutInstructionInput {
  @Field({ description: 'Chosen by the client: the same key and body give the same instruction.' })
  readonly idempotencyKey!: string;

  @Field({ description: 'ISO 4217 code of the duties to pay.' })
  readonly currency!: string;

  @Field(() => String, { nullable: true, description: 'Your first account if not given.' })
  readonly debtorAccount?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Today if not given.' })
  readonly executionDate?: string | null;

  @Field(() => [ID], { nullable: true, description: 'All whom you owe, if not given.' })
  readonly creditorIds?: readonly string[] | null;

  @Field(() => PayoutVersion, { nullable: true, description: 'PAIN_001_001_09 if not given.' })
  readonly version?: PayoutVersion | null;
}

@InputType()
export class CancelPayoutInstructionInput {
  @Field(() => ID)
  readonly instructionId!: string;

  @Field({ description: 'At most 500 characters.' })
  readonly reason!: string;
}

export type PayoutAnswer = PayoutInstructionType | DomainError;

export const CreatePayoutInstructionResult = createUnionType({
  name: 'CreatePayoutInstructionResult',
  types: () => [PayoutInstructionType, IdempotencyKeyReusedError, InputInvalidError] as const,
  resolveType: typeOf,
});

export const CancelPayoutInstructionResult = createUnionType({
  name: 'CancelPayoutInstructionResult',
  types: () => [PayoutInstructionType, InputInvalidError, NotFoundError] as const,
  resolveType: typeOf,
});

function typeOf(value: PayoutAnswer) {
  return value instanceof DomainError
    ? (value.constructor as Type<unknown>)
    : PayoutInstructionType;
}
