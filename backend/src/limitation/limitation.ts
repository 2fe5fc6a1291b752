import { type CalendarDate, addDays, isCalendarDate } from '../common/index.js';
import type { LimitationRule } from './limitation-laws.js';

/** How long a claim can be enforced, if nothing happens but what is known here. */
export interface LimitationPeriod {
  /** Last day. */
  readonly endsOn: CalendarDate;
  /** The acknowledgement from which it counts; null if it counts from the due date. */
  readonly interruptedOn: CalendarDate | null;
}

/**
 * The period of a claim that is due on a day and was acknowledged on others.
 *
 * An acknowledgement counts while a period runs: one before the first begins has nothing to interrupt, and one after
 * it ended brings nothing back to life. Negotiations, suits and part payments, which many laws let count too, are not
 * looked at, so that a claim may be enforceable for longer than this says, and for no shorter.
 */
export function limitationOf(
  rule: LimitationRule,
  dueDate: CalendarDate,
  acknowledgedOn: readonly CalendarDate[],
): LimitationPeriod {
  const begin = rule.start === 'END_OF_YEAR' ? `${dueDate.slice(0, 4)}-12-31` : dueDate;
  let period: LimitationPeriod = { endsOn: yearsAfter(begin, rule.years), interruptedOn: null };
  for (const day of [...acknowledgedOn].sort()) {
    if (day > begin && day <= period.endsOn) {
      period = { endsOn: yearsAfter(day, rule.years), interruptedOn: day };
    }
  }
  return period;
}

/** The same day of a later year, and the last of February where that year has no such day. */
export function yearsAfter(day: CalendarDate, years: number): CalendarDate {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0');
  const same = `${year}${day.slice(4)}`;
  return isCalendarDate(same) ? same : addDays(`${year}-03-01`, -1);
}
