import { type FeatureTable } from '../feature-table.js';
import { History, WeekdayHistory, weekdayOf } from './history.js';
import {
  type InvoiceRow,
  daysLateAsOf,
  forecastDayOf,
  isSettledBy,
} from './invoice-row.js';
import { type Sums } from './knowledge-list.js';

/** Rows of the portfolio's own behaviour that a customer's few rows are mixed with. */
const PRIOR_ROWS = 4;
/** Newest rows that order statistics and trends look at. */
const WINDOW_ROWS = 50;

/** History of one customer. */
interface CustomerHistory {
  readonly all: History;
  readonly byWeekday: WeekdayHistory;
}

/** Behaviour as it was known on each row's own day of forecast, and nothing later. */
export class BehaviourFeatures {
  private readonly portfolio: History;
  private readonly customers = new Map<string, CustomerHistory>();

  constructor(rows: readonly InvoiceRow[]) {
    this.portfolio = new History(rows);
    for (const [customer, own] of Map.groupBy(rows, (row) => row.customer)) {
      if (customer === null) continue;
      this.customers.set(customer, { all: new History(own), byWeekday: new WeekdayHistory(own) });
    }
  }

  /** The features of these rows; they must be among the rows of the history or be new ones. */
  tableOf(rows: readonly InvoiceRow[]): FeatureTable {
    const records = rows.map((row) => this.recordOf(row));
    const names = Object.keys(records[0] ?? {});
    const columns = names.map((name) => Float64Array.from(records, (r) => r[name] ?? NaN));
    return { names, columns, rowCount: rows.length };
  }

  recordOf(row: InvoiceRow): Record<string, number> {
    const day = forecastDayOf(row);
    const portfolio = portfolioAt(this.portfolio, row, day);
    const own = row.customer === null ? undefined : this.customers.get(row.customer);
    return {
      ...calendarOf(row),
      ...faceOf(own, row, day, portfolio),
      ...sharesOf(own, row, day, portfolio),
      ...recentOf(own, row, day, portfolio),
    };
  }
}

interface PortfolioView { readonly lateShare: number; readonly days: number; readonly variance: number; readonly meanLogFace: number }

function portfolioAt(history: History, row: InvoiceRow, day: number): PortfolioView {
  const matured = history.matured.sumsBy(day, row);
  const settled = history.settled.sumsBy(day, row);
  const known = history.known.sumsBy(day, row);
  const days = settled.count === 0 ? 0 : settled.days / settled.count;
  return {
    lateShare: (matured.late + 1) / (matured.count + 4),
    days,
    variance: settled.count === 0 ? 100 : settled.daysSquared / settled.count - days * days,
    meanLogFace: Math.log1p(known.faceMinor / Math.max(1, known.count)),
  };
}

function calendarOf(row: InvoiceRow): Record<string, number> {
  const due = new Date(row.dueDay * 86_400_000);
  return {
    dueWeekday: weekdayOf(row.dueDay),
    dueMonth: due.getUTCMonth() + 1,
    dueDayOfMonth: due.getUTCDate(),
    termsDays: row.issuedDay === null ? NaN : row.dueDay - row.issuedDay,
  };
}

function faceOf(own: CustomerHistory | undefined, row: InvoiceRow, day: number, portfolio: PortfolioView): Record<string, number> {
  const logFace = row.faceMinor === null ? NaN : Math.log1p(Math.max(row.faceMinor, 0));
  const known = own?.all.known.sumsBy(day, row);
  const settled = own?.all.settled.sumsBy(day, row);
  const usual = known === undefined || known.count === 0 ? portfolio.meanLogFace : Math.log1p(Math.max(0, known.faceMinor / known.count));
  return {
    logFace,
    faceToUsual: logFace - usual,
    logKnown: Math.log1p(known?.count ?? 0),
    openCount: Math.log1p((known?.count ?? 0) - (settled?.count ?? 0)),
    openFaceToUsual: known === undefined || known.count === 0 ? 0 : Math.log1p(Math.max(0, (known.faceMinor - settled!.faceMinor)) / Math.max(1, known.faceMinor / known.count)),
  };
}

