import { Injectable } from '@nestjs/common';

import { BatchLoader, groupById } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { type EarlyPayableLot, EarlyPaymentReader } from './early-payment.reader.js';
import type { EarlyPaymentType } from './early-payment.type.js';

/** Early payments of receivables, the latest first; those that the viewer sees. */
@Injectable()
export class EarlyPaymentLoader extends BatchLoader<RequestContext, EarlyPaymentType[]> {
  constructor(private readonly reader: EarlyPaymentReader) {
    super();
  }

  protected async findMany(
    { viewer }: RequestContext,
    receivableIds: readonly string[],
  ): Promise<ReadonlyMap<string, EarlyPaymentType[]>> {
    const found = await this.reader.findOfReceivables(viewer, receivableIds);
    return groupById(receivableIds, found, (row) => row.receivableId);
  }
}

/** Lots of receivables that their buyer may offer to pay early. */
@Injectable()
export class EarlyPayableLotLoader extends BatchLoader<RequestContext, EarlyPayableLot[]> {
  constructor(private readonly reader: EarlyPaymentReader) {
    super();
  }

  protected async findMany(
    { viewer }: RequestContext,
    receivableIds: readonly string[],
  ): Promise<ReadonlyMap<string, EarlyPayableLot[]>> {
    const found = await this.reader.payableLots(viewer, { receivableIds });
    return groupById(receivableIds, found, (row) => row.receivableId);
  }
}
