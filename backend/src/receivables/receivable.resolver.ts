import { Args, Context, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { epochDayOf, present } from '../common/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { LedgerDayLoader } from './ledger-day.loader.js';
import { ReceivableLotsLoader } from './lot.loader.js';
import { LotType } from './lot.type.js';
import { PayeeLoader } from './receivable-details.loaders.js';
import { ReceivableFilter } from './receivable.filter.js';
import { ReceivableLoader } from './receivable.loader.js';
import { ReceivableReader } from './receivable.reader.js';
import { PayeeShare, ReceivableType } from './receivable.type.js';

const ReceivableConnection = connectionOf('Receivable', () => ReceivableType);

@Resolver(() => ReceivableType)
export class ReceivableResolver {
  constructor(
    private readonly receivables: ReceivableReader,
    private readonly loader: ReceivableLoader,
    private readonly parties: PartyLoader,
    private readonly receivableLots: ReceivableLotsLoader,
    private readonly payeeShares: PayeeLoader,
    private readonly days: LedgerDayLoader,
  ) {}

  @Query(() => ReceivableType, { nullable: true, description: 'A receivable that concerns you.' })
  receivable(
    @Context() context: RequestContext,
    @Args('receivableId', { type: () => ID }) receivableId: string,
  ): Promise<ReceivableType | null> {
    return this.loader.load(context, receivableId.toLowerCase());
  }

  @Query(() => ReceivableConnection, {
    name: 'receivables',
    description: 'Receivables that concern you, the latest registration first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
    @Args('filter', { type: () => ReceivableFilter, nullable: true })
    filter: ReceivableFilter | null,
  ): Promise<Connection<ReceivableType>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = await this.receivables.list(viewer, page, filter ?? {});
    return toConnection(rows, page, (row) => [row.registeredAt.toISOString(), row.receivableId]);
  }

  @ResolveField(() => PartyType, { description: 'Creditor at origin.' })
  async supplier(
    @Context() context: RequestContext,
    @Parent() receivable: ReceivableType,
  ): Promise<PartyType> {
    return present(await this.parties.load(context, receivable.supplier), 'supplier');
  }

  @ResolveField(() => PartyType, { description: 'Debtor.' })
  async buyer(
    @Context() context: RequestContext,
    @Parent() receivable: ReceivableType,
  ): Promise<PartyType> {
    return present(await this.parties.load(context, receivable.buyer), 'buyer');
  }

  @ResolveField(() => [LotType], {
    description: 'Its lots as far as you may see them; a buyer sees payees instead.',
  })
  async lots(
    @Context() context: RequestContext,
    @Parent() receivable: ReceivableType,
  ): Promise<LotType[]> {
    return (await this.receivableLots.load(context, receivable.receivableId)) ?? [];
  }

  @ResolveField(() => [PayeeShare], {
    description: 'Whom the buyer pays: the supplier, or whom it acknowledged after a notice.',
  })
  async payees(
    @Context() context: RequestContext,
    @Parent() receivable: ReceivableType,
  ): Promise<PayeeShare[]> {
    return (await this.payeeShares.load(context, receivable.receivableId)) ?? [];
  }

  @ResolveField(() => PartyType, {
    nullable: true,
    description: 'The one payee; null if there are several, which `payees` names.',
  })
  async payee(
    @Context() context: RequestContext,
    @Parent() receivable: ReceivableType,
  ): Promise<PartyType | null> {
    const shares = (await this.payeeShares.load(context, receivable.receivableId)) ?? [];
    const [only] = shares;
    return only === undefined || shares.length > 1 ? null : this.parties.load(context, only.party);
  }

  @ResolveField(() => Int, {
    description: 'Days since the due date on the day of the last block; 0 if nothing is overdue.',
  })
  async daysPastDue(
    @Context() context: RequestContext,
    @Parent() receivable: ReceivableType,
  ): Promise<number> {
    if (receivable.outstandingMinor === 0n) {
      return 0;
    }
    const today = await this.days.today(context);
    return Math.max(0, epochDayOf(today) - epochDayOf(receivable.dueDate));
  }
}
