import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, connectionOf, toConnection, toPage } from '../api/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { AgreeSettlementAgentInput } from './pair-agent.input.js';
import { PairAgentReader } from './pair-agent.reader.js';
import { PairAgentService } from './pair-agent.service.js';
import { PairAgentArgs, PairAgentType, SettlementAgentProposalType } from './pair-agent.type.js';
import { pairKeyOf } from './statement-items.js';
import { PairAgentLoader } from './statement.loaders.js';
import { BalanceType } from './statement.type.js';

const PairAgentConnection = connectionOf('PairSettlementAgent', () => PairAgentType);
const AgreeSettlementAgentResult = commandResultOf('AgreeSettlementAgentResult');

@Resolver(() => PairAgentType)
export class PairAgentResolver {
  constructor(
    private readonly reader: PairAgentReader,
    private readonly service: PairAgentService,
    private readonly commands: CommandReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => PairAgentConnection, {
    name: 'settlementAgents',
    description:
      'Pairs of your party that agreed on a settlement agent, or of which one side wants to.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PairAgentArgs,
  ): Promise<Connection<PairAgentType>> {
    const page = toPage(args, ['text', 'none']);
    const rows = await this.reader.list(viewer, page, args.filter ?? {});
    return toConnection(rows, page, (row) => [pairKeyOf(row), '']);
  }

  @Mutation(() => AgreeSettlementAgentResult, {
    description:
      'Says who should state what was paid between supplier and buyer; it takes effect once the other side says ' +
      'the same. Supplier or buyer.',
  })
  agreeSettlementAgent(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AgreeSettlementAgentInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.agree(viewer, input));
  }

  @ResolveField(() => PartyType, { nullable: true })
  supplier(
    @Context() context: RequestContext,
    @Parent() { supplier }: PairAgentType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, supplier);
  }

  @ResolveField(() => PartyType, { nullable: true })
  buyer(
    @Context() context: RequestContext,
    @Parent() { buyer }: PairAgentType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, buyer);
  }

  @ResolveField(() => PartyType, { nullable: true, description: 'The agent in force.' })
  agent(
    @Context() context: RequestContext,
    @Parent() { agent }: PairAgentType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, agent);
  }
}

@Resolver(() => SettlementAgentProposalType)
export class SettlementAgentProposalResolver {
  constructor(private readonly parties: PartyLoader) {}

  @ResolveField(() => PartyType, { nullable: true })
  agent(
    @Context() context: RequestContext,
    @Parent() { agent }: SettlementAgentProposalType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, agent);
  }
}

@Resolver(() => BalanceType)
export class BalanceAgentResolver {
  constructor(private readonly agents: PairAgentLoader) {}

  @ResolveField(() => PairAgentType, { description: 'Who states what was paid on it.' })
  async settlementAgent(
    @Context() context: RequestContext,
    @Parent() balance: BalanceType,
  ): Promise<PairAgentType> {
    return present(await this.agents.load(context, pairKeyOf(balance)), 'settlement agent');
  }
}
