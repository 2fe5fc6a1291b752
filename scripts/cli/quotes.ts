import { RefusedError, type ApiRefusal } from './api.errors.js';
import type { ApiClient } from './client.js';

const REFUSAL = `... on DomainError { code message } ... on InputInvalidError { path }`;

const REQUEST_QUOTE = `mutation RequestQuote($input: RequestQuoteInput!) {
  requestQuote(input: $input) {
    __typename ... on QuoteRequests { requests { requestId } } ${REFUSAL}
  }
}`;

const ISSUE_QUOTE = `mutation IssueQuote($input: IssueQuoteInput!) {
  issueQuote(input: $input) { __typename ... on Quote { quoteHash } ${REFUSAL} }
}`;

export interface QuoteRequest {
  readonly idempotencyKey: string;
  readonly financierIds: readonly string[];
  readonly lotIds: readonly string[];
}

export interface QuoteOffer {
  readonly idempotencyKey: string;
  readonly requestId: string;
  readonly advanceRateBps: number;
  readonly discountRateBps: number;
  readonly serviceFeeBps: number;
  readonly dayCountBasis: number;
  readonly recourseDays: number;
  readonly disclosed: boolean;
  /** Instant in ISO 8601. */
  readonly validUntil: string;
  readonly fundingHours: number;
}

/** A supplier asks for terms; returns the ids of the requests, one per financier. */
export async function requestQuote(client: ApiClient, input: QuoteRequest): Promise<string[]> {
  const data = await client.request<{
    requestQuote: {
      readonly __typename: string;
      readonly requests: ReadonlyArray<{ readonly requestId: string }>;
    } & ApiRefusal;
  }>(REQUEST_QUOTE, { input });
  const answer = data.requestQuote;
  if (answer.__typename !== 'QuoteRequests') throw new RefusedError([answer]);
  return answer.requests.map(({ requestId }) => requestId);
}

/** A financier signs terms; returns the hash by which the quote is accepted. */
export async function issueQuote(client: ApiClient, input: QuoteOffer): Promise<string> {
  const data = await client.request<{
    issueQuote: { readonly __typename: string; readonly quoteHash: string } & ApiRefusal;
  }>(ISSUE_QUOTE, { input });
  const answer = data.issueQuote;
  if (answer.__typename !== 'Quote') throw new RefusedError([answer]);
  return answer.quoteHash;
}
