import { END_OF_DAY, MOVEMENTS } from '../receivables/index.js';

/** Days before the day of the figures that they look back over. */
export const WINDOW_DAYS = 365;
/** A trend compares the newest quarter with the one before. */
const TREND_DAYS = 90;
/** A statement is acknowledged in time within so many days. */
const ACKNOWLEDGE_DAYS = 10;

/** SQL: the day $1 less those of the window. */
export const FROM = `($1::date - ${WINDOW_DAYS})`;
const END = END_OF_DAY('$1');

/** SQL: which buyers are looked at: all, or those of the list $2. */
const BUYERS = {
  all: '$2::text[] IS NULL',
  listed: 'r.buyer = ANY($2::text[])',
} as const;
export type Buyers = keyof typeof BUYERS;

/**
 * SQL: money events with the day of the payment that they make or take back.
 *
 * What was taken back counts against the day on which it had been paid, so that a returned payment leaves no trace.
 */
export function money(buyers: Buyers): string {
  return `
  SELECT c.*, r.buyer, r.supplier, r.currency, r.due_date, r.registered_at,
    CASE WHEN c.name NOT IN ('PaymentReversed', 'EarlyPaymentReversed') THEN c.day ELSE coalesce((
      SELECT max((p.block_time AT TIME ZONE 'UTC')::date) FROM ledger_event p
      JOIN ledger_event q ON q.block_number = c.block_number AND q.log_index = c.log_index
      WHERE p.subject = c.receivable_id AND p.name = 'PaymentApplied'
        AND p.args->>'entryHash' = q.args->>'entryHash'
        AND (p.block_number, p.log_index) < (c.block_number, c.log_index)), c.day) END AS pay_day,
    CASE c.name WHEN 'PaymentApplied' THEN c.amount_minor WHEN 'PaymentReversed' THEN -c.amount_minor
      WHEN 'EarlyPaymentReversed' THEN -c.amount_minor END::numeric AS pay_minor
  FROM (${MOVEMENTS}) c JOIN receivable r USING (receivable_id)
  WHERE ${BUYERS[buyers]} AND c.block_time < ${END}`;
}

/** SQL: one row for each receivable that was confirmed by the day. */
function facts(buyers: Buyers): string {
  return `
  SELECT receivable_id, buyer, supplier, currency, due_date,
    max(amount_minor) FILTER (WHERE is_confirmation) AS face_minor,
    min(day) FILTER (WHERE is_confirmation) AS confirmed_day,
    extract(epoch FROM min(block_time) FILTER (WHERE is_confirmation) - registered_at) / 3600
      AS confirmation_hours,
    -- The outstanding of the last event: arrays are compared from the left.
    (max(ARRAY[block_number, log_index, outstanding_minor]))[3] AS outstanding_minor,
    max(day) AS last_day,
    sum(amount_minor) FILTER (WHERE name = 'ReceivableCredited' AND day > ${FROM}) AS credited_minor,
    sum(amount_minor) FILTER (WHERE name = 'ReceivableWrittenOff' AND day > ${FROM})
      AS written_off_minor,
    sum(pay_minor) FILTER (WHERE pay_day > ${FROM}) AS paid_minor,
    sum(pay_minor * (pay_day - due_date)) FILTER (WHERE pay_day > ${FROM}) AS paid_days,
    sum(pay_minor) FILTER (WHERE pay_day > $1::date - ${TREND_DAYS}) AS new_minor,
    sum(pay_minor * (pay_day - due_date)) FILTER (WHERE pay_day > $1::date - ${TREND_DAYS})
      AS new_days,
    sum(pay_minor) FILTER (WHERE pay_day <= $1::date - ${TREND_DAYS}
      AND pay_day > $1::date - ${2 * TREND_DAYS}) AS old_minor,
    sum(pay_minor * (pay_day - due_date)) FILTER (WHERE pay_day <= $1::date - ${TREND_DAYS}
      AND pay_day > $1::date - ${2 * TREND_DAYS}) AS old_days
  FROM (SELECT m.*, m.name IN ('ReceivableConfirmed', 'ReceivableDeemedConfirmed')
    AS is_confirmation FROM (${money(buyers)}) m) m
  GROUP BY receivable_id, buyer, supplier, currency, due_date, registered_at`;
}

