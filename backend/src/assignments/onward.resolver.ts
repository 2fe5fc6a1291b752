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
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { LotLoader, LotType } from '../receivables/index.js';
import { AcceptOnwardInput, OfferOnwardInput, WithdrawOnwardInput } from './assignments.input.js';
import { OnwardType } from './assignments.type.js';
import { OnwardReader } from './onward.reader.js';
import { OnwardService } from './onward.service.js';

const OnwardConnection = connectionOf('OnwardAssignment', () => OnwardType);
const OfferOnwardResult = commandResultOf('OfferOnwardResult');
const AcceptOnwardResult = commandResultOf('AcceptOnwardResult');
const WithdrawOnwardResult = commandResultOf('WithdrawOnwardResult');

@Resolver(() => OnwardType)
export class OnwardResolver {
  constructor(
    private readonly onwards: OnwardReader,
    private readonly service: OnwardService,
    private readonly commands: CommandReader,
  ) {}

  @Query(() => OnwardType, {
    nullable: true,
    description: 'An onward assignment from or to your party.',
  })
  onwardAssignment(
    @CurrentViewer() viewer: Viewer,
    @Args('onwardNumber', { type: () => Int }) onwardNumber: number,
  ): Promise<OnwardType | null> {
    return this.onwards.find(viewer, onwardNumber);
  }

  @Query(() => OnwardConnection, {
    description: 'Onward assignments from and to your party, the latest first.',
  })
  async onwardAssignments(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<OnwardType>> {
    const page = toPage(args, ['integer', 'none']);
    const rows = await this.onwards.list(viewer, page);
    return toConnection(rows, page, (row) => [String(row.onwardNumber), '']);
  }

  @Mutation(() => OfferOnwardResult, {
    description: 'Offers lots with their terms to another financier, which sees them. Owner only.',
  })
  offerOnward(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: OfferOnwardInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.offer(viewer, input));
  }

  @Mutation(() => AcceptOnwardResult, {
    description:
      'States that the price was paid, and takes the lots. The financier offered to only.',
  })
  acceptOnward(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AcceptOnwardInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.accept(viewer, input));
  }

  @Mutation(() => WithdrawOnwardResult, {
    description: 'Takes an offer of lots back. The financier that offered only.',
  })
  withdrawOnward(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: WithdrawOnwardInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.withdraw(viewer, input));
  }
}

@Resolver(() => OnwardType)
export class OnwardFieldsResolver {
  constructor(
    private readonly parties: PartyLoader,
    private readonly lotLoader: LotLoader,
  ) {}

  @ResolveField(() => PartyType, { nullable: true, description: 'Owner that offers the lots.' })
  from(
    @Context() context: RequestContext,
    @Parent() onward: OnwardType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, onward.fromParty);
  }

  @ResolveField(() => PartyType, { nullable: true, description: 'Financier that may take them.' })
  to(@Context() context: RequestContext, @Parent() onward: OnwardType): Promise<PartyType | null> {
    return this.parties.load(context, onward.toParty);
  }

  @ResolveField(() => [LotType], {
    description:
      'In the order in which they were offered, as far as you may see them; none if they were offered elsewhere.',
  })
  async lots(@Context() context: RequestContext, @Parent() onward: OnwardType): Promise<LotType[]> {
    const lots = onward.lotIds.map((lotId) => this.lotLoader.load(context, lotId));
    return (await Promise.all(lots)).filter((lot) => lot !== null);
  }
}
