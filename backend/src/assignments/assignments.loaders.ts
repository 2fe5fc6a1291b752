import { Injectable } from '@nestjs/common';

import { BatchLoader, groupById } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import type { NoticeType } from './assignments.type.js';
import { NoticeReader } from './notice.reader.js';

/** Whom the buyer has to pay for a lot, for a viewer who sees the lot. */
@Injectable()
export class LotPayeeLoader extends BatchLoader<RequestContext, string> {
  constructor(private readonly notices: NoticeReader) {
    super();
  }

  protected findMany(
    _: RequestContext,
    lotIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    return this.notices.payeesOf(lotIds);
  }
}

/** Notices about the lots of receivables; those that the viewer sees. */
@Injectable()
export class ReceivableNoticesLoader extends BatchLoader<RequestContext, NoticeType[]> {
  constructor(private readonly notices: NoticeReader) {
    super();
  }

  protected async findMany(
    { viewer }: RequestContext,
    receivableIds: readonly string[],
  ): Promise<ReadonlyMap<string, NoticeType[]>> {
    const found = await this.notices.findOfReceivables(viewer, receivableIds);
    return groupById(receivableIds, found, (notice) => notice.receivableId);
  }
}
