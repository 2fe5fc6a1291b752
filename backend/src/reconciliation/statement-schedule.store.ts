import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import type { CalendarDate } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { Pair } from './statement-items.js';
import type { StatementFrequency } from './statement-period.js';
import type { StatementScheduleType } from './statement-schedule.type.js';

/** A schedule with a period that is over. */
export interface DueSchedule extends Pair {
  readonly frequency: StatementFrequency;
  readonly nextDate: CalendarDate;
  readonly userId: string;
  readonly userName: string;
}

/** What became of a period. */
export interface PeriodOutcome {
  readonly nextDate: CalendarDate | null;
  readonly commandId: string | null;
  readonly refusal: string | null;
}

const SELECT_SCHEDULE = `
  SELECT supplier, buyer, currency, frequency, next_date AS "nextDate", set_at AS "setAt",
    last_command_id AS "lastCommandId", last_refusal AS "lastRefusal"
  FROM statement_schedule`;
const KEY = `supplier || ':' || buyer || ':' || currency`;

/** Schedules of pairs; the last word of the supplier counts. */
@Injectable()
export class StatementScheduleStore {
  constructor(private readonly dataSource: DataSource) {}

  async set(
    viewer: Viewer,
    { buyer, currency }: Pair,
    { frequency, nextDate, setAt }: Pick<StatementScheduleType, 'frequency' | 'nextDate' | 'setAt'>,
  ): Promise<StatementScheduleType> {
    const rows: StatementScheduleType[] = await this.dataSource.query(
      `INSERT INTO statement_schedule (supplier, buyer, currency, frequency, next_date, user_id,
         user_name, set_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (supplier, buyer, currency) DO UPDATE SET frequency = EXCLUDED.frequency,
         next_date = EXCLUDED.next_date, user_id = EXCLUDED.user_id,
         user_name = EXCLUDED.user_name, set_at = EXCLUDED.set_at
       RETURNING supplier, buyer, currency, frequency, next_date AS "nextDate", set_at AS "setAt",
         last_command_id AS "lastCommandId", last_refusal AS "lastRefusal"`,
      [
        ...[viewer.party, buyer, currency, frequency, nextDate],
        ...[viewer.userId, viewer.userName, setAt],
      ],
    );
    return rows[0] as StatementScheduleType;
  }

  /** By pair. */
  async list(viewer: Viewer, page: Page): Promise<StatementScheduleType[]> {
    return this.dataSource.query(
      `${SELECT_SCHEDULE} WHERE ($1 OR supplier = $2 OR buyer = $2)
         AND ($3::text IS NULL OR ${KEY} > $3) ORDER BY ${KEY} LIMIT $4`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.limit],
    );
  }

  /** Those whose period ended before a day, the longest over first. */
  async findDue(today: CalendarDate, limit: number): Promise<DueSchedule[]> {
    return this.dataSource.query(
      `SELECT supplier, buyer, currency, frequency, next_date AS "nextDate", user_id AS "userId",
         user_name AS "userName"
       FROM statement_schedule WHERE next_date < $1
       ORDER BY next_date, supplier, buyer, currency LIMIT $2`,
      [today, limit],
    );
  }

  /** Moves on, unless somebody else did or the schedule was changed. */
  async advance(schedule: DueSchedule, outcome: PeriodOutcome): Promise<void> {
    await this.dataSource.query(
      `UPDATE statement_schedule SET next_date = $6, last_refusal = $8,
         last_command_id = coalesce($7, last_command_id)
       WHERE supplier = $1 AND buyer = $2 AND currency = $3 AND frequency = $4 AND next_date = $5`,
      [
        ...[schedule.supplier, schedule.buyer, schedule.currency, schedule.frequency],
        ...[schedule.nextDate, outcome.nextDate, outcome.commandId, outcome.refusal],
      ],
    );
  }
}
