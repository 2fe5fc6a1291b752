import fc from 'fast-check';
import {
  addDays,
  calendarDateOf,
  epochDayOf,
  isCalendarDate,
  parseCalendarDate,
} from '../../../backend/src/common/calendar-date.js';
import { isRefusal } from '../../../backend/src/common/refusal.js';

const MILLISECONDS_PER_DAY = 86_400_000;
const epochDays = fc.integer({ min: -719_162, max: 2_932_896 });

describe('calendar dates', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11_016],
    ['2026-11-22', 20_779],
    ['0001-01-01', -719_162],
    ['9999-12-31', 2_932_896],
  ])('puts %s at day %i and back', (date, epochDay) => {
    expect(epochDayOf(date)).toBe(epochDay);
    expect(calendarDateOf(epochDay)).toBe(date);
  });

  it.each([
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-04-31',
    '2024-1-1',
    '20240101',
    '2024-01-01Z',
    '0000-01-01',
    ' 2024-01-01',
    '',
  ])('refuses %j', (text) => {
    const date = parseCalendarDate(text, '/Dt');
    expect(isRefusal(date) && [date.code, date.path]).toEqual(['INVALID_DATE', '/Dt']);
    expect(() => epochDayOf(text)).toThrow(RangeError);
  });

  it('agrees with the calendar of the platform on every day', () => {
    fc.assert(
      fc.property(epochDays, (epochDay) => {
        const date = calendarDateOf(epochDay);
        const platform = new Date(epochDay * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
        expect(date).toBe(platform);
        expect(epochDayOf(date)).toBe(epochDay);
        expect(isCalendarDate(date)).toBe(true);
      }),
    );
  });

  it('adds days across leap days and years', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2023-12-31', 60)).toBe('2024-02-29');
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
  });

  it('throws beyond the years 1 to 9999', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => calendarDateOf(0.5)).toThrow(RangeError);
  });
});
