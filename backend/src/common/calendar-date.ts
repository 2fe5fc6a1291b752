import { Refusal } from './refusal.js';

/** A calendar day, `YYYY-MM-DD` of the proleptic Gregorian calendar; not an instant. */
export type CalendarDate = string;

const DATE_PATTERN = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** 9999-12-31: the last day that four digits can name. */
const EPOCH_DAY_MAX = 2_932_896;
/** 0001-01-01: year 0 is left out, as in ISO 8601 practice and Postgres. */
const EPOCH_DAY_MIN = -719_162;

/** Whether the text names a day that exists, written exactly as `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  if (!DATE_PATTERN.test(text)) return false;
  // A day that its month does not have is moved into the next month, and comes back changed.
  const day = Date.parse(`${text}T00:00:00Z`) / DAY_MS;
  return isEpochDay(day) && dateOfDay(day) === text;
}

/** The text itself when it names a real day; otherwise a refusal with INVALID_DATE. */
export function parseCalendarDate(text: string, path = ''): CalendarDate | Refusal {
  if (isCalendarDate(text)) return text;
  const message = `"${text.slice(0, 40)}" is no calendar date (YYYY-MM-DD)`;
  return new Refusal({ code: 'INVALID_DATE', message, path });
}

/** Whole days since 1970-01-01; negative before. Throws when the date does not exist. */
export function epochDayOf(date: CalendarDate): number {
  if (!isCalendarDate(date)) throw new RangeError(`no calendar date: ${date}`);
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** The inverse of {@link epochDayOf}. Throws outside the years 1 to 9999. */
export function calendarDateOf(epochDay: number): CalendarDate {
  if (!isEpochDay(epochDay)) {
    throw new RangeError(`no day of the years 1 to 9999: ${epochDay}`);
  }
  return dateOfDay(epochDay);
}

/** The day `days` later (earlier when negative). */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return calendarDateOf(epochDayOf(date) + days);
}

function isEpochDay(day: number): boolean {
  return Number.isInteger(day) && day >= EPOCH_DAY_MIN && day <= EPOCH_DAY_MAX;
}

function dateOfDay(epochDay: number): CalendarDate {
  return new Date(epochDay * DAY_MS).toISOString().slice(0, 10);
}
