import { type CalendarDate, calendarDateOf, epochDayOf } from '../common/index.js';

/** 9999-12-31: the ledger counts further than a date of four digits can say. */
const EPOCH_DAY_MAX = epochDayOf('9999-12-31');

/** Day of the ledger as a date; one beyond the year 9999 is its last day, since nobody bounds what is promised. */
export function dateOfLedgerDay(day: number): CalendarDate {
  return calendarDateOf(Math.min(day, EPOCH_DAY_MAX));
}
