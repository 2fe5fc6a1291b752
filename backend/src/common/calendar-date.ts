import { Refusal } from './refusal.js';

/** A calendar day, `YYYY-MM-DD` of the proleptic Gregorian calendar; not an instant. */
export type CalendarDate = string;

const DATE_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days in 400 Gregorian years, after which the calendar repeats. */
const DAYS_PER_ERA = 146_097;
/** Days from 0000-03-01 to 1970-01-01: years counted from March put the leap day last. */
const DAYS_TO_EPOCH = 719_468;
/** 9999-12-31: the last day that four digits can name. */
const EPOCH_DAY_MAX = 2_932_896;
/** 0001-01-01: year 0 is left out, as in ISO 8601 practice and Postgres. */
const EPOCH_DAY_MIN = -719_162;

/** Whether the text names a day that exists, written exactly as `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  const match = DATE_PATTERN.exec(text);
  return match !== null && dayExists(Number(match[1]), Number(match[2]), Number(match[3]));
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
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * DAYS_PER_ERA + yearOfEra * 365 + leapDays + dayOfYear - DAYS_TO_EPOCH;
}

/** The inverse of {@link epochDayOf}. Throws outside the years 1 to 9999. */
export function calendarDateOf(epochDay: number): CalendarDate {
  if (!Number.isInteger(epochDay) || epochDay < EPOCH_DAY_MIN || epochDay > EPOCH_DAY_MAX) {
    throw new RangeError(`no day of the years 1 to 9999: ${epochDay}`);
  }
  const shifted = epochDay + DAYS_TO_EPOCH;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - (365 * yearOfEra + leapDays);
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = ((monthFromMarch + 2) % 12) + 1;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** The day `days` later (earlier when negative). */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return calendarDateOf(epochDayOf(date) + days);
}

function dayExists(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leapDay = month === 2 && isLeapYear(year) ? 1 : 0;
  return day <= (DAYS_IN_MONTH[month - 1] ?? 0) + leapDay;
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
