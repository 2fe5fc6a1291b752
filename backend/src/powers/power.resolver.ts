import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import {
  CurrentViewer,
  type RequestContext,
  type Viewer,
  seesEverything,
} from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { PowerReader } from './power.reader.js';
import { PowerService } from './power.service.js';
import {
  PowerFunctionType,
  PowerHolderArgs,
  PowerHolderType,
  PowerInput,
  PowerRoleType,
  ScheduledOperationType,
} from './power.type.js';

const PowerHolderConnection = connectionOf('PowerHolder', () => PowerHolderType);
const ScheduledOperationConnection = connectionOf(
  'ScheduledOperation',
  () => ScheduledOperationType,
);
const GrantPowerResult = commandResultOf('GrantPowerResult');
const RevokePowerResult = commandResultOf('RevokePowerResult');

@Resolver()
export class PowerActsResolver {
  constructor(
    private readonly service: PowerService,
    private readonly commands: CommandReader,
  ) {}

  @Mutation(() => GrantPowerResult, {
    description:
      "Gives a power to an operator's key. Subject: the key. Operators with the power ADMIN only.",
  })
  async grantPower(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: PowerInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.service.grant(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => RevokePowerResult, {
    description:
      'Takes a power from a key; its approvals no longer count. Operators with the power ADMIN only.',
  })
  async revokePower(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: PowerInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.service.revoke(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }
}

/** Powers are for operators and auditors to see; everybody else finds none. */
@Resolver(() => PowerHolderType)
export class PowerResolver {
  constructor(
    private readonly reader: PowerReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => PowerHolderConnection, {
    name: 'powerHolders',
    description: 'Keys that have or had powers, by power; for operators and auditors.',
  })
  async holders(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PowerHolderArgs,
  ): Promise<Connection<PowerHolderType>> {
    const page = toPage(args, ['text', 'text']);
    const rows = seesEverything(viewer)
      ? await this.reader.listHolders(page, args.filter ?? {})
      : [];
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Query(() => [PowerFunctionType], {
    description:
      'Functions for operators and the power that each asks for; for operators and auditors.',
  })
  async powerFunctions(@CurrentViewer() viewer: Viewer): Promise<PowerFunctionType[]> {
    return seesEverything(viewer) ? this.reader.functions() : [];
  }

  @Query(() => [PowerRoleType], {
    description:
      'Roles for which something was set beyond who has them; for operators and auditors.',
  })
  async powerRoles(@CurrentViewer() viewer: Viewer): Promise<PowerRoleType[]> {
    return seesEverything(viewer) ? this.reader.roles() : [];
  }

  @Query(() => ScheduledOperationConnection, {
    name: 'scheduledOperations',
    description:
      'Calls that keys with an execution delay announced, the latest first; for operators and auditors.',
  })
  async operations(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<ScheduledOperationType>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = seesEverything(viewer) ? await this.reader.listOperations(page) : [];
    return toConnection(rows, page, (row) => row.keyset);
  }

  @ResolveField(() => PartyType, { nullable: true, description: 'Operator that the key acts for.' })
  async party(
    @Context() context: RequestContext,
    @Parent() { party }: PowerHolderType,
  ): Promise<PartyType | null> {
    return party === null ? null : this.parties.load(context, party);
  }
}
