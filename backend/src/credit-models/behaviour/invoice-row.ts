/** One invoice as history tells it. Days are counted from 1970-01-01. */
export interface InvoiceRow {
  /** Null where it is not known who owes it: such a row has no history. */
  readonly customer: string | null;
  readonly issuedDay: number | null;
  readonly dueDay: number;
  /** Null while it is open. */
  readonly settledDay: number | null;
  /**
   * Whole minor units as a number: features use only ratios and logarithms of it. Whole, so that
   * sums are exact and do not depend on the order or on what is taken out of them.
   */
  readonly faceMinor: number | null;
  /** Of past invoices only; null where nothing is said. */
  readonly disputed: boolean | null;
  /** First day on which its owner gave something of it up; absent or null where that never happened. */
  readonly writtenOffDay?: number | null;
  /** Whose financial statements tell of it; absent where nobody's do. */
  readonly party?: string;
  /** Rows that are compared with each other, such as those of one currency; absent where all are. */
  readonly portfolio?: string;
}

/** How long before it is due an invoice is forecast where its issue date is missing. */
export const FORECAST_LEAD_DAYS = 30;

/** The day of the forecast: when it was issued, or {@link FORECAST_LEAD_DAYS} before it was due. */
export function forecastDayOf(row: InvoiceRow): number {
  return row.issuedDay ?? row.dueDay - FORECAST_LEAD_DAYS;
}

/** The day that rows are ordered by in time: issue date, or due date where it is missing. */
export function orderDayOf(row: InvoiceRow): number {
  return row.issuedDay ?? row.dueDay;
}

/** The first day on which the row exists for others: also a payment reveals it. */
export function knownSinceOf(row: InvoiceRow): number {
  const day = forecastDayOf(row);
  return row.settledDay === null ? day : Math.min(day, row.settledDay);
}

/** The first day on which it is certain whether the row was paid late, whatever happened. */
export function maturedDayOf(row: InvoiceRow): number {
  return Math.max(row.dueDay + 1, knownSinceOf(row));
}

/** Whether it was settled after its due date, or is still open on a day after it. */
export function isLate(row: InvoiceRow): boolean {
  return row.settledDay === null || row.settledDay > row.dueDay;
}

/** Settled by that day, as anybody could know on it. */
export function isSettledBy(row: InvoiceRow, day: number): boolean {
  return row.settledDay !== null && row.settledDay <= day;
}

const DAYS_EARLY_MAX = 90;
const DAYS_LATE_MAX = 180;

/**
 * Days between due date and settlement as known on a day, negative when early; an open invoice has
 * as many as have passed. Extremes are cut: one forgotten invoice is no habit.
 */
export function daysLateAsOf(row: InvoiceRow, day: number): number {
  const until = isSettledBy(row, day) ? row.settledDay! : day;
  return Math.min(Math.max(until - row.dueDay, -DAYS_EARLY_MAX), DAYS_LATE_MAX);
}
