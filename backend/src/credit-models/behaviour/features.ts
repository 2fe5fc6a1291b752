import { type FeatureTable } from '../feature-table.js';
import { History, WeekdayHistory, weekdayOf } from './history.js';
import { type InvoiceRow, forecastDayOf } from './invoice-row.js';
import { NO_SUMS, type Sums } from './knowledge-list.js';
import { type PortfolioSource, type PortfolioView, portfolioAsOf } from './portfolio.js';
import { type RecentView, recentFeaturesOf } from './recent.js';
import { shareOr, shrunk } from './shrinkage.js';

/** Newest rows that order statistics and trends look at. */
const WINDOW_ROWS = 50;
const DAY_MS = 86_400_000;

/** History of one customer. */
interface CustomerHistory {
  readonly all: History;
  readonly byWeekday: WeekdayHistory;
}

/** What is known of a customer on the day of a forecast. */
interface CustomerView {
  readonly known: Sums;
  readonly matured: Sums;
  readonly settled: Sums;
  /** Of rows that were due on the same day of the week. */
  readonly weekday: Sums;
}

const STRANGER: CustomerView = {
  known: NO_SUMS,
  matured: NO_SUMS,
  settled: NO_SUMS,
  weekday: NO_SUMS,
};

/** Behaviour as it was known on each row's own day of forecast, and nothing later. */
export class BehaviourFeatures {
  private readonly portfolios: ReadonlyMap<string, PortfolioSource>;
  private readonly customers = new Map<string, CustomerHistory>();

  /**
   * @param rows all rows of the customers that are forecast
   * @param portfolios by name, where those rows are not the whole of them
   */
  constructor(
    rows: readonly InvoiceRow[],
    portfolios: ReadonlyMap<string, PortfolioSource> = portfoliosOf(rows),
  ) {
    this.portfolios = portfolios;
    for (const [customer, own] of Map.groupBy(rows, (row) => row.customer)) {
      if (customer === null) continue;
      this.customers.set(customer, { all: new History(own), byWeekday: new WeekdayHistory(own) });
    }
  }

  /** The features of rows of this history, or of new ones that are not in it yet. */
  tableOf(rows: readonly InvoiceRow[]): FeatureTable {
    const columns = new Map<string, Float64Array>();
    rows.forEach((row, at) => {
      for (const [name, value] of Object.entries(this.recordOf(row))) {
        let column = columns.get(name);
        if (column === undefined) columns.set(name, (column = new Float64Array(rows.length)));
        column[at] = value;
      }
    });
    return { names: [...columns.keys()], columns: [...columns.values()], rowCount: rows.length };
  }

  /** The features of one row under their names; `NaN` where nothing is known. */
  recordOf(row: InvoiceRow, day = forecastDayOf(row)): Record<string, number> {
    const source = this.portfolios.get(row.portfolio ?? '') ?? NOBODY;
    const portfolio = portfolioAsOf(source, row, day);
    const own = row.customer === null ? undefined : this.customers.get(row.customer);
    const view = own === undefined ? STRANGER : viewOf(own, row, day);
    return {
      ...calendarFeatures(row),
      ...faceFeatures(row, view, portfolio),
      ...shareFeatures(view, portfolio),
      ...recentFeaturesOf(recentOf(own, row, day), portfolio),
    };
  }
}

const NOBODY = new History([]);

function portfoliosOf(rows: readonly InvoiceRow[]): ReadonlyMap<string, PortfolioSource> {
  const byName = Map.groupBy(rows, (row) => row.portfolio ?? '');
  return new Map([...byName].map(([name, own]) => [name, new History(own)]));
}

function viewOf(own: CustomerHistory, row: InvoiceRow, day: number): CustomerView {
  return {
    known: own.all.known.sumsBy(day, row),
    matured: own.all.matured.sumsBy(day, row),
    settled: own.all.settled.sumsBy(day, row),
    weekday: own.byWeekday.sumsBy(day, row),
  };
}

function recentOf(own: CustomerHistory | undefined, row: InvoiceRow, day: number): RecentView {
  return {
    day,
    matured: own?.all.matured.lastBy(day, row, WINDOW_ROWS) ?? [],
    settled: own?.all.settled.lastBy(day, row, 1) ?? [],
  };
}

function calendarFeatures(row: InvoiceRow): Record<string, number> {
  const due = new Date(row.dueDay * DAY_MS);
  return {
    dueWeekday: weekdayOf(row.dueDay),
    dueMonth: due.getUTCMonth() + 1,
    dueDayOfMonth: due.getUTCDate(),
    termsDays: row.issuedDay === null ? NaN : row.dueDay - row.issuedDay,
  };
}

function faceFeatures(
  row: InvoiceRow,
  { known, settled }: CustomerView,
  portfolio: PortfolioView,
): Record<string, number> {
  const logFace = row.faceMinor === null ? NaN : Math.log1p(Math.max(row.faceMinor, 0));
  const usualMinor = known.count === 0 ? portfolio.meanFaceMinor : known.faceMinor / known.count;
  const openMinor = Math.max(known.faceMinor - settled.faceMinor, 0);
  return {
    logFace,
    faceToUsual: logFace - Math.log1p(Math.max(usualMinor, 0)),
    knownCount: known.count,
    openCount: known.count - settled.count,
    openFaceToUsual: usualMinor <= 0 ? NaN : openMinor / usualMinor,
  };
}

/** Shares and means, mixed with the portfolio's: a customer with few rows stays near its mean. */
function shareFeatures(view: CustomerView, portfolio: PortfolioView): Record<string, number> {
  const { matured, settled, weekday } = view;
  const lateShare = shrunk(matured.late, matured.count, portfolio.lateShare);
  const meanDays = shrunk(settled.days, settled.count, portfolio.meanDays);
  const meanSquare = shrunk(settled.daysSquared, settled.count, portfolio.meanDaysSquared);
  const deviationDays = Math.sqrt(Math.max(meanSquare - meanDays * meanDays, 1));
  return {
    maturedCount: matured.count,
    lateShare,
    lateFaceShare: shareOr(matured.lateFaceMinor, matured.faceMinor, lateShare),
    weekdayLateShare: shrunk(weekday.late, weekday.count, lateShare),
    meanDays,
    faceWeightedDays: shareOr(settled.faceDays, settled.faceMinor, meanDays),
    deviationDays,
    lateness: meanDays / deviationDays,
    disputedShare: shrunk(settled.disputed, settled.count, portfolio.disputedShare),
    portfolioLateShare: portfolio.lateShare,
  };
}
