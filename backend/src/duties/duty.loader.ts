import { Injectable } from '@nestjs/common';

import { BatchLoader, groupById } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { DutyReader } from './duty.reader.js';
import type { DutyEntryType } from './duty.type.js';

/** What bank entries that the viewer was found to see did to what parties owe each other. */
@Injectable()
export class EntryDutiesLoader extends BatchLoader<RequestContext, DutyEntryType[]> {
  constructor(private readonly duties: DutyReader) {
    super();
  }

  protected async findMany(
    { viewer }: RequestContext,
    entryHashes: readonly string[],
  ): Promise<ReadonlyMap<string, DutyEntryType[]>> {
    const found = await this.duties.findOfEntries(viewer, entryHashes);
    return groupById(entryHashes, found, ({ entryHash }) => entryHash);
  }
}
