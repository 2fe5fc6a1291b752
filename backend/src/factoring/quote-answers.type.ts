import type { Type } from '@nestjs/common';
import { Field, ObjectType, createUnionType } from '@nestjs/graphql';

import {
  DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  SignerMissingError,
} from '../api/index.js';
import { LotBuyersMixedError, QuoteNotAwaitingSignatureError } from './factoring.errors.js';
import { QuoteRequestType, QuoteType } from './quote.type.js';

@ObjectType({ description: 'The requests that were made, one per financier.' })
export class QuoteRequests {
  @Field(() => [QuoteRequestType])
  readonly requests!: readonly QuoteRequestType[];
}

export type RequestQuoteAnswer = QuoteRequests | DomainError;

export const RequestQuoteResult = createUnionType({
  name: 'RequestQuoteResult',
  types: () =>
    [
      QuoteRequests,
      IdempotencyKeyReusedError,
      InputInvalidError,
      LotBuyersMixedError,
      NotFoundError,
      NotPermittedError,
    ] as const,
  resolveType: (value: RequestQuoteAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : QuoteRequests,
});

export type IssueQuoteAnswer = QuoteType | DomainError;

export const IssueQuoteResult = createUnionType({
  name: 'IssueQuoteResult',
  types: () =>
    [
      QuoteType,
      IdempotencyKeyReusedError,
      InputInvalidError,
      NotFoundError,
      NotPermittedError,
      SignerMissingError,
    ] as const,
  resolveType: (value: IssueQuoteAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : QuoteType,
});

export type SubmitQuoteSignatureAnswer = QuoteType | DomainError;

export const SubmitQuoteSignatureResult = createUnionType({
  name: 'SubmitQuoteSignatureResult',
  types: () =>
    [QuoteType, InputInvalidError, NotFoundError, QuoteNotAwaitingSignatureError] as const,
  resolveType: (value: SubmitQuoteSignatureAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : QuoteType,
});
