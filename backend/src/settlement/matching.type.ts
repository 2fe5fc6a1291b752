import type { Type } from '@nestjs/common';
import { Field, ID, InputType, Int, ObjectType, createUnionType } from '@nestjs/graphql';

import {
  AmountMinor,
  DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../api/index.js';
import type { MatchingPolicy } from '../matching/index.js';
import { BankEntryType } from './bank-entry.type.js';

@ObjectType('MatchingPolicy', { description: 'What your party lets matching do on its own.' })
export class MatchingPolicyType implements MatchingPolicy {
  @Field({ description: 'False: everything is only suggested.' })
  readonly isAutomatic!: boolean;

  @Field(() => Int, { description: 'Least confidence of what is applied, 9000 to 10000.' })
  readonly thresholdBps!: number;

  @Field(() => Int, {
    description: 'Least lead over the runner-up: 100 is ten times as likely. 0 to 1000.',
  })
  readonly marginCentibans!: number;

  @Field(() => AmountMinor, { description: 'Residual that counts as a deduction; at most 10000.' })
  readonly toleranceMinor!: bigint;

  @Field(() => Int, { description: 'Days by which a cash discount may be late, 0 to 60.' })
  readonly discountGraceDays!: number;

  @Field({ description: 'Of equal receivables of one buyer the oldest counts as paid.' })
  readonly oldestOfEqual!: boolean;

  @Field({
    description: 'What is named in full is paid, also in part or with a rest that stays unapplied.',
  })
  readonly trustsNumbers!: boolean;

  @Field({
    description: 'Cash discounts within your terms and in time are credited by themselves.',
  })
  readonly grantsDiscounts!: boolean;
}

@InputType()
export class SetMatchingPolicyInput implements MatchingPolicy {
  @Field()
  readonly isAutomatic!: boolean;

  @Field(() => Int)
  readonly thresholdBps!: number;

  @Field(() => Int)
  readonly marginCentibans!: number;

  @Field(() => AmountMinor)
  readonly toleranceMinor!: bigint;

  @Field(() => Int)
  readonly discountGraceDays!: number;

  @Field()
  readonly oldestOfEqual!: boolean;

  @Field()
  readonly trustsNumbers!: boolean;

  @Field(() => Boolean, { nullable: true, description: 'False if not given.' })
  readonly grantsDiscounts?: boolean | null;
}

export type SetMatchingPolicyAnswer = MatchingPolicyType | DomainError;

export const SetMatchingPolicyResult = createUnionType({
  name: 'SetMatchingPolicyResult',
  types: () => [MatchingPolicyType, InputInvalidError] as const,
  resolveType: (value: SetMatchingPolicyAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : MatchingPolicyType,
});

@InputType()
export class ParkEntryInput {
  @Field(() => ID)
  readonly entryHash!: string;

  @Field({ description: 'Why it waits; 1 to 500 characters, off the ledger.' })
  readonly reason!: string;
}

@InputType()
export class UnparkEntryInput {
  @Field(() => ID)
  readonly entryHash!: string;
}

export type ParkEntryAnswer = BankEntryType | DomainError;

function resolveParked(value: ParkEntryAnswer): Type<unknown> {
  return value instanceof DomainError ? (value.constructor as Type<unknown>) : BankEntryType;
}

export const ParkEntryResult = createUnionType({
  name: 'ParkEntryResult',
  types: () => [BankEntryType, InputInvalidError, NotFoundError, NotPermittedError] as const,
  resolveType: resolveParked,
});

export const UnparkEntryResult = createUnionType({
  name: 'UnparkEntryResult',
  types: () => [BankEntryType, InputInvalidError, NotFoundError, NotPermittedError] as const,
  resolveType: resolveParked,
});
