import { Context, ID, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { type RequestContext } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import {
  AllocationReversalLoader,
  EntryAllocationLoader,
  ReturnLoader,
} from './allocation.loaders.js';
import { AllocationReversalType, EntryAllocationType } from './allocation.type.js';
import { BankEntryType } from './bank-entry.type.js';

@Resolver(() => BankEntryType)
export class BankEntryAllocationsResolver {
  constructor(
    private readonly standing: EntryAllocationLoader,
    private readonly reversed: AllocationReversalLoader,
    private readonly returns: ReturnLoader,
  ) {}

  @ResolveField(() => [EntryAllocationType], {
    description: 'What was done with it and stands, in order; the last one can be reversed next.',
  })
  async allocations(
    @Context() context: RequestContext,
    @Parent() { entryHash }: BankEntryType,
  ): Promise<EntryAllocationType[]> {
    return (await this.standing.load(context, entryHash)) ?? [];
  }

  @ResolveField(() => [AllocationReversalType], {
    description: 'What was done with it and reversed, in the order of the reversals.',
  })
  async allocationReversals(
    @Context() context: RequestContext,
    @Parent() { entryHash }: BankEntryType,
  ): Promise<AllocationReversalType[]> {
    return (await this.reversed.load(context, entryHash)) ?? [];
  }

  @ResolveField(() => [ID], {
    description:
      'Entries that it seems to take back, if it is a return or reversal of the bank: for `reverseEntry`; at most 10.',
  })
  async returnsOf(
    @Context() context: RequestContext,
    @Parent() { entryHash }: BankEntryType,
  ): Promise<string[]> {
    return (await this.returns.load(context, entryHash)) ?? [];
  }
}

@Resolver(() => EntryAllocationType)
export class EntryAllocationResolver {
  constructor(private readonly parties: PartyLoader) {}

  @ResolveField(() => PartyType, {
    nullable: true,
    description: 'To whom an overpayment is owed.',
  })
  creditor(
    @Context() context: RequestContext,
    @Parent() { creditor }: EntryAllocationType,
  ): Promise<PartyType | null> {
    return creditor === null ? Promise.resolve(null) : this.parties.load(context, creditor);
  }
}

@Resolver(() => AllocationReversalType)
export class AllocationReversalResolver {
  constructor(private readonly parties: PartyLoader) {}

  @ResolveField(() => PartyType, {
    nullable: true,
    description: 'To whom an overpayment was owed.',
  })
  creditor(
    @Context() context: RequestContext,
    @Parent() { creditor }: AllocationReversalType,
  ): Promise<PartyType | null> {
    return creditor === null ? Promise.resolve(null) : this.parties.load(context, creditor);
  }
}
