import { Injectable } from '@nestjs/common';

import { BatchLoader } from '../api/index.js';
import { type CalendarDate, present } from '../common/index.js';
import type { RequestContext } from '../identity/index.js';
import { LedgerClock } from '../ledger/index.js';

const TODAY = 'today';

/** The ledger's day, read once per request: all rows of an answer are counted from the same one. */
@Injectable()
export class LedgerDayLoader extends BatchLoader<RequestContext, CalendarDate> {
  constructor(private readonly clock: LedgerClock) {
    super();
  }

  async today(context: RequestContext): Promise<CalendarDate> {
    return present(await this.load(context, TODAY), 'day of the ledger');
  }

  protected async findMany(): Promise<ReadonlyMap<string, CalendarDate>> {
    const { today } = await this.clock.read();
    return new Map([[TODAY, today]]);
  }
}
