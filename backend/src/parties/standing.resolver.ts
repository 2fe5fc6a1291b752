import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { CurrentViewer, type Viewer, seesEverything } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { PartyType } from './party.type.js';
import { ReinstatePartyInput, RenewAdmissionInput, SuspendPartyInput } from './standing.input.js';
import { StandingService } from './standing.service.js';

const RenewAdmissionResult = commandResultOf('RenewAdmissionResult');
const SuspendPartyResult = commandResultOf('SuspendPartyResult');
const ReinstatePartyResult = commandResultOf('ReinstatePartyResult');

@Resolver(() => PartyType)
export class StandingResolver {
  constructor(
    private readonly standing: StandingService,
    private readonly commands: CommandReader,
  ) {}

  @Mutation(() => RenewAdmissionResult, {
    description: 'Sets roles and expiry of a party anew. Operators with the power ADMISSION only.',
  })
  async renewAdmission(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RenewAdmissionInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.standing.renew(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => SuspendPartyResult, {
    description:
      'Stops a party from acting; what it owns and owes stays. Operators with the power ADMISSION only.',
  })
  async suspendParty(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: SuspendPartyInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.standing.suspend(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => ReinstatePartyResult, {
    description: 'Lets a suspended party act again. Operators with the power ADMISSION only.',
  })
  async reinstateParty(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ReinstatePartyInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.standing.reinstate(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'Why it is suspended; for the party itself, operator and auditor.',
  })
  suspensionReason(@CurrentViewer() viewer: Viewer, @Parent() party: PartyType): string | null {
    return viewer.party === party.partyId || seesEverything(viewer) ? party.suspendedFor : null;
  }
}
