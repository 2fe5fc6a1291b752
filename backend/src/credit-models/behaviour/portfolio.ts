import { KNOWN, MATURED, SETTLED } from './history.js';
import { type InvoiceRow } from './invoice-row.js';
import { type Knowledge, NO_SUMS, type Sums } from './knowledge-list.js';
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

/** What tells sums at the end of a day, without the row that is being forecast. */
export interface SumsSource {
  sumsBy(day: number, forecast: InvoiceRow): Sums;
}

/** Sums over all customers: from their rows, or worked out elsewhere. */
export interface PortfolioSource {
  readonly known: SumsSource;
  readonly matured: SumsSource;
  readonly settled: SumsSource;
}

/** Sums of a portfolio at the end of one day, over rows that need not be at hand. */
export interface PortfolioSums {
  readonly day: number;
  readonly known: Sums;
  readonly matured: Sums;
  readonly settled: Sums;
}

/** Such sums as a source; rows that were in them are taken out while they are forecast. */
export function portfolioOfSums({ day, known, matured, settled }: PortfolioSums): PortfolioSource {
  const source = (knowledge: Knowledge, sums: Sums): SumsSource => ({
    sumsBy: (_day, forecast) => {
      return knowledge.dayOf(forecast) <= day ? without(sums, knowledge.measure(forecast)) : sums;
    },
  });
  return {
    known: source(KNOWN, known),
    matured: source(MATURED, matured),
    settled: source(SETTLED, settled),
  };
}

function without(sums: Sums, own: Sums): Sums {
  const rest: Record<keyof Sums, number> = { ...NO_SUMS };
  for (const field of Object.keys(rest) as (keyof Sums)[]) rest[field] = sums[field] - own[field];
  return rest;
}

/** The portfolio as known at the end of a day, without the row that is being forecast. */
export function portfolioAsOf(
  history: PortfolioSource,
  row: InvoiceRow,
  day: number,
): PortfolioView {
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
