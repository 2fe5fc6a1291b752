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

  /**
   * @param rows all rows of the customers that are forecast
   * @param portfolioDelays newest first and by portfolio, where those rows are not the whole of it
   */
  constructor(
    rows: readonly InvoiceRow[],
    private readonly portfolioDelays: ReadonlyMap<string, readonly number[]> | null = null,
  ) {
    this.portfolio = new History(portfolioDelays === null ? rows : []);
    for (const [customer, own] of Map.groupBy(rows, (row) => row.customer)) {
      if (customer !== null) this.customers.set(customer, new History(own));
    }
  }

  /**
   * The forecast with what is known on a day; eight of ten payments fall between early and late.
   *
   * An open receivable is paid after that day, so delays that have passed already are left out.
   *
   * @param lateProbability what a model says of the row; the delays before and after the due date are weighed by it
   */
  forecast(
    row: InvoiceRow,
    day: number,
    lateProbability: number | null = null,
  ): PaymentDayForecast {
    const known = this.delaysOf(row, day);
    const weighed = lateProbability === null ? known : reweighed(known, lateProbability);
    const distribution = notBefore(weighed, day + 1 - row.dueDay);
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
    const others =
      this.portfolioDelays === null
        ? delays(this.portfolio, row, day, PORTFOLIO_ROWS_MAX)
        : (this.portfolioDelays.get(row.portfolio ?? '') ?? []);
    const weighed = [
      ...ownDelays,
      ...others.map((days) => ({ days, weight: PORTFOLIO_WEIGHT / others.length })),
    ].sort((left, right) => left.days - right.days);
    if (weighed.length === 0) return UNKNOWN;
    return normalised(weighed);
  }
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

/** The same delays, of which those after the due date weigh as much as the probability says. */
function reweighed(distribution: DelayDistribution, lateProbability: number): DelayDistribution {
  const { days, weights } = distribution;
  const late = days.reduce((sum, delay, at) => sum + (delay > 0 ? weights[at]! : 0), 0);
  // Nothing was seen on one of the sides: there is nothing to weigh.
  if (late <= 0 || late >= 1) return distribution;
  return {
    days,
    weights: weights.map((weight, at) => {
      return days[at]! > 0
        ? (weight * lateProbability) / late
        : (weight * (1 - lateProbability)) / (1 - late);
    }),
  };
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
