import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { DocumentRefusedError } from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { PartyNotAdmittedError } from '../parties/index.js';
import { AmendReceivablesInput } from './amendment.input.js';
import { AmendmentService } from './amendment.service.js';
import { CreditNoteService } from './credit-note.service.js';
import { LotSplitService } from './lot-split.service.js';
import { ReceivableActsService } from './receivable-acts.service.js';
import { ReceivableAlreadyRegisteredError } from './receivable.errors.js';
import {
  ApplyCreditNotesInput,
  AcceptDisputeInput,
  SplitLotInput,
  WithdrawReceivableInput,
} from './receivable.input.js';
import { RegisterReceivablesInput } from './registration.input.js';
import { RegistrationService } from './registration.service.js';

const RegisterReceivablesResult = commandResultOf('RegisterReceivablesResult', [
  DocumentRefusedError,
  PartyNotAdmittedError,
  ReceivableAlreadyRegisteredError,
]);
const AmendReceivablesResult = commandResultOf('AmendReceivablesResult', [
  DocumentRefusedError,
  PartyNotAdmittedError,
]);
const ApplyCreditNotesResult = commandResultOf('ApplyCreditNotesResult', [DocumentRefusedError]);
const WithdrawReceivableResult = commandResultOf('WithdrawReceivableResult');
const AcceptDisputeResult = commandResultOf('AcceptDisputeResult');
const SplitLotResult = commandResultOf('SplitLotResult');

@Resolver()
export class SupplierActsResolver {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly amendments: AmendmentService,
    private readonly credits: CreditNoteService,
    private readonly acts: ReceivableActsService,
    private readonly splits: LotSplitService,
    private readonly commands: CommandReader,
  ) {}

  @Mutation(() => RegisterReceivablesResult, {
    description:
      'Registers invoices as receivables of your party, all or none. Subjects: receivable ids. Supplier only.',
  })
  async registerReceivables(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RegisterReceivablesInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.registrations.register(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => AmendReceivablesResult, {
    description:
      'Corrects face or due date of claims that the buyer has not answered, whose time to answer begins anew. Supplier only.',
  })
  async amendReceivables(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AmendReceivablesInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.amendments.amend(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => ApplyCreditNotesResult, {
    description: 'Reduces receivables of your party, all or none. Supplier only.',
  })
  async applyCreditNotes(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ApplyCreditNotesInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.credits.apply(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => WithdrawReceivableResult, {
    description:
      'Takes a registered receivable back; its invoice cannot be registered again. Supplier only.',
  })
  async withdrawReceivable(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: WithdrawReceivableInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.acts.withdraw(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => AcceptDisputeResult, {
    description: 'Gives in to a dispute, or to a part of it, which is credited. Supplier only.',
  })
  async acceptDispute(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AcceptDisputeInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.acts.acceptDispute(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => SplitLotResult, {
    description: 'Splits parts off a free lot of your party. Subject: the lot id.',
  })
  async splitLot(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: SplitLotInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.splits.split(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }
}
