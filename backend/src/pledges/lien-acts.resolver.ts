import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { CurrentViewer, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
import { LienActsService } from './lien-acts.service.js';
import { LienOfferService } from './lien-offer.service.js';
import {
  LienEvidenceInput,
  LienInput,
  LiensInput,
  OfferLiensInput,
  RegisterLienInput,
  ReleaseLienInput,
} from './lien.input.js';
import { LienType } from './lien.type.js';

const OfferLiensResult = commandResultOf('OfferLiensResult');
const AcceptLiensResult = commandResultOf('AcceptLiensResult');
const WithdrawLiensResult = commandResultOf('WithdrawLiensResult');
const RegisterLienResult = commandResultOf('RegisterLienResult');
const GiveLienNoticeResult = commandResultOf('GiveLienNoticeResult');
const ReleaseLienResult = commandResultOf('ReleaseLienResult');
const AnnounceEnforcementResult = commandResultOf('AnnounceEnforcementResult');
const WithdrawEnforcementResult = commandResultOf('WithdrawEnforcementResult');
const EnforceLienResult = commandResultOf('EnforceLienResult');
const DropLienResult = commandResultOf('DropLienResult');

@Resolver(() => LienType)
export class LienActsResolver {
  constructor(
    private readonly offering: LienOfferService,
    private readonly acts: LienActsService,
    private readonly commands: CommandReader,
  ) {}

  @Mutation(() => OfferLiensResult, {
    description: 'Offers security over lots of your party, all or none. Subjects: the lot ids.',
  })
  offerLiens(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: OfferLiensInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.offering.offer(viewer, input));
  }

  @Mutation(() => AcceptLiensResult, {
    description: 'Accepts liens that your party was offered, all or none. Pledgee only.',
  })
  acceptLiens(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: LiensInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.offering.accept(viewer, input));
  }

  @Mutation(() => WithdrawLiensResult, {
    description: 'Takes offers back that were not accepted, all or none. Pledgor only.',
  })
  withdrawLiens(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: LiensInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.offering.withdraw(viewer, input));
  }

  @Mutation(() => RegisterLienResult, {
    description: 'Records the entry of a lien in the public register. Pledgee only.',
  })
  registerLien(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RegisterLienInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.acts.register(viewer, input));
  }

  @Mutation(() => GiveLienNoticeResult, {
    description: 'Notifies the buyer of a lien, which then sees it. Pledgee or pledgor.',
  })
  giveLienNotice(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: LienEvidenceInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.acts.giveNotice(viewer, input));
  }

  @Mutation(() => ReleaseLienResult, {
    description: 'Gives up a part of the security, or all of it. Pledgee only.',
  })
  releaseLien(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ReleaseLienInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.acts.release(viewer, input));
  }

  @Mutation(() => AnnounceEnforcementResult, {
    description: 'Announces the enforcement of a lien; the waiting time begins. Pledgee only.',
  })
  announceEnforcement(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: LienEvidenceInput,
  ): Promise<CommandAnswer> {
    return answerAct(
      this.commands,
      { viewer, input },
      this.acts.announceEnforcement(viewer, input),
    );
  }

  @Mutation(() => WithdrawEnforcementResult, {
    description: 'Takes the announcement of an enforcement back. Pledgee only.',
  })
  withdrawEnforcement(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: LienInput,
  ): Promise<CommandAnswer> {
    return answerAct(
      this.commands,
      { viewer, input },
      this.acts.withdrawEnforcement(viewer, input),
    );
  }

  @Mutation(() => EnforceLienResult, {
    description:
      'Takes what a lien secures as a lot of your party, after the waiting time. Pledgee only.',
  })
  enforceLien(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: LienEvidenceInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.acts.enforce(viewer, input));
  }

  @Mutation(() => DropLienResult, {
    description: 'Takes a lien off its lot that was paid so long ago that the payment stands.',
  })
  dropLien(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: LienInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.acts.drop(viewer, input));
  }
}
