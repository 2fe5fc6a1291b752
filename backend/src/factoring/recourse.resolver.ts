import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
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
  closeDeal(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: CloseDealInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.recourse.close(viewer, input));
  }

  @Mutation(() => DemandRepurchaseResult, {
    description:
      'Demands that the supplier repurchases lots with recourse, past due for as long as agreed. Owner only.',
  })
  demandRepurchase(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: DemandRepurchaseInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.recourse.demand(viewer, input));
  }

  @Mutation(() => OfferRepurchaseResult, {
    description: 'Offers to take lots back, whatever the terms. Supplier only.',
  })
  offerRepurchase(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: OfferRepurchaseInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.recourse.offer(viewer, input));
  }

  @Mutation(() => RepurchaseLotsResult, {
    description:
      'States that the price of lots was received; the supplier has them again. Demanded or offered before; owner only.',
  })
  repurchaseLots(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RepurchaseLotsInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.recourse.repurchase(viewer, input));
  }

  @Mutation(() => CancelQuotesResult, {
    description:
      'Takes quotes back that were not accepted: these, and all that were issued before. Financier only.',
  })
  cancelQuotes(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: CancelQuotesInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.cancelling.cancel(viewer, input));
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
