import { type CalendarDate, addDays, epochDayOf } from '../../backend/src/common/calendar-date.js';

export const MONDAY = 0;
export const WEDNESDAY = 2;
export const FRIDAY = 4;
/** The days on which the story is told: what happened since the day before is sent together. */
const STEP_WEEKDAYS = [MONDAY, WEDNESDAY, FRIDAY] as const;
export const STEPS_PER_WEEK = STEP_WEEKDAYS.length;

/** Days from Monday: 1970-01-01 was a Thursday. */
export function weekdayOf(date: CalendarDate): number {
  return (((epochDayOf(date) + 3) % 7) + 7) % 7;
}

/** The day itself or the next Monday. */
export function businessDayFrom(date: CalendarDate): CalendarDate {
  const weekday = weekdayOf(date);
  return weekday > FRIDAY ? addDays(date, 7 - weekday) : date;
}

export function lastDayOfMonth(date: CalendarDate): CalendarDate {
  const inNextMonth = addDays(`${date.slice(0, 7)}-28`, 4);
  return addDays(`${inNextMonth.slice(0, 7)}-01`, -1);
}

export function monthOf(date: CalendarDate): number {
  return Number(date.slice(5, 7));
}

export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return epochDayOf(to) - epochDayOf(from);
}

export function laterOf(a: CalendarDate, b: CalendarDate): CalendarDate {
  return a > b ? a : b;
}

/** The first day from `date` on which a buyer with two payment runs a month pays. */
export function paymentRunFrom(date: CalendarDate): CalendarDate {
  const middle = businessDayFrom(`${date.slice(0, 7)}-15`);
  if (date <= middle) return middle;
  const end = lastDayOfMonth(date);
  const weekday = weekdayOf(end);
  const lastBusinessDay = weekday > FRIDAY ? addDays(end, FRIDAY - weekday) : end;
  return date <= lastBusinessDay ? lastBusinessDay : paymentRunFrom(addDays(end, 1));
}

/** Monday, Wednesday and Friday of every week from `startDate` to `endDate`. */
export class StoryCalendar {
  readonly firstMonday: CalendarDate;
  readonly stepCount: number;

  constructor(
    readonly startDate: CalendarDate,
    readonly endDate: CalendarDate,
  ) {
    this.firstMonday = addDays(startDate, (7 - weekdayOf(startDate)) % 7);
    let count = 0;
    while (this.dateOf(count) <= endDate) count += 1;
    this.stepCount = count;
  }

  dateOf(step: number): CalendarDate {
    const weekday = STEP_WEEKDAYS[step % STEPS_PER_WEEK] ?? MONDAY;
    return addDays(this.firstMonday, Math.floor(step / STEPS_PER_WEEK) * 7 + weekday);
  }

  weekdayOf(step: number): number {
    return STEP_WEEKDAYS[step % STEPS_PER_WEEK] ?? MONDAY;
  }

  /** The first step on this weekday that is not before the date. */
  stepFrom(date: CalendarDate, weekday: number): number {
    const position = STEP_WEEKDAYS.findIndex((day) => day === weekday);
    const week = Math.ceil((daysBetween(this.firstMonday, date) - weekday) / 7);
    return Math.max(week, 0) * STEPS_PER_WEEK + position;
  }
}
