import { Injectable } from '@nestjs/common';

import { BatchLoader } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { PartyReader } from './party.reader.js';
import type { PartyType } from './party.type.js';

/** Parties by ledger address: whatever names a party resolves it here. */
@Injectable()
export class PartyLoader extends BatchLoader<RequestContext, PartyType> {
  constructor(private readonly parties: PartyReader) {
    super();
  }

  protected async findMany(
    _: RequestContext,
    partyIds: readonly string[],
  ): Promise<ReadonlyMap<string, PartyType>> {
    const found = await this.parties.findByIds(partyIds);
    return new Map(found.map((party) => [party.partyId, party]));
  }
}
