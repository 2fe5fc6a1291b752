import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { type CalendarDate, calendarDateOf } from '../common/index.js';

const DAY_MS = 86_400_000;

/** How far the read models have come. */
export interface LedgerMoment {
  readonly blockNumber: number;
  readonly time: Date;
  /** Day of `time` as the contracts count it, in UTC. */
  readonly today: CalendarDate;
}

/** Time as the ledger knows it: that of the last indexed block, which deadlines are measured against. */
@Injectable()
export class LedgerClock {
  constructor(private readonly dataSource: DataSource) {}

  async read(db: EntityManager = this.dataSource.manager): Promise<LedgerMoment> {
    const rows: Array<{ block_number: string; block_time: Date }> = await db.query(
      'SELECT block_number, block_time FROM ledger_checkpoint',
    );
    // Before the first block is indexed there is no other time than this machine's.
    const time = rows[0]?.block_time ?? new Date();
    const today = calendarDateOf(Math.floor(time.getTime() / DAY_MS));
    return { blockNumber: Number(rows[0]?.block_number ?? 0), time, today };
  }
}
