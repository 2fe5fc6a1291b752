import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import {
  type Connection,
  DomainError,
  PageArgs,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { LotLoader, LotType } from '../receivables/index.js';
import { RequestQuoteInput } from './factoring.input.js';
import { type RequestQuoteAnswer, RequestQuoteResult } from './quote-answers.type.js';
import { QuoteRequestService } from './quote-request.service.js';
import { QuoteReader } from './quote.reader.js';
import { QuoteRequestType } from './quote.type.js';

const QuoteRequestConnection = connectionOf('QuoteRequest', () => QuoteRequestType);

@Resolver(() => QuoteRequestType)
export class QuoteRequestResolver {
  constructor(
    private readonly requests: QuoteRequestService,
    private readonly quotes: QuoteReader,
    private readonly parties: PartyLoader,
    private readonly lotLoader: LotLoader,
  ) {}

  @Mutation(() => RequestQuoteResult, {
    description: 'Shows lots to financiers and asks them for terms. Supplier only.',
  })
  async requestQuote(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RequestQuoteInput,
  ): Promise<RequestQuoteAnswer> {
    const answer = await this.requests.request(viewer, input);
    return answer instanceof DomainError ? answer : { requests: answer };
  }

  @Query(() => QuoteRequestConnection, {
    name: 'quoteRequests',
    description: 'Requests that your party made or got, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<QuoteRequestType>> {
    const page = toPage(args, ['instant', 'uuid']);
    const rows = await this.quotes.listRequests(viewer, page);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @ResolveField(() => PartyType, { nullable: true })
  supplier(
    @Context() context: RequestContext,
    @Parent() request: QuoteRequestType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, request.supplier);
  }

  @ResolveField(() => PartyType, { nullable: true })
  financier(
    @Context() context: RequestContext,
    @Parent() request: QuoteRequestType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, request.financier);
  }

  @ResolveField(() => [LotType], { description: 'In the order in which they are quoted.' })
  lots(
    @Context() context: RequestContext,
    @Parent() request: QuoteRequestType,
  ): Promise<LotType[]> {
    return loadLots(this.lotLoader, context, request.lotIds);
  }
}

/** Lots that the viewer sees, in the order of their ids. */
export async function loadLots(
  loader: LotLoader,
  context: RequestContext,
  lotIds: readonly string[],
): Promise<LotType[]> {
  const found = await Promise.all(lotIds.map((lotId) => loader.load(context, lotId)));
  return found.filter((lot) => lot !== null);
}
