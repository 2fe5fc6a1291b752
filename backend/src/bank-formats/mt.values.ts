import { calendarDateOf, epochDayOf, isCalendarDate } from '../common/calendar-date.js';
import type { CalendarDate } from '../common/calendar-date.js';
import { parseAmountMinor } from '../common/money.js';
import { Refusal } from '../common/refusal.js';
import type { Balance, CreditDebit } from './statement.model.js';

/** Digits and the decimal comma that SWIFT demands, even where nothing follows it. */
const AMOUNT = /^\d{1,18},\d*$/;
const BALANCE = /^([CD])(\d{6})([A-Z]{3})(.+)$/;
/** Two-digit years below are of this century. */
const CENTURY_PIVOT = 80;

/** `1234,56` → minor units. A comma that was lost would multiply the amount, so it must be there. */
export function parseMtAmount(text: string, currency: string): bigint | Refusal {
  if (!AMOUNT.test(text)) {
    const message = `"${text.slice(0, 40)}" is no amount with a decimal comma`;
    return new Refusal({ code: 'INVALID_AMOUNT', message, path: '' });
  }
  return parseAmountMinor({ text: text.replace(',', '.'), currency });
}

/** `YYMMDD` → the day. */
export function parseMtDate(text: string): CalendarDate | Refusal {
  const year = Number(text.slice(0, 2)) + (Number(text.slice(0, 2)) < CENTURY_PIVOT ? 2000 : 1900);
  const day = `${year}-${text.slice(2, 4)}-${text.slice(4, 6)}`;
  return isCalendarDate(day) ? day : noDate(text);
}

/** `MMDD` of a booking → the day nearest to its value date: around new year that is another year. */
export function parseEntryDate(text: string, valueDate: CalendarDate): CalendarDate | Refusal {
  const year = Number(valueDate.slice(0, 4));
  const valueDay = epochDayOf(valueDate);
  const days = [year - 1, year, year + 1]
    .map((candidate) => `${candidate}-${text.slice(0, 2)}-${text.slice(2, 4)}`)
    .filter(isCalendarDate)
    .map(epochDayOf)
    .sort((a, b) => Math.abs(a - valueDay) - Math.abs(b - valueDay));
  return days[0] === undefined ? noDate(text) : calendarDateOf(days[0]);
}

/** `C251231EUR1234,56` of fields 60, 62, 64 and 65. */
export function parseMtBalance(text: string, type: string): Balance | Refusal {
  const [, mark, date, currency, figure] = BALANCE.exec(text) ?? [];
  if (mark === undefined || date === undefined || currency === undefined || figure === undefined) {
    const message = `"${text.slice(0, 40)}" is no balance such as C251231EUR1234,56`;
    return new Refusal({ code: 'INVALID_BALANCE', message, path: '' });
  }
  const amountMinor = parseMtAmount(figure, currency);
  if (amountMinor instanceof Refusal) return amountMinor;
  const day = parseMtDate(date);
  if (day instanceof Refusal) return day;
  return { type, amountMinor, currency, creditDebit: sideOf(mark), date: day };
}

export function sideOf(mark: string): CreditDebit {
  return mark === 'C' ? 'CRDT' : 'DBIT';
}

/** `YYMMDDhhmm+hhmm` of field 13D, `YYMMDDhhmm` of field 13: an instant as ISO 8601 writes it. */
export function parseMtInstant(text: string): string | Refusal {
  const [, date, hour, minute, zone] =
    /^(\d{6})([01]\d|2[0-3])([0-5]\d)([+-]\d{4})?$/.exec(text) ?? [];
  const day = parseMtDate(date ?? '');
  if (day instanceof Refusal) return day;
  const offset = zone === undefined ? '' : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return `${day}T${hour}:${minute}:00${offset}`;
}

function noDate(text: string): Refusal {
  const message = `"${text.slice(0, 40)}" is no date that exists`;
  return new Refusal({ code: 'INVALID_DATE', message, path: '' });
}
