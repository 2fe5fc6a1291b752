import { type History } from './history.js';
import { type InvoiceRow } from './invoice-row.js';
import { shareOr, shrunk } from './shrinkage.js';

/** How all customers together had behaved by a day. */
export interface PortfolioView {
  readonly lateShare: number;
  readonly meanDays: number;
  readonly meanDaysSquared: number;
  readonly meanFaceMinor: number;
  readonly disputedShare: number;
}

/** What is assumed before any row is known: a mild mean that a few rows overrule. */
const ASSUMED_LATE_SHARE = 0.3;
const ASSUMED_DEVIATION_DAYS = 15;

/** The portfolio as known at the end of a day, without the row that is being forecast. */
export function portfolioAsOf(history: History, row: InvoiceRow, day: number): PortfolioView {
  const known = history.known.sumsBy(day, row);
  const matured = history.matured.sumsBy(day, row);
  const settled = history.settled.sumsBy(day, row);
  return {
    lateShare: shrunk(matured.late, matured.count, ASSUMED_LATE_SHARE),
    meanDays: shrunk(settled.days, settled.count, 0),
    meanDaysSquared: shrunk(settled.daysSquared, settled.count, ASSUMED_DEVIATION_DAYS ** 2),
    meanFaceMinor: shareOr(known.faceMinor, known.count, 0),
    disputedShare: shareOr(settled.disputed, settled.count, 0),
  };
}
