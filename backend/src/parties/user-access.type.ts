import type { Type } from '@nestjs/common';
import { Field, ID, ObjectType, createUnionType } from '@nestjs/graphql';

import { DomainError, InputInvalidError, NotFoundError, NotPermittedError } from '../api/index.js';

@ObjectType({ description: 'A new token; it is shown this once and cannot be read again.' })
export class IssuedToken {
  @Field()
  readonly token!: string;

  @Field(() => ID)
  readonly partyId!: string;

  @Field()
  readonly userName!: string;

  @Field()
  readonly expiresAt!: Date;
}

export type IssueTokenAnswer = IssuedToken | DomainError;

export const IssueTokenResult = createUnionType({
  name: 'IssueTokenResult',
  types: () => [IssuedToken, InputInvalidError, NotFoundError, NotPermittedError] as const,
  resolveType: (value: IssueTokenAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : IssuedToken,
});

@ObjectType('BankAccount', { description: 'A bank account of your party.' })
export class BankAccountType {
  @Field()
  readonly account!: string;
}

export type AddBankAccountAnswer = BankAccountType | DomainError;

export const AddBankAccountResult = createUnionType({
  name: 'AddBankAccountResult',
  types: () => [BankAccountType, InputInvalidError] as const,
  resolveType: (value: AddBankAccountAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : BankAccountType,
});
