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

/** By how much this machine's clock may be ahead of the ledger's. */
const CLOCK_MARGIN_MS = 120_000;

/** Which day it is for work that is due by the day, on a ledger that may stand still. */
export class WorkDay {
  /** Of the question before; null before the first. */
  private lastBlock: number | null = null;

  constructor(private readonly clock: Pick<LedgerClock, 'read'>) {}

  async today(): Promise<CalendarDate> {
    const { blockNumber, today } = await this.clock.read();
    const isMoving = blockNumber !== this.lastBlock;
    this.lastBlock = blockNumber;
    // A ledger that makes blocks says itself which day it is, also while a story of the past is told on it.
    if (isMoving) return today;
    // One without traffic makes none: its last one may be of days ago.
    const machineDay = calendarDateOf(Math.floor((Date.now() - CLOCK_MARGIN_MS) / DAY_MS));
    return today > machineDay ? today : machineDay;
  }
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
