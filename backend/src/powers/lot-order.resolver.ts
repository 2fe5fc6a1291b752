import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { LotType } from '../receivables/index.js';
import { LotOrderReader } from './lot-order.reader.js';
import { LotOrderService } from './lot-order.service.js';
import { LotOrderArgs, LotOrderType } from './lot-order.type.js';
import {
  ApproveLotOrderInput,
  ApproveLotTransferInput,
  LotOrderInput,
  LotTransferInput,
} from './order.input.js';
import { LotFrozenLoader, LotOrdersLoader } from './powers.loaders.js';

const LotOrderConnection = connectionOf('LotOrder', () => LotOrderType);
const ApproveLotFreezeResult = commandResultOf('ApproveLotFreezeResult');
const FreezeLotResult = commandResultOf('FreezeLotResult');
const ApproveLotUnfreezeResult = commandResultOf('ApproveLotUnfreezeResult');
const UnfreezeLotResult = commandResultOf('UnfreezeLotResult');
const ApproveLotTransferResult = commandResultOf('ApproveLotTransferResult');
const TransferLotResult = commandResultOf('TransferLotResult');

@Resolver()
export class LotOrderActsResolver {
  constructor(
    private readonly orders: LotOrderService,
    private readonly commands: CommandReader,
  ) {}

  @Mutation(() => ApproveLotFreezeResult, {
    description:
      'Approves that a lot is frozen by order of a court. Subjects: the act hash, the lot. Operators with the power ORDERS only.',
  })
  async approveLotFreeze(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ApproveLotOrderInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.orders.approveFreeze(viewer, input, true);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => FreezeLotResult, {
    description: 'Freezes a lot; it still earns what is paid. Another operator approved it before.',
  })
  async freezeLot(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: LotOrderInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.orders.freeze(viewer, input, true);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => ApproveLotUnfreezeResult, {
    description: 'Approves that a frozen lot is free again. Operators with the power ORDERS only.',
  })
  async approveLotUnfreeze(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ApproveLotOrderInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.orders.approveFreeze(viewer, input, false);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => UnfreezeLotResult, {
    description: 'Frees a frozen lot. Another operator approved it before.',
  })
  async unfreezeLot(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: LotOrderInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.orders.freeze(viewer, input, false);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => ApproveLotTransferResult, {
    description:
      'Approves that a lot gets another owner by order of a court. Operators with the power ORDERS only.',
  })
  async approveLotTransfer(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ApproveLotTransferInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.orders.approveTransfer(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => TransferLotResult, {
    description:
      'Gives a lot another owner; liens, terms and a freeze stay. Another operator approved it before.',
  })
  async transferLot(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: LotTransferInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.orders.transfer(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }
}

@Resolver(() => LotOrderType)
export class LotOrderResolver {
  constructor(
    private readonly reader: LotOrderReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => LotOrderConnection, {
    name: 'lotOrders',
    description: 'Orders of courts about lots that name your party, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: LotOrderArgs,
  ): Promise<Connection<LotOrderType>> {
    const page = toPage(args, ['integer', 'integer']);
    const rows = await this.reader.list(viewer, page, args.lotId ?? null);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @ResolveField(() => PartyType, { nullable: true, description: 'Whom it was directed against.' })
  owner(
    @Context() context: RequestContext,
    @Parent() order: LotOrderType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, order.owner);
  }

  @ResolveField(() => PartyType, { nullable: true, description: 'Of a transfer.' })
  async newOwner(
    @Context() context: RequestContext,
    @Parent() { newOwner }: LotOrderType,
  ): Promise<PartyType | null> {
    return newOwner === null ? null : this.parties.load(context, newOwner);
  }
}

@Resolver(() => LotType)
export class LotFreezeResolver {
  constructor(
    private readonly frozen: LotFrozenLoader,
    private readonly ordersOf: LotOrdersLoader,
  ) {}

  @ResolveField(() => Boolean, { description: 'By order of a court; it still earns what is paid.' })
  async isFrozen(@Context() context: RequestContext, @Parent() lot: LotType): Promise<boolean> {
    return (await this.frozen.load(context, lot.lotId)) ?? false;
  }

  @ResolveField(() => [LotOrderType], {
    description: 'Orders of courts that were carried out on it, in the order of the ledger.',
  })
  async orders(
    @Context() context: RequestContext,
    @Parent() lot: LotType,
  ): Promise<LotOrderType[]> {
    return (await this.ordersOf.load(context, lot.lotId)) ?? [];
  }
}
