import { Args, Context, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { LotLoader } from './lot.loader.js';
import { LotReader } from './lot.reader.js';
import { LotFilter, LotType } from './lot.type.js';
import { ReceivableLoader } from './receivable.loader.js';
import { ReceivableType } from './receivable.type.js';

const LotConnection = connectionOf('Lot', () => LotType);

@Resolver(() => LotType)
export class LotResolver {
  constructor(
    private readonly lots: LotReader,
    private readonly loader: LotLoader,
    private readonly parties: PartyLoader,
    private readonly receivables: ReceivableLoader,
  ) {}

  @Query(() => LotType, { nullable: true, description: 'A lot that concerns you.' })
  lot(
    @Context() context: RequestContext,
    @Args('lotId', { type: () => ID }) lotId: string,
  ): Promise<LotType | null> {
    return this.loader.load(context, lotId.toLowerCase());
  }

  @Query(() => LotConnection, {
    name: 'lots',
    description: 'Lots that concern you, the newest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
    @Args('filter', { type: () => LotFilter, nullable: true }) filter: LotFilter | null,
  ): Promise<Connection<LotType>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = await this.lots.list(viewer, page, filter ?? {});
    return toConnection(rows, page, (row) => [row.createdAt.toISOString(), row.lotId]);
  }

  @ResolveField(() => PartyType)
  async owner(@Context() context: RequestContext, @Parent() lot: LotType): Promise<PartyType> {
    return present(await this.parties.load(context, lot.owner), 'owner of the lot');
  }

  @ResolveField(() => ReceivableType)
  async receivable(
    @Context() context: RequestContext,
    @Parent() lot: LotType,
  ): Promise<ReceivableType> {
    return present(await this.receivables.load(context, lot.receivableId), 'receivable of the lot');
  }
}
