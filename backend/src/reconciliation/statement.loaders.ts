import { Injectable } from '@nestjs/common';

import { BatchLoader } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import type { StatementItem } from './statement-items.js';
import { StatementReader } from './statement.reader.js';

/** Items of one side of statements that the viewer sees, by `itemKeyOf`. */
@Injectable()
export class StatementItemsLoader extends BatchLoader<RequestContext, readonly StatementItem[]> {
  constructor(private readonly statements: StatementReader) {
    super();
  }

  protected findMany(
    _: RequestContext,
    itemKeys: readonly string[],
  ): Promise<ReadonlyMap<string, readonly StatementItem[]>> {
    return this.statements.items(itemKeys);
  }
}
