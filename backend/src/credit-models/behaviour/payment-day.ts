import { History } from './history.js';
import { type InvoiceRow, daysLateAsOf, isSettledBy } from './invoice-row.js';

/** Days late and how much each counts, rising by days; the weights add up to 1. */
export interface DelayDistribution {
  readonly days: readonly number[];
  readonly weights: readonly number[];
}

/** When a receivable is expected to be paid. Days are counted from 1970-01-01. */
export interface PaymentDayForecast {
  readonly earlyDay: number;
  readonly expectedDay: number;
  readonly lateDay: number;
  readonly distribution: DelayDistribution;
}

const OWN_ROWS_MAX = 50;
const PORTFOLIO_ROWS_MAX = 200;
const OWN_DECAY = 0.95;
/** The portfolio counts as much as so many rows of the customer's own. */
const PORTFOLIO_WEIGHT = 4;
const EARLY_SHARE = 0.1;
const LATE_SHARE = 0.9;
/** What is assumed where nobody has ever paid. */
const UNKNOWN: DelayDistribution = { days: [0], weights: [1] };

/** Forecasts payment days from how late the customer, and all customers, have paid. */
export class PaymentDayForecaster {
  private readonly portfolio: History;
  private readonly customers = new Map<string, History>();

  constructor(rows: readonly InvoiceRow[]) {
    this.portfolio = new History(rows);
    for (const [customer, own] of Map.groupBy(rows, (row) => row.customer)) {
      if (customer !== null) this.customers.set(customer, new History(own));
    }
  }

  /**
   * The forecast with what is known on a day; eight of ten payments fall between early and late.
   *
   * An open receivable is paid after that day, so delays that have passed already are left out.
   */
  forecast(row: InvoiceRow, day: number): PaymentDayForecast {
    const distribution = notBefore(this.delaysOf(row, day), day + 1 - row.dueDay);
    return {
      earlyDay: row.dueDay + quantile(distribution, EARLY_SHARE),
      expectedDay: row.dueDay + quantile(distribution, 0.5),
      lateDay: row.dueDay + quantile(distribution, LATE_SHARE),
      distribution,
    };
  }

  private delaysOf(row: InvoiceRow, day: number): DelayDistribution {
    const own = row.customer === null ? undefined : this.customers.get(row.customer);
    const ownDelays = delays(own, row, day, OWN_ROWS_MAX).map((days, at) => {
      return { days, weight: OWN_DECAY ** at };
    });
    const others = delays(this.portfolio, row, day, PORTFOLIO_ROWS_MAX);
    const weighed = [
      ...ownDelays,
      ...others.map((days) => ({ days, weight: PORTFOLIO_WEIGHT / others.length })),
    ].sort((left, right) => left.days - right.days);
    if (weighed.length === 0) return UNKNOWN;
    return normalised(weighed);
  }
}

/** What a week is expected to bring. */
export interface CashWeek {
  readonly fromDay: number;
  readonly expectedMinor: bigint;
}

export interface OpenReceivable {
  readonly outstandingMinor: bigint;
  readonly dueDay: number;
  readonly forecast: PaymentDayForecast;
}

const DAYS_PER_WEEK = 7;
const WEEKS_MAX = 520;

/**
 * Expected cash of one currency by week from a day on; the last week holds all that comes later.
 *
 * Each receivable's parts add up to its outstanding: what rounding leaves goes to a later week.
 */
export function cashForecast(
  receivables: readonly OpenReceivable[],
  fromDay: number,
  weekCount: number,
): CashWeek[] {
  if (!(weekCount >= 1 && weekCount <= WEEKS_MAX)) {
    throw new RangeError(`1 to ${WEEKS_MAX} weeks, not ${weekCount}`);
  }
  const sums = Array.from({ length: weekCount }, () => 0n);
  for (const { outstandingMinor, dueDay, forecast } of receivables) {
    const { days, weights } = forecast.distribution;
    let weight = 0;
    let given = 0n;
    days.forEach((delay, at) => {
      weight += weights[at]!;
      const upTo = at === days.length - 1 ? outstandingMinor : partDown(outstandingMinor, weight);
      const week = Math.floor((dueDay + delay - fromDay) / DAYS_PER_WEEK);
      sums[Math.min(Math.max(week, 0), weekCount - 1)]! += upTo - given;
      given = upTo;
    });
  }
  return sums.map((expectedMinor, week) => {
    return { fromDay: fromDay + week * DAYS_PER_WEEK, expectedMinor };
  });
}

/** Newest first; what is open counts with the days that have passed. */
function delays(
  history: History | undefined,
  row: InvoiceRow,
  day: number,
  rowsMax: number,
): number[] {
  const settled = history?.settled.lastBy(day, row, rowsMax) ?? [];
  const matured = history?.matured.lastBy(day, row, rowsMax) ?? [];
  const open = matured.filter((other) => !isSettledBy(other, day));
  return [...open, ...settled].slice(0, rowsMax).map((other) => daysLateAsOf(other, day));
}

function notBefore(distribution: DelayDistribution, daysMin: number): DelayDistribution {
  const left = distribution.days.flatMap((days, at) => {
    return days < daysMin ? [] : [{ days, weight: distribution.weights[at]! }];
  });
  return left.length === 0 ? { days: [daysMin], weights: [1] } : normalised(left);
}

function normalised(
  weighed: readonly { readonly days: number; readonly weight: number }[],
): DelayDistribution {
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
  return {
    days: weighed.map(({ days }) => days),
    weights: weighed.map(({ weight }) => weight / total),
  };
}

function quantile({ days, weights }: DelayDistribution, share: number): number {
  let sum = 0;
  for (let at = 0; at < days.length; at += 1) {
    sum += weights[at]!;
    if (sum >= share) return days[at]!;
  }
  return days.at(-1)!;
}

const PARTS = 1_000_000n;

/** A share of an amount, in millionths, rounded down. */
function partDown(amountMinor: bigint, share: number): bigint {
  const parts = BigInt(Math.min(Math.max(Math.floor(share * Number(PARTS)), 0), Number(PARTS)));
  return (amountMinor * parts) / PARTS;
}
