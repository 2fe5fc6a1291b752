import { Args, Context, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { AmountMinor, type Connection, connectionOf, toConnection, toPage } from '../api/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { LotLoader, LotType, ReceivableLoader, ReceivableType } from '../receivables/index.js';
import { LotAvailabilityLoader, LotLiensLoader } from './lien.loaders.js';
import { LienReader } from './lien.reader.js';
import { LienArgs, LienType, RankPolicyType } from './lien.type.js';

const LienConnection = connectionOf('Lien', () => LienType);

@Resolver(() => LienType)
export class LienResolver {
  constructor(
    private readonly liens: LienReader,
    private readonly parties: PartyLoader,
    private readonly lots: LotLoader,
    private readonly receivables: ReceivableLoader,
  ) {}

  @Query(() => LienType, { nullable: true, description: 'A lien that concerns you.' })
  async lien(
    @CurrentViewer() viewer: Viewer,
    @Args('lienNumber', { type: () => Int }) lienNumber: number,
  ): Promise<LienType | null> {
    const [lien] = await this.liens.findMany(viewer, [lienNumber]);
    return lien ?? null;
  }

  @Query(() => LienConnection, {
    name: 'liens',
    description:
      'Liens that your party gave or has, and those that it was notified of as the buyer, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: LienArgs,
  ): Promise<Connection<LienType>> {
    const page = toPage(args, ['integer', 'none']);
    const rows = await this.liens.list(viewer, page, args.filter ?? {});
    return toConnection(rows, page, (row) => [String(row.lienNumber), '']);
  }

  @Query(() => [RankPolicyType], { description: 'Rules of rank that a lien can follow.' })
  rankPolicies(): Promise<RankPolicyType[]> {
    return this.liens.rankPolicies();
  }

  @ResolveField(() => PartyType, { nullable: true })
  pledgor(@Context() context: RequestContext, @Parent() lien: LienType): Promise<PartyType | null> {
    return this.parties.load(context, lien.pledgor);
  }

  @ResolveField(() => PartyType, { nullable: true })
  pledgee(@Context() context: RequestContext, @Parent() lien: LienType): Promise<PartyType | null> {
    return this.parties.load(context, lien.pledgee);
  }

  @ResolveField(() => LotType, { nullable: true, description: 'Null for the buyer.' })
  lot(@Context() context: RequestContext, @Parent() lien: LienType): Promise<LotType | null> {
    return this.lots.load(context, lien.lotId);
  }

  @ResolveField(() => ReceivableType, { nullable: true })
  receivable(
    @Context() context: RequestContext,
    @Parent() lien: LienType,
  ): Promise<ReceivableType | null> {
    return this.receivables.load(context, lien.receivableId);
  }
}

@Resolver(() => LotType)
export class LotLiensResolver {
  constructor(
    private readonly lotLiens: LotLiensLoader,
    private readonly availability: LotAvailabilityLoader,
  ) {}

  @ResolveField(() => [LienType], {
    description:
      'Liens that stand on it, in the order in which they are paid; shown to its owner and who has or is offered one.',
  })
  async liens(@Context() context: RequestContext, @Parent() lot: LotType): Promise<LienType[]> {
    return (await this.lotLiens.load(context, lot.lotId)) ?? [];
  }

  @ResolveField(() => AmountMinor, {
    description:
      'What may be sold, pledged or discounted now: neither reserved, pledged, frozen nor disputed.',
  })
  async availableMinor(
    @Context() context: RequestContext,
    @Parent() lot: LotType,
  ): Promise<bigint> {
    return present(await this.availability.load(context, lot.lotId), 'availability of the lot');
  }
}
