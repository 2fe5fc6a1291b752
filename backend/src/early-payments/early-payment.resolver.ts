import { Args, Context, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { LotLoader, LotType, ReceivableLoader, ReceivableType } from '../receivables/index.js';
import { EarlyPayableLotLoader, EarlyPaymentLoader } from './early-payment.loaders.js';
import { EarlyPaymentReader } from './early-payment.reader.js';
import { EarlyPayableLotType, EarlyPaymentArgs, EarlyPaymentType } from './early-payment.type.js';

const EarlyPaymentConnection = connectionOf('EarlyPayment', () => EarlyPaymentType);

@Resolver(() => EarlyPaymentType)
export class EarlyPaymentResolver {
  constructor(
    private readonly reader: EarlyPaymentReader,
    private readonly parties: PartyLoader,
    private readonly lots: LotLoader,
    private readonly receivables: ReceivableLoader,
  ) {}

  @Query(() => EarlyPaymentType, {
    nullable: true,
    description: 'An early payment by or to your party.',
  })
  earlyPayment(
    @CurrentViewer() viewer: Viewer,
    @Args('number', { type: () => Int }) number: number,
  ): Promise<EarlyPaymentType | null> {
    return this.reader.find(viewer, number);
  }

  @Query(() => EarlyPaymentConnection, {
    name: 'earlyPayments',
    description: 'Early payments by and to your party, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: EarlyPaymentArgs,
  ): Promise<Connection<EarlyPaymentType>> {
    const page = toPage(args, ['integer', 'none']);
    const rows = await this.reader.list(viewer, page, args.filter ?? {});
    return toConnection(rows, page, (row) => [String(row.number), '']);
  }

  @ResolveField(() => PartyType, { nullable: true })
  supplier(
    @Context() context: RequestContext,
    @Parent() early: EarlyPaymentType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, early.supplier);
  }

  @ResolveField(() => PartyType, { nullable: true })
  buyer(
    @Context() context: RequestContext,
    @Parent() early: EarlyPaymentType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, early.buyer);
  }

  @ResolveField(() => LotType, { nullable: true, description: 'Null for the buyer.' })
  lot(
    @Context() context: RequestContext,
    @Parent() early: EarlyPaymentType,
  ): Promise<LotType | null> {
    return this.lots.load(context, early.lotId);
  }

  @ResolveField(() => ReceivableType, { nullable: true })
  receivable(
    @Context() context: RequestContext,
    @Parent() early: EarlyPaymentType,
  ): Promise<ReceivableType | null> {
    return this.receivables.load(context, early.receivableId);
  }
}

@Resolver(() => ReceivableType)
export class ReceivableEarlyPaymentsResolver {
  constructor(
    private readonly ofReceivables: EarlyPaymentLoader,
    private readonly payable: EarlyPayableLotLoader,
  ) {}

  @ResolveField(() => [EarlyPaymentType], {
    description: 'The latest first; shown to buyer and supplier.',
  })
  async earlyPayments(
    @Context() context: RequestContext,
    @Parent() { receivableId }: ReceivableType,
  ): Promise<EarlyPaymentType[]> {
    return (await this.ofReceivables.load(context, receivableId)) ?? [];
  }

  @ResolveField(() => [EarlyPayableLotType], {
    description:
      'Lots that the buyer may offer to pay early: those that the supplier still owns. Shown to the two.',
  })
  async earlyPayableLots(
    @Context() context: RequestContext,
    @Parent() { receivableId }: ReceivableType,
  ): Promise<EarlyPayableLotType[]> {
    return (await this.payable.load(context, receivableId)) ?? [];
  }
}
