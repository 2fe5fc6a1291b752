import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { CREDIT_REFUSALS } from '../credit-limits/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { ReceivableActsService } from './receivable-acts.service.js';
import {
  ConfirmReceivablesInput,
  EndDisputeInput,
  OpenDisputeInput,
  RejectReceivableInput,
} from './receivable.input.js';

const ConfirmReceivablesResult = commandResultOf('ConfirmReceivablesResult', CREDIT_REFUSALS);
const RejectReceivableResult = commandResultOf('RejectReceivableResult');
const OpenDisputeResult = commandResultOf('OpenDisputeResult');
const WithdrawDisputeResult = commandResultOf('WithdrawDisputeResult');

@Resolver()
export class BuyerActsResolver {
  constructor(
    private readonly acts: ReceivableActsService,
    private readonly commands: CommandReader,
  ) {}

  @Mutation(() => ConfirmReceivablesResult, {
    description:
      'Confirms what your party owes, all or none; each becomes one lot of its supplier. Buyer only.',
  })
  async confirmReceivables(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ConfirmReceivablesInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.acts.confirm(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => RejectReceivableResult, {
    description: 'Refuses a registered receivable. Buyer only.',
  })
  async rejectReceivable(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RejectReceivableInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.acts.reject(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => OpenDisputeResult, {
    description:
      'Disputes a part of a confirmed receivable; while it is open, nothing of it can be financed. Buyer only.',
  })
  async openDispute(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: OpenDisputeInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.acts.openDispute(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => WithdrawDisputeResult, {
    description: 'Takes a dispute back. Buyer only.',
  })
  async withdrawDispute(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: EndDisputeInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.acts.withdrawDispute(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }
}
