import { type InvoiceRow, daysLateAsOf, isSettledBy } from './invoice-row.js';
import { type PortfolioView } from './portfolio.js';
import { shrunk } from './shrinkage.js';

/** A customer's newest rows as known on a day, newest first. */
export interface RecentView {
  readonly day: number;
  readonly matured: readonly InvoiceRow[];
  readonly settled: readonly InvoiceRow[];
}

/** Each older row counts this much of the next newer one. */
const DECAY_SLOW = 0.95;
const DECAY_FAST = 0.9;
/** Scale on which "just in time" and "just late" pass into each other. */
const SOFT_DAYS = 6;
const PRIOR_WEIGHT = 1.5;
/** Beyond this many days a mean says more about one row than about the customer. */
const MEAN_DAYS_MAX = 45;

/** Trend, recency and percentiles of the newest rows. */
export function recentFeaturesOf(
  { day, matured, settled }: RecentView,
  portfolio: PortfolioView,
): Record<string, number> {
  const days = matured.map((row) => daysLateAsOf(row, day));
  const sorted = days.toSorted((left, right) => left - right);
  const cut = days.map((late) => Math.min(Math.max(late, -MEAN_DAYS_MAX), MEAN_DAYS_MAX));
  const overdue = matured.filter((row) => !isSettledBy(row, day));
  const last10Days = meanDays(cut.slice(0, 10), portfolio);
  return {
    medianDays: percentile(sorted, 0.5),
    lowerDays: percentile(sorted, 0.1),
    upperDays: percentile(sorted, 0.9),
    lastDays: days[0] ?? NaN,
    last3Days: meanDays(cut.slice(0, 3), portfolio),
    last10Days,
    trendDays: last10Days - meanDays(cut.slice(10), portfolio),
    recentLateShare: faded(days.map(isPositive), DECAY_FAST, portfolio.lateShare),
    softLateShare: faded(cut.map(softLate), DECAY_SLOW, portfolio.lateShare),
    ...recentLateness(cut, portfolio),
    overdueCount: overdue.length,
    overdueDaysMax: overdue.reduce((most, row) => Math.max(most, day - row.dueDay), 0),
    sinceSettledDays: settled.length === 0 ? NaN : day - settled[0]!.settledDay!,
  };
}

/** Faded mean of days late, also measured in the customer's own deviation. */
function recentLateness(cut: readonly number[], portfolio: PortfolioView): Record<string, number> {
  const recentDays = faded(cut, DECAY_FAST, portfolio.meanDays);
  const squares = cut.map((days) => days * days);
  const meanSquare = faded(squares, DECAY_FAST, portfolio.meanDaysSquared);
  const variance = Math.max(meanSquare - recentDays * recentDays, 4);
  return { recentDays, recentLateness: recentDays / Math.sqrt(variance) };
}

/** Mean in which older values count less and less, drawn towards a prior. */
function faded(newestFirst: readonly number[], decay: number, prior: number): number {
  let weight = 1;
  let sum = PRIOR_WEIGHT * prior;
  let total = PRIOR_WEIGHT;
  for (const value of newestFirst) {
    sum += weight * value;
    total += weight;
    weight *= decay;
  }
  return sum / total;
}

function meanDays(days: readonly number[], portfolio: PortfolioView): number {
  const sum = days.reduce((total, late) => total + late, 0);
  return shrunk(sum, days.length, portfolio.meanDays, 1);
}

function percentile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return NaN;
  return sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)]!;
}

function isPositive(days: number): number {
  return days > 0 ? 1 : 0;
}

/** Near 0 for long before, near 1 for long after the due date. */
function softLate(days: number): number {
  return 1 / (1 + Math.exp(-days / SOFT_DAYS));
}
