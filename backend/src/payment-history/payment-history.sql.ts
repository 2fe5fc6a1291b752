import { END_OF_DAY, MOVEMENTS } from '../receivables/index.js';

const END = END_OF_DAY('$1');

/**
 * SQL: one row for each receivable that was confirmed by the end of the day $1, by what was known then.
 *
 * `first_settled_day` is the first on which nothing was outstanding any more, also where a payment was taken back later:
 * nobody knew of that on the days between. `settled_day` says how it stands at the end of $1. What was written off is not
 * settled. `condition` is one on the row `r` of a receivable.
 */
export function invoicesOn(condition: string): string {
  return `
  SELECT i.*, CASE WHEN i.outstanding_minor = 0 THEN i.last_settled_day END AS settled_day,
    d.day <= i.first_settled_day AS disputed
  FROM (
    SELECT r.receivable_id, r.buyer, r.supplier, r.currency, r.due_date,
      max(m.amount_minor) FILTER (WHERE ${CONFIRMS}) AS face_minor,
      min(m.day) FILTER (WHERE ${CONFIRMS}) AS confirmed_day,
      min(m.day) FILTER (WHERE ${SETTLES}) AS first_settled_day,
      max(m.day) FILTER (WHERE ${SETTLES}) AS last_settled_day,
      min(m.day) FILTER (WHERE m.name = 'ReceivableWrittenOff') AS written_off_day,
      -- The outstanding of the last event: arrays are compared from the left.
      (max(ARRAY[m.block_number, m.log_index, m.outstanding_minor]))[3] AS outstanding_minor
    FROM (${MOVEMENTS}) m JOIN receivable r USING (receivable_id)
    WHERE m.block_time < ${END} AND ${condition}
    GROUP BY r.receivable_id, r.buyer, r.supplier, r.currency, r.due_date
  ) i LEFT JOIN LATERAL (
    SELECT min((e.block_time AT TIME ZONE 'UTC')::date) AS day FROM ledger_event e
    WHERE e.subject = i.receivable_id AND e.contract = 'receivables' AND e.name = 'DisputeOpened'
      AND e.block_time < ${END}
  ) d ON i.first_settled_day IS NOT NULL
  WHERE i.confirmed_day IS NOT NULL`;
}

const CONFIRMS = `m.name IN ('ReceivableConfirmed', 'ReceivableDeemedConfirmed')`;
const SETTLES = `m.outstanding_minor = 0 AND m.name <> 'ReceivableWrittenOff'`;

/** Days late are cut as the models cut them: one forgotten receivable is no habit. */
const DAYS_LATE = 'least(greatest(settled_day - due_date, -90), 180)';
const LATE = 'coalesce(settled_day > due_date, true)';
/** Newest receivables whose delays stand for everybody's. */
const DELAYS_MAX = 200;

const sums = (fields: Readonly<Record<string, string>>, when: string): string => {
  const pairs = Object.entries(fields).map(
    ([name, sql]) => `'${name}', coalesce(sum((${sql})::numeric) FILTER (WHERE ${when}), 0)`,
  );
  return `jsonb_build_object(${pairs.join(', ')})`;
};

/** SQL: sums by currency at the end of the day $1, over `invoice`: what single buyers are compared with. */
const CURRENCIES = `
  SELECT i.currency,
    ${sums({ count: '1', faceMinor: 'face_minor' }, 'true')} AS known,
    ${sums(
      { count: '1', late: `${LATE}::int`, faceMinor: 'face_minor' },
      'due_date < $1::date',
    )} AS matured,
    ${sums(
      {
        ...{ count: '1', late: `${LATE}::int`, faceMinor: 'face_minor' },
        ...{ days: DAYS_LATE, daysSquared: `${DAYS_LATE}::numeric * ${DAYS_LATE}` },
        disputed: 'coalesce(disputed, false)::int',
      },
      'settled_day IS NOT NULL',
    )} AS settled
  FROM invoice i GROUP BY i.currency`;

/**
 * SQL: days late of the newest receivables of each currency: those that are open after their due date first, with the
 * days that have passed.
 */
const DELAYS = `
  SELECT c.currency, to_jsonb(ARRAY(
    SELECT delay FROM (
      (SELECT 1 AS part, due_date AS day, least($1::date - due_date, 180) AS delay FROM invoice o
        WHERE o.currency = c.currency AND o.outstanding_minor > 0 AND o.due_date < $1::date
        ORDER BY due_date DESC, receivable_id LIMIT ${DELAYS_MAX / 4})
      UNION ALL
      (SELECT 2, settled_day, ${DAYS_LATE} FROM invoice s
        WHERE s.currency = c.currency AND s.settled_day IS NOT NULL
        ORDER BY settled_day DESC, receivable_id LIMIT ${DELAYS_MAX})
    ) n ORDER BY part, day DESC, delay LIMIT ${DELAYS_MAX})) AS delays
  FROM (SELECT DISTINCT currency FROM invoice) c`;

