import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { CurrentViewer, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
import {
  EarlyPaymentInput,
  OfferEarlyPaymentInput,
  SettleEarlyPaymentInput,
} from './early-payment.input.js';
import { EarlyPaymentService } from './early-payment.service.js';
import { EarlyPaymentType } from './early-payment.type.js';

const OfferEarlyPaymentResult = commandResultOf('OfferEarlyPaymentResult');
const AcceptEarlyPaymentResult = commandResultOf('AcceptEarlyPaymentResult');
const WithdrawEarlyPaymentResult = commandResultOf('WithdrawEarlyPaymentResult');
const LapseEarlyPaymentResult = commandResultOf('LapseEarlyPaymentResult');
const SettleEarlyPaymentResult = commandResultOf('SettleEarlyPaymentResult');

@Resolver(() => EarlyPaymentType)
export class EarlyPaymentActsResolver {
  constructor(
    private readonly service: EarlyPaymentService,
    private readonly commands: CommandReader,
  ) {}

  @Mutation(() => OfferEarlyPaymentResult, {
    description:
      'Offers the supplier to pay a lot early for less. Subject: the lot id. Buyer only.',
  })
  offerEarlyPayment(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: OfferEarlyPaymentInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.offer(viewer, input));
  }

  @Mutation(() => AcceptEarlyPaymentResult, {
    description: 'Agrees to be paid early for less; the whole lot is reserved. Supplier only.',
  })
  acceptEarlyPayment(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: EarlyPaymentInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.accept(viewer, input));
  }

  @Mutation(() => WithdrawEarlyPaymentResult, {
    description: 'Takes an offer back that was not accepted. Buyer only.',
  })
  withdrawEarlyPayment(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: EarlyPaymentInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.withdraw(viewer, input));
  }

  @Mutation(() => LapseEarlyPaymentResult, {
    description: 'Ends an early payment that was not paid in time; the lot is free again.',
  })
  lapseEarlyPayment(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: EarlyPaymentInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.lapse(viewer, input));
  }

  @Mutation(() => SettleEarlyPaymentResult, {
    description:
      'States that a bank entry paid it in time. Subjects: number and entry. Settlement agent only.',
  })
  settleEarlyPayment(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: SettleEarlyPaymentInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.settle(viewer, input));
  }
}
