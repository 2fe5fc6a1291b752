import { Injectable } from '@nestjs/common';

import { BatchLoader, groupById } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { AllocationReader } from './allocation.reader.js';
import type { AllocationReversalType, EntryAllocationType } from './allocation.type.js';
import { CounterEntryReader } from './counter-entry.reader.js';

type Hashes = readonly string[];
type ByEntry<Value> = Promise<ReadonlyMap<string, Value>>;

@Injectable()
export class EntryAllocationLoader extends BatchLoader<RequestContext, EntryAllocationType[]> {
  constructor(private readonly allocations: AllocationReader) {
    super();
  }

  protected async findMany(_: RequestContext, hashes: Hashes): ByEntry<EntryAllocationType[]> {
    const found = await this.allocations.findStanding(hashes);
    return groupById(hashes, found, ({ entryHash }) => entryHash);
  }
}

@Injectable()
export class AllocationReversalLoader extends BatchLoader<
  RequestContext,
  AllocationReversalType[]
> {
  constructor(private readonly allocations: AllocationReader) {
    super();
  }

  protected async findMany(_: RequestContext, hashes: Hashes): ByEntry<AllocationReversalType[]> {
    const found = await this.allocations.findReversals(hashes);
    return groupById(hashes, found, ({ entryHash }) => entryHash);
  }
}

@Injectable()
export class ReturnLoader extends BatchLoader<RequestContext, string[]> {
  constructor(private readonly counterEntries: CounterEntryReader) {
    super();
  }

  protected findMany(_: RequestContext, hashes: Hashes): ByEntry<string[]> {
    return this.counterEntries.returnsOf(hashes);
  }
}
