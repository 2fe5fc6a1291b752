import type { BehaviourType } from './behaviour.type.js';

/** A row of `behaviour`; amounts and 64-bit counts come as text. */
export interface BehaviourRow {
  as_of_date: string;
  buyer: string;
  supplier: string;
  currency: string;
  outstanding_minor: string;
  overdue_minor: string;
  oldest_days_past_due: number;
  confirmed_count: string;
  confirmed_minor: string;
  paid_minor: string;
  credited_minor: string;
  written_off_minor: string;
  days_beyond_terms_milli: string | null;
  trend_milli: string | null;
  late_days_p50: number | null;
  late_days_p90: number | null;
  due_count: string;
  late_count: string;
  late_share_bps: number | null;
  confirmation_hours_mean: number | null;
  confirmation_hours_p90: number | null;
  disputed_count: string;
  dispute_share_bps: number | null;
  dilution_bps: number | null;
  promises_kept: string;
  promises_broken: string;
  statement_count: string;
  statement_in_time_count: string;
  concentration_bps: number | null;
  largest_share_bps: number | null;
  month_shares_bps: number[];
}

export function toBehaviour(row: BehaviourRow): BehaviourType {
  return { ...amountsOf(row), ...timesOf(row), ...habitsOf(row) };
}

function amountsOf(row: BehaviourRow) {
  return {
    asOfDate: row.as_of_date,
    buyer: row.buyer,
    supplier: row.supplier,
    currency: row.currency,
    outstandingMinor: BigInt(row.outstanding_minor),
    overdueMinor: BigInt(row.overdue_minor),
    oldestDaysPastDue: row.oldest_days_past_due,
    confirmedCount: Number(row.confirmed_count),
    confirmedMinor: BigInt(row.confirmed_minor),
    paidMinor: BigInt(row.paid_minor),
    creditedMinor: BigInt(row.credited_minor),
    writtenOffMinor: BigInt(row.written_off_minor),
  };
}

function timesOf(row: BehaviourRow) {
  return {
    daysBeyondTermsMilli: countOf(row.days_beyond_terms_milli),
    trendMilli: countOf(row.trend_milli),
    lateDaysP50: row.late_days_p50,
    lateDaysP90: row.late_days_p90,
    dueCount: Number(row.due_count),
    lateCount: Number(row.late_count),
    lateShareBps: row.late_share_bps,
    confirmationHoursMean: row.confirmation_hours_mean,
    confirmationHoursP90: row.confirmation_hours_p90,
  };
}

function habitsOf(row: BehaviourRow) {
  return {
    disputedCount: Number(row.disputed_count),
    disputeShareBps: row.dispute_share_bps,
    dilutionBps: row.dilution_bps,
    promisesKept: Number(row.promises_kept),
    promisesBroken: Number(row.promises_broken),
    statementCount: Number(row.statement_count),
    statementInTimeCount: Number(row.statement_in_time_count),
    concentrationBps: row.concentration_bps,
    largestShareBps: row.largest_share_bps,
    monthSharesBps: row.month_shares_bps,
  };
}

function countOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
