import { Injectable } from '@nestjs/common';

import { BatchLoader } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { ReceivableReader } from './receivable.reader.js';
import type { ReceivableType } from './receivable.type.js';

/** Receivables by id; null where there is none that the viewer sees. */
@Injectable()
export class ReceivableLoader extends BatchLoader<RequestContext, ReceivableType> {
  constructor(private readonly receivables: ReceivableReader) {
    super();
  }

  protected async findMany(
    { viewer }: RequestContext,
    receivableIds: readonly string[],
  ): Promise<ReadonlyMap<string, ReceivableType>> {
    const found = await this.receivables.findVisible(viewer, receivableIds);
    return new Map(found.map((receivable) => [receivable.receivableId, receivable]));
  }
}
