import { Injectable } from '@nestjs/common';

import { BatchLoader } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { LimitationReader } from './limitation.reader.js';
import type { LimitationType } from './pair-law.type.js';

@Injectable()
export class ReceivableLimitationLoader extends BatchLoader<RequestContext, LimitationType> {
  constructor(private readonly reader: LimitationReader) {
    super();
  }

  protected findMany(
    _: RequestContext,
    receivableIds: readonly string[],
  ): Promise<ReadonlyMap<string, LimitationType>> {
    return this.reader.ofReceivables(receivableIds);
  }
}

@Injectable()
export class StatementLimitationLoader extends BatchLoader<RequestContext, LimitationType> {
  constructor(private readonly reader: LimitationReader) {
    super();
  }

  protected findMany(
    _: RequestContext,
    statementIds: readonly string[],
  ): Promise<ReadonlyMap<string, LimitationType>> {
    return this.reader.ofStatements(statementIds);
  }
}
