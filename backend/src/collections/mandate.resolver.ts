import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { EndMandateInput, MandateCollectorInput } from './collections.input.js';
import { MandateType } from './collections.type.js';
import { MandateReader } from './mandate.reader.js';
import { MandateService } from './mandate.service.js';

const MandateConnection = connectionOf('CollectionMandate', () => MandateType);
const MandateCollectorResult = commandResultOf('MandateCollectorResult');
const EndMandateResult = commandResultOf('EndMandateResult');

@Resolver(() => MandateType)
export class MandateResolver {
  constructor(
    private readonly mandates: MandateReader,
    private readonly service: MandateService,
    private readonly commands: CommandReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => MandateConnection, {
    name: 'collectionMandates',
    description: 'Mandates that your party gave or was given, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<MandateType>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = await this.mandates.list(viewer, page);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Mutation(() => MandateCollectorResult, {
    description: 'Lets a collector act for lots; one before no longer does. Owner only.',
  })
  mandateCollector(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: MandateCollectorInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.mandate(viewer, input));
  }

  @Mutation(() => EndMandateResult, {
    description: 'Takes mandates back that your party gave, or lays down those that it was given.',
  })
  endMandate(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: EndMandateInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.end(viewer, input));
  }

  @ResolveField(() => PartyType, { nullable: true })
  owner(
    @Context() context: RequestContext,
    @Parent() { owner }: MandateType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, owner);
  }

  @ResolveField(() => PartyType, { nullable: true })
  collector(
    @Context() context: RequestContext,
    @Parent() { collector }: MandateType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, collector);
  }
}
