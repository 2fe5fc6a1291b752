import {
  Args,
  Context,
  Int,
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
import { DealReader } from './deal.reader.js';
import { DealService } from './deal.service.js';
import { DealType } from './deal.type.js';
import { DealEvidenceInput, LapseDealInput } from './factoring.input.js';
import { loadLots } from './quote-request.resolver.js';
import { DealLotsLoader, QuoteLoader } from './quote.loaders.js';
import { QuoteType } from './quote.type.js';

const DealConnection = connectionOf('Deal', () => DealType);
const FundDealResult = commandResultOf('FundDealResult', CREDIT_REFUSALS);
const LapseDealResult = commandResultOf('LapseDealResult');

@Resolver(() => DealType)
export class DealResolver {
  constructor(
    private readonly reader: DealReader,
    private readonly service: DealService,
    private readonly commands: CommandReader,
  ) {}

  @Query(() => DealType, { nullable: true, description: 'A deal of your party.' })
  deal(
    @CurrentViewer() viewer: Viewer,
    @Args('dealNumber', { type: () => Int }) dealNumber: number,
  ): Promise<DealType | null> {
    return this.reader.find(viewer, dealNumber);
  }

  @Query(() => DealConnection, {
    name: 'deals',
    description: 'Deals of your party, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<DealType>> {
    const page = toPage(args, ['integer', 'none']);
    const rows = await this.reader.list(viewer, page);
    return toConnection(rows, page, (row) => [String(row.dealNumber), '']);
  }

  @Mutation(() => FundDealResult, {
    description:
      'States that the advance less charges was paid; the lots change owner. Financier only.',
  })
  fundDeal(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: DealEvidenceInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.fund(viewer, input));
  }

  @Mutation(() => LapseDealResult, {
    description: 'Frees the lots of a deal that was not funded in time.',
  })
  lapseDeal(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: LapseDealInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.lapse(viewer, input));
  }
}

@Resolver(() => DealType)
export class DealFieldsResolver {
  constructor(
    private readonly parties: PartyLoader,
    private readonly lotLoader: LotLoader,
    private readonly dealLots: DealLotsLoader,
    private readonly quotes: QuoteLoader,
  ) {}

  @ResolveField(() => PartyType, { nullable: true })
  supplier(
    @Context() context: RequestContext,
    @Parent() deal: DealType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, deal.supplier);
  }

  @ResolveField(() => PartyType, { nullable: true })
  financier(
    @Context() context: RequestContext,
    @Parent() deal: DealType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, deal.financier);
  }

  @ResolveField(() => PartyType, { nullable: true })
  buyer(@Context() context: RequestContext, @Parent() deal: DealType): Promise<PartyType | null> {
    return this.parties.load(context, deal.buyer);
  }

  @ResolveField(() => [LotType], { description: 'In the order in which they were accepted.' })
  async lots(@Context() context: RequestContext, @Parent() deal: DealType): Promise<LotType[]> {
    const lotIds = await this.dealLots.load(context, String(deal.dealNumber));
    return loadLots(this.lotLoader, context, lotIds ?? []);
  }

  @ResolveField(() => QuoteType, {
    nullable: true,
    description: 'The terms; null if the quote was signed outside this platform.',
  })
  quote(@Context() context: RequestContext, @Parent() deal: DealType): Promise<QuoteType | null> {
    return this.quotes.load(context, deal.quoteHash);
  }
}