/** SQL: events of the window by receivable; of a few buyers they are looked up, of all they are read in one go. */
function eventsBy(buyers: Buyers, contract: string, name: string): string {
  const ofBuyers = 'AND subject IN (SELECT receivable_id FROM receivable r WHERE ';
  return `contract = '${contract}' AND name = '${name}' AND block_time < ${END}
      AND block_time >= ${END_OF_DAY(FROM)} ${buyers === 'all' ? '' : `${ofBuyers}${BUYERS.listed})`}`;
}

/** SQL: facts with what only follows from them; lateness counts receivables that fell due within the window. */
export function judged(buyers: Buyers): string {
  return `
  SELECT f.*, d.disputed_minor, p.kept, p.broken, confirmed_day > ${FROM} AS is_new,
    due_date > ${FROM} AND due_date <= $1::date AS was_due,
    CASE WHEN outstanding_minor > 0 THEN $1::date ELSE last_day END - due_date AS days_late,
    CASE WHEN outstanding_minor > 0 THEN $1::date - due_date ELSE 0 END AS days_past_due
  FROM (${facts(buyers)}) f
  LEFT JOIN (
    SELECT subject AS receivable_id, max((args->>'disputedMinor')::bigint) AS disputed_minor
    FROM ledger_event WHERE ${eventsBy(buyers, 'receivables', 'DisputeOpened')} GROUP BY 1
  ) d USING (receivable_id)
  LEFT JOIN (
    -- 2 is kept and 3 is broken, as the contract counts.
    SELECT subject AS receivable_id, count(*) FILTER (WHERE args->>'status' = '2') AS kept,
      count(*) FILTER (WHERE args->>'status' = '3') AS broken
    FROM ledger_event WHERE ${eventsBy(buyers, 'collections', 'ArrangementEnded')} GROUP BY 1
  ) p USING (receivable_id)`;
}

/** SQL: statements of the window whose time to be acknowledged is over, or that were acknowledged. */
function statements(buyers: Buyers): string {
  return `
  SELECT r.buyer, CASE WHEN grouping(r.supplier) = 1 THEN '' ELSE r.supplier END AS supplier,
    r.currency, count(*) AS statement_count,
    count(*) FILTER (WHERE a.at < r.issued_at + interval '${ACKNOWLEDGE_DAYS} days')
      AS statement_in_time_count
  FROM statement r LEFT JOIN (
    SELECT subject, min(block_time) AS at FROM ledger_event
    WHERE contract = 'reconciliation' AND name = 'StatementAcknowledged' AND block_time < ${END}
      ${buyers === 'all' ? '' : `AND subject IN (SELECT statement_id FROM statement r WHERE ${BUYERS.listed})`}
    GROUP BY 1
  ) a ON a.subject = r.statement_id
  WHERE ${BUYERS[buyers]} AND r.issued_at < ${END} AND r.issued_at >= ${END_OF_DAY(FROM)}
    AND (a.at IS NOT NULL OR r.issued_at + interval '${ACKNOWLEDGE_DAYS} days' < ${END})
  GROUP BY GROUPING SETS ((r.buyer, r.currency), (r.buyer, r.supplier, r.currency))`;
}

/** SQL: confirmed in a month of the year. */
const MONTHS = Array.from(
  { length: 12 },
  (_, month) =>
    `coalesce(sum(face_minor) FILTER (WHERE is_new
      AND extract(month FROM confirmed_day) = ${month + 1}), 0)`,
).join(', ');

const bps = (part: string, whole: string): string =>
  `round(10000 * ${part} / nullif(${whole}, 0))::integer`;
const milli = (days: string, minor: string): string =>
  `round(1000 * sum(${days}) / nullif(sum(${minor}), 0))`;

