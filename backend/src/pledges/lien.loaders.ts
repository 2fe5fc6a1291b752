import { Injectable } from '@nestjs/common';

import { BatchLoader, groupById } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { LienReader } from './lien.reader.js';
import type { LienType } from './lien.type.js';

/** Liens that stand on lots, in the order in which they are paid; those that the viewer sees. */
@Injectable()
export class LotLiensLoader extends BatchLoader<RequestContext, LienType[]> {
  constructor(private readonly liens: LienReader) {
    super();
  }

  protected async findMany(
    { viewer }: RequestContext,
    lotIds: readonly string[],
  ): Promise<ReadonlyMap<string, LienType[]>> {
    return groupById(lotIds, await this.liens.findOfLots(viewer, lotIds), (lien) => lien.lotId);
  }
}

/** What is available of lots that the viewer sees. */
@Injectable()
export class LotAvailabilityLoader extends BatchLoader<RequestContext, bigint> {
  constructor(private readonly liens: LienReader) {
    super();
  }

  protected findMany(
    _: RequestContext,
    lotIds: readonly string[],
  ): Promise<ReadonlyMap<string, bigint>> {
    return this.liens.availableMinor(lotIds);
  }
}
