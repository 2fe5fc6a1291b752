import { type CalendarDate, addDays } from '../common/index.js';

/** How often the statements of a pair are issued by themselves. */
export enum StatementFrequency {
  MONTHLY = 'MONTHLY',
  QUARTERLY = 'QUARTERLY',
  ON_DEMAND = 'ON_DEMAND',
}

const MONTHS: Readonly<Record<StatementFrequency, number | null>> = {
  [StatementFrequency.MONTHLY]: 1,
  [StatementFrequency.QUARTERLY]: 3,
  [StatementFrequency.ON_DEMAND]: null,
};

/** Last day of the period of the calendar year that a day lies in; null where there are no periods. */
export function periodEndOf(day: CalendarDate, frequency: StatementFrequency): CalendarDate | null {
  const months = MONTHS[frequency];
  if (months === null) {
    return null;
  }
  const [year = 0, month = 0] = day.split('-').map(Number);
  const last = Math.ceil(month / months) * months;
  const next = last === 12 ? [year + 1, 1] : [year, last + 1];
  const [nextYear, nextMonth] = next.map((part, index) =>
    String(part).padStart(index === 0 ? 4 : 2, '0'),
  );
  return addDays(`${nextYear}-${nextMonth}-01`, -1);
}

/** Last day of the period after the one that ends on a day. */
export function periodEndAfter(
  end: CalendarDate,
  frequency: StatementFrequency,
): CalendarDate | null {
  return periodEndOf(addDays(end, 1), frequency);
}
