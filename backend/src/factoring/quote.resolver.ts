import {
  Args,
  Context,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { CREDIT_REFUSALS } from '../credit-limits/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { LotLoader, LotType } from '../receivables/index.js';
import { DealService } from './deal.service.js';
import { DealType } from './deal.type.js';
import { AcceptQuoteInput, IssueQuoteInput } from './factoring.input.js';
import { type IssueQuoteAnswer, IssueQuoteResult } from './quote-answers.type.js';
import { QuoteIssueService } from './quote-issue.service.js';
import { type QuotePrice, priceQuote, proceedsOf } from './quote-price.js';
import { loadLots } from './quote-request.resolver.js';
import { DealOfQuoteLoader, PricedLotLoader, QuoteLoader } from './quote.loaders.js';
import { QuoteReader } from './quote.reader.js';
import { QuotePriceType, QuoteStatus, QuoteType } from './quote.type.js';

const QuoteConnection = connectionOf('Quote', () => QuoteType);
const AcceptQuoteResult = commandResultOf('AcceptQuoteResult', CREDIT_REFUSALS);

@Resolver(() => QuoteType)
export class QuoteResolver {
  constructor(
    private readonly quotes: QuoteReader,
    private readonly issuing: QuoteIssueService,
    private readonly deals: DealService,
    private readonly commands: CommandReader,
    private readonly quoteLoader: QuoteLoader,
  ) {}

  @Query(() => QuoteType, { nullable: true, description: 'A quote from or for your party.' })
  quote(
    @Context() context: RequestContext,
    @Args('quoteHash', { type: () => ID }) quoteHash: string,
  ): Promise<QuoteType | null> {
    return this.quoteLoader.load(context, quoteHash.toLowerCase());
  }

  @Query(() => QuoteConnection, {
    name: 'quotes',
    description: 'Quotes from or for your party, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<QuoteType>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = await this.quotes.list(viewer, page);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Mutation(() => IssueQuoteResult, {
    description: 'Signs terms for the lots of a request. Financier only.',
  })
  issueQuote(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: IssueQuoteInput,
  ): Promise<IssueQuoteAnswer> {
    return this.issuing.issue(viewer, input);
  }

  @Mutation(() => AcceptQuoteResult, {
    description: 'Takes the terms; the lots are reserved. Subject: the quote hash. Supplier only.',
  })
  acceptQuote(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AcceptQuoteInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.deals.accept(viewer, input));
  }
}

@Resolver(() => QuoteType)
export class QuoteFieldsResolver {
  constructor(
    private readonly parties: PartyLoader,
    private readonly lotLoader: LotLoader,
    private readonly pricedLots: PricedLotLoader,
    private readonly dealLoader: DealOfQuoteLoader,
  ) {}

  @ResolveField(() => PartyType, { nullable: true })
  supplier(
    @Context() context: RequestContext,
    @Parent() quote: QuoteType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, quote.supplier);
  }

  @ResolveField(() => PartyType, { nullable: true })
  financier(
    @Context() context: RequestContext,
    @Parent() quote: QuoteType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, quote.financier);
  }

  @ResolveField(() => [LotType], { description: 'In the order in which they are accepted.' })
  lots(@Context() context: RequestContext, @Parent() quote: QuoteType): Promise<LotType[]> {
    return loadLots(this.lotLoader, context, quote.lotIds);
  }

  @ResolveField(() => QuotePriceType, {
    nullable: true,
    description: 'What the terms come to if accepted today; null once the quote is not open.',
  })
  async indicativePrice(
    @Context() context: RequestContext,
    @Parent() quote: QuoteType,
  ): Promise<QuotePriceType | null> {
    if (quote.status !== QuoteStatus.OPEN) {
      return null;
    }
    const lots = await Promise.all(
      quote.lotIds.map((lotId) => this.pricedLots.load(context, lotId)),
    );
    const found = lots.filter((lot) => lot !== null);
    return toPriceType(priceQuote(quote.terms, found));
  }

  @ResolveField(() => DealType, { nullable: true, description: 'What it became if accepted.' })
  deal(@Context() context: RequestContext, @Parent() quote: QuoteType): Promise<DealType | null> {
    return this.dealLoader.load(context, quote.quoteHash);
  }
}

/** Charges above the advance leave nothing to pay out, and the ledger refuses such a quote. */
export function toPriceType(price: QuotePrice): QuotePriceType {
  const proceedsMinor = proceedsOf(price);
  return { ...price, proceedsMinor: proceedsMinor > 0n ? proceedsMinor : 0n };
}