function shrunk(sum: number, count: number, prior: number, weight = PRIOR_ROWS): number {
  return (sum + weight * prior) / (count + weight);
}

function sharesOf(own: CustomerHistory | undefined, row: InvoiceRow, day: number, portfolio: PortfolioView): Record<string, number> {
  const zero: Sums = { count: 0, late: 0, faceMinor: 0, lateFaceMinor: 0, days: 0, daysSquared: 0, faceDays: 0, disputed: 0 };
  const matured = own?.all.matured.sumsBy(day, row) ?? zero;
  const settled = own?.all.settled.sumsBy(day, row) ?? zero;
  const weekday = own?.byWeekday.sumsBy(day, row) ?? zero;
  const lateShare = shrunk(matured.late, matured.count, portfolio.lateShare);
  const days = shrunk(settled.days, settled.count, portfolio.days);
  const variance = shrunk(settled.daysSquared, settled.count, portfolio.variance + portfolio.days ** 2) - days * days;
  return {
    maturedCount: matured.count,
    lateShare,
    settledLateShare: shrunk(settled.late, settled.count, portfolio.lateShare),
    lateFaceShare: matured.faceMinor === 0 ? NaN : matured.lateFaceMinor / matured.faceMinor,
    meanDays: days,
    deviationDays: Math.sqrt(Math.max(variance, 0)),
    lateness: days / Math.sqrt(Math.max(variance, 1)),
    faceDays: settled.faceMinor === 0 ? NaN : settled.faceDays / settled.faceMinor,
    weekdayLateShare: shrunk(weekday.late, weekday.count, lateShare),
    disputedShare: shrunk(settled.disputed, settled.count, 0.2),
    portfolioLateShare: portfolio.lateShare,
  };
}

function recentOf(own: CustomerHistory | undefined, row: InvoiceRow, day: number, portfolio: PortfolioView): Record<string, number> {
  const last = own?.all.matured.lastBy(day, row, WINDOW_ROWS) ?? [];
  const settled = own?.all.settled.lastBy(day, row, WINDOW_ROWS) ?? [];
  const days = last.map((r) => daysLateAsOf(r, day));
  const sdays = settled.map((r) => daysLateAsOf(r, day));
  const sorted = days.toSorted((a, b) => a - b);
  const q = (p: number): number => sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
  const mean = (v: number[]): number => shrunk(v.reduce((a, b) => a + b, 0), v.length, portfolio.days, 1);
  const lateOf = (v: number[], w = 1): number => shrunk(v.filter((x) => x > 0).length, v.length, portfolio.lateShare, w);
  let weight = 1, sum = 0, total = 0;
  for (const d of days) { sum += weight * (d > 0 ? 1 : 0); total += weight; weight *= 0.85; }
  const overdue = last.filter((r) => !isSettledBy(r, day));
  return {
    medianDays: q(0.5), upperDays: q(0.9), lowerDays: q(0.1), q25: q(0.25), q75: q(0.75),
    last3Days: mean(days.slice(0, 3)), last10Days: mean(days.slice(0, 10)),
    lastSettled5: mean(sdays.slice(0, 5)),
    last3Late: lateOf(days.slice(0, 3)), last10Late: lateOf(days.slice(0, 10), 2), last30Late: lateOf(days.slice(0, 30), 3),
    ewmaLate: (sum + 2 * portfolio.lateShare) / (total + 2),
    trend: mean(days.slice(0, 10)) - mean(days.slice(10)),
    overdueCount: overdue.length,
    overdueDaysMax: overdue.reduce((m, r) => Math.max(m, daysLateAsOf(r, day)), 0),
    sinceSettled: settled.length === 0 ? NaN : day - settled[0]!.settledDay!,
    lastDays: days[0] ?? NaN,
  };
}
