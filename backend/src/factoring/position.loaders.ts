import { Injectable } from '@nestjs/common';

import { BatchLoader, groupById } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { PositionReader } from './position.reader.js';
import type { PositionType, RepurchaseType } from './position.type.js';

/** Positions by lot id; null where there is none that the viewer sees. */
@Injectable()
export class PositionLoader extends BatchLoader<RequestContext, PositionType> {
  constructor(private readonly positions: PositionReader) {
    super();
  }

  protected async findMany(
    { viewer }: RequestContext,
    lotIds: readonly string[],
  ): Promise<ReadonlyMap<string, PositionType>> {
    const found = await this.positions.find(viewer, lotIds);
    return new Map(found.map((position) => [position.lotId, position]));
  }
}

/** Repurchases by deal number, for a viewer who sees the deal. */
@Injectable()
export class RepurchasesLoader extends BatchLoader<RequestContext, RepurchaseType[]> {
  constructor(private readonly positions: PositionReader) {
    super();
  }

  protected async findMany(
    _: RequestContext,
    dealNumbers: readonly string[],
  ): Promise<ReadonlyMap<string, RepurchaseType[]>> {
    const found = await this.positions.repurchasesOf(dealNumbers.map(Number));
    return groupById(dealNumbers, found, (repurchase) => String(repurchase.dealNumber));
  }
}
