import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { LotType } from '../receivables/index.js';
import { DealType } from './deal.type.js';
import { PositionLoader, RepurchasesLoader } from './position.loaders.js';
import { PositionType, RepurchaseType } from './position.type.js';
import { QuoteCancelService } from './quote-cancel.service.js';
import {
  CancelQuotesInput,
  CloseDealInput,
  DemandRepurchaseInput,
  OfferRepurchaseInput,
  RepurchaseLotsInput,
} from './recourse.input.js';
import { RecourseService } from './recourse.service.js';

const CancelQuotesResult = commandResultOf('CancelQuotesResult');
const CloseDealResult = commandResultOf('CloseDealResult');
const DemandRepurchaseResult = commandResultOf('DemandRepurchaseResult');
const OfferRepurchaseResult = commandResultOf('OfferRepurchaseResult');
const RepurchaseLotsResult = commandResultOf('RepurchaseLotsResult');

@Resolver()
export class RecourseResolver {
  constructor(
    private readonly recourse: RecourseService,
    private readonly cancelling: QuoteCancelService,
    private readonly commands: CommandReader,
  ) {}

  @Mutation(() => CloseDealResult, {
    description:
      'Releases the reserve of collected lots of a deal, which ends with its last lot. Owner of the lots only.',
  })
  async closeDeal(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: CloseDealInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.recourse.close(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => DemandRepurchaseResult, {
    description:
      'Demands that the supplier repurchases lots with recourse, past due for as long as agreed. Owner only.',
  })
  async demandRepurchase(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: DemandRepurchaseInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.recourse.demand(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => OfferRepurchaseResult, {
    description: 'Offers to take lots back, whatever the terms. Supplier only.',
  })
  async offerRepurchase(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: OfferRepurchaseInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.recourse.offer(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => RepurchaseLotsResult, {
    description:
      'States that the price of lots was received; the supplier has them again. Demanded or offered before; owner only.',
  })
  async repurchaseLots(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RepurchaseLotsInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.recourse.repurchase(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => CancelQuotesResult, {
    description:
      'Takes quotes back that were not accepted: these, and all that were issued before. Financier only.',
  })
  async cancelQuotes(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: CancelQuotesInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.cancelling.cancel(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }
}

@Resolver(() => LotType)
export class LotPositionResolver {
  constructor(private readonly positions: PositionLoader) {}

  @ResolveField(() => PositionType, {
    nullable: true,
    description:
      'What its deal means for it; for its supplier and its owner, and financiers that it is reserved for or offered to.',
  })
  position(
    @Context() context: RequestContext,
    @Parent() lot: LotType,
  ): Promise<PositionType | null> {
    return this.positions.load(context, lot.lotId);
  }
}

@Resolver(() => DealType)
export class DealRepurchasesResolver {
  constructor(private readonly repurchasesOf: RepurchasesLoader) {}

  @ResolveField(() => [RepurchaseType], {
    description: 'Lots that the supplier took back, in the order of the ledger.',
  })
  async repurchases(
    @Context() context: RequestContext,
    @Parent() deal: DealType,
  ): Promise<RepurchaseType[]> {
    return (await this.repurchasesOf.load(context, String(deal.dealNumber))) ?? [];
  }
}
