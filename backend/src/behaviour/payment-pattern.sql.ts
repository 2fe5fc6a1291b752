import { FROM, judged, money } from './behaviour.sql.js';

/** Months of a trend, that of the day among them. */
export const PATTERN_MONTHS = 12;

/** SQL condition: the rows of the currency $3 and, unless it is null, the supplier $4. */
const ASKED = 'currency = $3 AND ($4::text IS NULL OR supplier = $4)';

const SUMS = 'count(*)::int AS count, sum(face_minor)::text AS face_minor';

/** SQL: receivables of the buyers $2 that fell due by the day $1, by the place of their days late among the bounds $5. */
export const PAYMENT_TIMES = `
  SELECT width_bucket(days_late, $5::int[]) AS place, ${SUMS},
    count(*) FILTER (WHERE outstanding_minor > 0)::int AS open_count
  FROM (${judged('listed')}) j WHERE ${ASKED} AND was_due GROUP BY 1 ORDER BY 1`;

/**
 * SQL: receivables of the buyers $2 that were confirmed by the day $1, by bands that begin at 1, 2 or 5 and zeros.
 *
 * From the digits, which are exact, and not from a logarithm, which is not.
 */
export const AMOUNTS = `
  SELECT lead_digit, zeros, ${SUMS} FROM (
    SELECT face_minor, length(face_minor::text) - 1 AS zeros,
      CASE WHEN left(face_minor::text, 1) >= '5' THEN 5
        WHEN left(face_minor::text, 1) >= '2' THEN 2 ELSE 1 END AS lead_digit
    FROM (${judged('listed')}) j WHERE ${ASKED} AND confirmed_day > ${FROM}
  ) banded GROUP BY 1, 2 ORDER BY zeros, lead_digit`;

/** SQL: what the buyers $2 paid in each of the last months up to the day $1. */
export const PAYMENT_MONTHS = `
  SELECT m.month::date::text AS month, coalesce(sum(p.pay_minor), 0)::text AS paid_minor,
    round(1000 * sum(p.pay_minor * (p.pay_day - p.due_date)) / nullif(sum(p.pay_minor), 0))::text
      AS days_beyond_terms_milli
  FROM generate_series(date_trunc('month', $1::date::timestamp)
      - interval '${PATTERN_MONTHS - 1} months', $1::date::timestamp, interval '1 month') m (month)
    LEFT JOIN (
      SELECT * FROM (${money('listed')}) paid WHERE ${ASKED} AND pay_minor IS NOT NULL
    ) p ON date_trunc('month', p.pay_day::timestamp) = m.month
  GROUP BY 1 ORDER BY 1`;
