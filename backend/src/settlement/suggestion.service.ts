import { Injectable } from '@nestjs/common';

import { type DomainError, InputInvalidError, NotFoundError } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import type { CommandEntity } from '../ledger/index.js';
import { BankEntryReader } from './bank-entry.reader.js';
import type { AcceptSuggestionInput } from './entry-acts.input.js';
import { EntryAllocationService } from './entry-allocation.service.js';
import { keptBackOf, paymentsOf } from './match.proposal.js';

/** A settlement agent agrees with what matching suggests: the same act as stating it itself. */
@Injectable()
export class SuggestionService {
  constructor(
    private readonly entries: BankEntryReader,
    private readonly allocations: EntryAllocationService,
  ) {}

  async accept(viewer: Viewer, input: AcceptSuggestionInput): Promise<CommandEntity | DomainError> {
    const { entryHash, suggestionId } = input;
    const entry = await this.entries.find(viewer, entryHash.toLowerCase());
    if (entry === null) return new NotFoundError(entryHash);
    const suggestion = entry.suggestions.find(({ id }) => id === suggestionId);
    if (suggestion === undefined) {
      return new InputInvalidError(
        'suggestionId',
        'The entry has no such suggestion, or none any more.',
      );
    }
    const applications = paymentsOf(suggestion);
    if (applications.length === 0) {
      return new InputInvalidError('suggestionId', 'The suggestion pays no receivable.');
    }
    const kept = keptBackOf(entry.entryHash, suggestion);
    return this.allocations.allocate(viewer, { ...input, applications }, kept);
  }
}
