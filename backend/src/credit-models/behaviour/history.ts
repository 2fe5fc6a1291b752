import {
  type InvoiceRow,
  daysLateAsOf,
  isLate,
  knownSinceOf,
  maturedDayOf,
} from './invoice-row.js';
import { type Knowledge, KnowledgeList, NO_SUMS, type Sums } from './knowledge-list.js';

/** The row exists. */
export const KNOWN: Knowledge = {
  dayOf: knownSinceOf,
  measure: (row) => ({ ...NO_SUMS, count: 1, faceMinor: row.faceMinor ?? 0 }),
};

/** Its due date is over: late or not is certain, though perhaps not yet how late. */
export const MATURED: Knowledge = {
  dayOf: maturedDayOf,
  measure: (row) => {
    const late = isLate(row) ? 1 : 0;
    const faceMinor = row.faceMinor ?? 0;
    return { ...NO_SUMS, count: 1, late, faceMinor, lateFaceMinor: late * faceMinor };
  },
};

/** It was settled: everything about it is known. */
export const SETTLED: Knowledge = {
  dayOf: (row) => row.settledDay ?? Infinity,
  measure: (row) => {
    const days = daysLateAsOf(row, row.settledDay ?? Infinity);
    const late = days > 0 ? 1 : 0;
    const faceMinor = row.faceMinor ?? 0;
    const disputed = row.disputed === true ? 1 : 0;
    const lateFaceMinor = late * faceMinor;
    const faceDays = faceMinor * days;
    return {
      ...{ count: 1, late, faceMinor, lateFaceMinor, faceDays, disputed },
      ...{ days, daysSquared: days * days },
    };
  },
};

/** What a forecast may use of some rows: each fact from the day on which it was known. */
export class History {
  readonly known: KnowledgeList;
  readonly matured: KnowledgeList;
  readonly settled: KnowledgeList;

  constructor(rows: readonly InvoiceRow[]) {
    this.known = new KnowledgeList(rows, KNOWN);
    this.matured = new KnowledgeList(rows, MATURED);
    this.settled = new KnowledgeList(
      rows.filter((row) => row.settledDay !== null),
      SETTLED,
    );
  }
}

/** The rows that matured by due weekday: some pay on one day of the week alone. */
export class WeekdayHistory {
  private readonly matured: readonly KnowledgeList[];

  constructor(rows: readonly InvoiceRow[]) {
    this.matured = Array.from({ length: 7 }, (_day, weekday) => {
      const dueThen = rows.filter((row) => weekdayOf(row.dueDay) === weekday);
      return new KnowledgeList(dueThen, MATURED);
    });
  }

  /** Sums over rows that were due on the same day of the week as this one. */
  sumsBy(day: number, forecast: InvoiceRow): Sums {
    return this.matured[weekdayOf(forecast.dueDay)]!.sumsBy(day, forecast);
  }
}

/** 0 is Monday, 6 Sunday. */
export function weekdayOf(epochDay: number): number {
  // 1970-01-01 was a Thursday.
  return (((epochDay + 3) % 7) + 7) % 7;
}