/** SQL: sums by buyer and by pair; what is divided is rounded to the nearest. */
const SUMMED = `
  SELECT buyer, CASE WHEN grouping(supplier) = 1 THEN '' ELSE supplier END AS supplier, currency,
    sum(outstanding_minor) AS outstanding_minor,
    coalesce(sum(outstanding_minor) FILTER (WHERE days_past_due > 0), 0) AS overdue_minor,
    greatest(max(days_past_due), 0) AS oldest_days_past_due,
    count(*) FILTER (WHERE is_new) AS confirmed_count,
    coalesce(sum(face_minor) FILTER (WHERE is_new), 0) AS confirmed_minor,
    coalesce(sum(paid_minor), 0) AS paid_minor,
    coalesce(sum(credited_minor), 0) AS credited_minor,
    coalesce(sum(written_off_minor), 0) AS written_off_minor,
    ${milli('paid_days', 'paid_minor')} AS days_beyond_terms_milli,
    ${milli('new_days', 'new_minor')} - ${milli('old_days', 'old_minor')} AS trend_milli,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY days_late) FILTER (WHERE was_due) AS late_days_p50,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY days_late) FILTER (WHERE was_due) AS late_days_p90,
    count(*) FILTER (WHERE was_due) AS due_count,
    count(*) FILTER (WHERE was_due AND days_late > 0) AS late_count,
    ${bps(
      'coalesce(sum(face_minor) FILTER (WHERE was_due AND days_late > 0), 0)',
      'sum(face_minor) FILTER (WHERE was_due)',
    )} AS late_share_bps,
    round(avg(confirmation_hours) FILTER (WHERE is_new))::integer AS confirmation_hours_mean,
    round(percentile_disc(0.9) WITHIN GROUP (ORDER BY confirmation_hours) FILTER (WHERE is_new))
      ::integer AS confirmation_hours_p90,
    count(disputed_minor) AS disputed_count,
    coalesce(sum(disputed_minor), 0) AS disputed_minor,
    coalesce(sum(kept), 0) AS promises_kept, coalesce(sum(broken), 0) AS promises_broken,
    ARRAY[${MONTHS}] AS months
  FROM judged GROUP BY GROUPING SETS ((buyer, currency), (buyer, supplier, currency))`;

/**
 * SQL: figures at the end of the day $1 of the buyers of the list $2, each with all its suppliers and by pair.
 *
 * Only events up to that day are read, and of read models only what never changes after confirmation.
 */
export function behaviourOn(buyers: Buyers): string {
  return `
  WITH judged AS MATERIALIZED (${judged(buyers)}), summed AS MATERIALIZED (${SUMMED}),
  whole AS (
    SELECT buyer, currency, sum(confirmed_minor) AS confirmed_minor FROM summed
    WHERE supplier <> '' GROUP BY 1, 2
  ), concentrated AS (
    SELECT s.buyer, s.currency,
      round(10000 * sum(s.confirmed_minor * s.confirmed_minor)
        / nullif(max(w.confirmed_minor) * max(w.confirmed_minor), 0))::integer AS concentration_bps,
      ${bps('max(s.confirmed_minor)', 'max(w.confirmed_minor)')} AS largest_share_bps
    FROM summed s JOIN whole w USING (buyer, currency) WHERE s.supplier <> '' GROUP BY 1, 2
  )
  SELECT $1::date AS as_of_date, s.buyer, s.supplier, s.currency, ${WINDOW_DAYS} AS window_days,
    s.outstanding_minor, s.overdue_minor, s.oldest_days_past_due, s.confirmed_count,
    s.confirmed_minor, s.paid_minor, s.credited_minor, s.written_off_minor,
    s.days_beyond_terms_milli::bigint, s.trend_milli::bigint, s.late_days_p50, s.late_days_p90,
    s.due_count, s.late_count, s.late_share_bps, s.confirmation_hours_mean,
    s.confirmation_hours_p90, s.disputed_count,
    ${bps('s.disputed_minor', 's.confirmed_minor')} AS dispute_share_bps,
    ${bps('s.credited_minor', 's.confirmed_minor')} AS dilution_bps,
    s.promises_kept, s.promises_broken, coalesce(t.statement_count, 0) AS statement_count,
    coalesce(t.statement_in_time_count, 0) AS statement_in_time_count,
    c.concentration_bps, c.largest_share_bps,
    ARRAY(SELECT coalesce(${bps('m', 's.confirmed_minor')}, 0) FROM unnest(s.months)
      WITH ORDINALITY AS u (m, n) ORDER BY n) AS month_shares_bps
  FROM summed s LEFT JOIN (${statements(buyers)}) t USING (buyer, supplier, currency)
    LEFT JOIN concentrated c ON s.supplier = '' AND c.buyer = s.buyer AND c.currency = s.currency`;
}
