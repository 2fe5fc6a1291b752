import { Injectable } from '@nestjs/common';

import { BatchLoader, groupById } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { LotReader } from './lot.reader.js';
import type { LotType } from './lot.type.js';

/** Lots by id; null where there is none that the viewer sees. */
@Injectable()
export class LotLoader extends BatchLoader<RequestContext, LotType> {
  constructor(private readonly lots: LotReader) {
    super();
  }

  protected async findMany(
    { viewer }: RequestContext,
    lotIds: readonly string[],
  ): Promise<ReadonlyMap<string, LotType>> {
    const found = await this.lots.findVisible(viewer, lotIds);
    return new Map(found.map((lot) => [lot.lotId, lot]));
  }
}

/** Lots of receivables, in the order of their index; those that the viewer sees. */
@Injectable()
export class ReceivableLotsLoader extends BatchLoader<RequestContext, LotType[]> {
  constructor(private readonly lots: LotReader) {
    super();
  }

  protected async findMany(
    { viewer }: RequestContext,
    receivableIds: readonly string[],
  ): Promise<ReadonlyMap<string, LotType[]>> {
    const found = await this.lots.findOfReceivables(viewer, receivableIds);
    return groupById(receivableIds, found, (lot) => lot.receivableId);
  }
}
