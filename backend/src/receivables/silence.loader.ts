import { Injectable } from '@nestjs/common';

import { BatchLoader } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { SilenceReader } from './silence.reader.js';
import type { ReceivableSilenceType } from './silence.type.js';

/** What follows from silence about receivables that the viewer was found to see. */
@Injectable()
export class SilenceLoader extends BatchLoader<RequestContext, ReceivableSilenceType> {
  constructor(private readonly silences: SilenceReader) {
    super();
  }

  protected findMany(
    _: RequestContext,
    receivableIds: readonly string[],
  ): Promise<ReadonlyMap<string, ReceivableSilenceType>> {
    return this.silences.ofReceivables(receivableIds);
  }
}