/** Months that roll rates look back over. */
const ROLL_MONTHS = 24;

/**
 * SQL: buyers by the state that they were in at the ends of months, and a month later; the same states as `buyerStateOn`
 * tells of one buyer. A buyer counts from its first receivable until a year after its last payment.
 */
const STATES = `
  SELECT b.buyer, e.n, max(CASE WHEN b.written_off_day <= e.day THEN 4 WHEN o.buyer IS NULL THEN 0
      WHEN o.long_overdue_minor > 0.01 * o.open_minor THEN 4
      WHEN o.worst_days > 60 THEN 3 WHEN o.worst_days > 30 THEN 2 WHEN o.worst_days > 0 THEN 1
      ELSE 0 END) AS state
  FROM (SELECT buyer, currency, min(confirmed_day) AS first_day, min(written_off_day) AS written_off_day,
      max(coalesce(settled_day, $1::date)) AS last_day FROM invoice GROUP BY 1, 2) b
  JOIN month_end e ON b.first_day <= e.day AND b.last_day >= e.day - 365
  LEFT JOIN (
    SELECT i.buyer, i.currency, m.n, sum(i.face_minor) AS open_minor,
      max(m.day - i.due_date) AS worst_days,
      coalesce(sum(i.face_minor) FILTER (WHERE m.day - i.due_date > 90), 0) AS long_overdue_minor
    FROM invoice i JOIN month_end m ON i.confirmed_day <= m.day
      AND (i.settled_day IS NULL OR i.settled_day > m.day)
    GROUP BY 1, 2, 3
  ) o ON o.buyer = b.buyer AND o.currency = b.currency AND o.n = e.n
  GROUP BY 1, 2`;

/** SQL: what all receivables together said at the end of the day $1, as one JSON value. */
export const PORTFOLIO_ON = `
  WITH invoice AS MATERIALIZED (${invoicesOn('true')}), month_end AS MATERIALIZED (
    SELECT n, ($1::date - make_interval(months => ${ROLL_MONTHS} - n))::date AS day
    FROM generate_series(0, ${ROLL_MONTHS}) n
  ), state AS MATERIALIZED (${STATES}),
  roll AS (
    SELECT a.state AS from_state, b.state AS to_state, count(*) AS buyers
    FROM state a JOIN state b ON b.buyer = a.buyer AND b.n = a.n + 1 WHERE a.state < 4 GROUP BY 1, 2
  )
  SELECT jsonb_build_object(
    'currencies', (SELECT coalesce(jsonb_object_agg(s.currency, jsonb_build_object('known', s.known,
        'matured', s.matured, 'settled', s.settled, 'delays', d.delays)), '{}')
      FROM (${CURRENCIES}) s JOIN (${DELAYS}) d USING (currency)),
    'rolls', (SELECT coalesce(jsonb_agg(jsonb_build_object('from', from_state, 'to', to_state,
        'buyers', buyers)), '[]') FROM roll),
    'standing', (SELECT jsonb_agg((SELECT count(*) FROM state
        WHERE n = ${ROLL_MONTHS} AND state.state = g.state) ORDER BY g.state)
      FROM generate_series(0, 4) g (state))) AS figures`;

/** SQL: condition on the newest receivables of each buyer and currency, and those of the ids $4 in any case. */
export const NEWEST_OF_BUYERS = `
  SELECT * FROM (
    SELECT i.*, row_number() OVER (PARTITION BY i.buyer, i.currency
      ORDER BY i.confirmed_day DESC, i.receivable_id) AS place
    FROM (${invoicesOn('r.buyer = ANY($2::text[])')}) i
  ) p WHERE place <= $3 OR receivable_id = ANY($4::text[])
  ORDER BY buyer, currency, confirmed_day, receivable_id`;

/**
 * SQL: at most $2 receivables, of everybody or else of buyers that are drawn.
 *
 * A buyer is in with its whole history or not at all: the newest receivables of all alone would span too little time for
 * one to learn from another. The draw depends on nothing but their ids and what was registered by the end of $1.
 */
export const DRAWN_OF_ALL = `
  WITH buyer AS (
    SELECT buyer, count(*) AS receivables FROM receivable WHERE registered_at < ${END} GROUP BY 1
  ), drawn AS MATERIALIZED (
    SELECT buyer FROM (SELECT buyer, receivables,
        sum(receivables) OVER (ORDER BY md5(buyer), buyer) AS total FROM buyer) b
    WHERE total - receivables < $2
  )
  SELECT * FROM (${invoicesOn('r.buyer IN (SELECT buyer FROM drawn)')}) i
  ORDER BY confirmed_day DESC, receivable_id LIMIT $2`;
