import { Args, Mutation, Resolver } from '@nestjs/graphql';

import type { DomainError } from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  type CommandEntity,
  type CommandInput,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import {
  AcceptSuggestionInput,
  AllocateEntryInput,
  RecordOverpaymentInput,
  ReverseAllocationInput,
  ReverseEntryInput,
} from './entry-acts.input.js';
import { EntryAllocationService } from './entry-allocation.service.js';
import { EntryReversalService } from './entry-reversal.service.js';
import { SuggestionService } from './suggestion.service.js';

const AcceptSuggestionResult = commandResultOf('AcceptSuggestionResult');
const AllocateEntryResult = commandResultOf('AllocateEntryResult');
const RecordOverpaymentResult = commandResultOf('RecordOverpaymentResult');
const ReverseAllocationResult = commandResultOf('ReverseAllocationResult');
const ReverseEntryResult = commandResultOf('ReverseEntryResult');

@Resolver()
export class EntryActsResolver {
  constructor(
    private readonly allocations: EntryAllocationService,
    private readonly suggestions: SuggestionService,
    private readonly reversals: EntryReversalService,
    private readonly commands: CommandReader,
  ) {}

  @Mutation(() => AllocateEntryResult, {
    description:
      'Applies what is unapplied of a bank entry to receivables, all or none. Settlement agent only.',
  })
  allocateEntry(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AllocateEntryInput,
  ): Promise<CommandAnswer> {
    return this.answer(viewer, input, this.allocations.allocate(viewer, input));
  }

  @Mutation(() => AcceptSuggestionResult, {
    description:
      'Applies an explanation of a bank entry as matching suggests it. Settlement agent only.',
  })
  acceptSuggestion(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AcceptSuggestionInput,
  ): Promise<CommandAnswer> {
    return this.answer(viewer, input, this.suggestions.accept(viewer, input));
  }

  @Mutation(() => RecordOverpaymentResult, {
    description:
      'States that a part of a bank entry was paid in excess: who received it owes it. Settlement agent only.',
  })
  recordOverpayment(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RecordOverpaymentInput,
  ): Promise<CommandAnswer> {
    return this.answer(viewer, input, this.allocations.recordOverpayment(viewer, input));
  }

  @Mutation(() => ReverseAllocationResult, {
    description:
      'Takes back the latest allocation of a bank entry, of whatever kind; all is as before it. Settlement agent only.',
  })
  reverseAllocation(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ReverseAllocationInput,
  ): Promise<CommandAnswer> {
    return this.answer(viewer, input, this.reversals.reverseAllocation(viewer, input));
  }

  @Mutation(() => ReverseEntryResult, {
    description:
      'States that the bank took an entry back, after all of its allocations were reversed. Settlement agent only.',
  })
  reverseEntry(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ReverseEntryInput,
  ): Promise<CommandAnswer> {
    return this.answer(viewer, input, this.reversals.reverseEntry(viewer, input));
  }

  private async answer(
    viewer: Viewer,
    input: CommandInput,
    submitted: Promise<CommandEntity | DomainError>,
  ): Promise<CommandAnswer> {
    return answerCommand(this.commands, viewer, await submitted, input.awaitInclusion);
  }
}
