import { END_OF_DAY } from '../receivables/index.js';

const END = END_OF_DAY('$3');
const RECORDS_MAX = 200;
const YEARS_MAX = 6;
const WARNINGS_MAX = 50;
const HANDLINGS_MAX = 30;

/** SQL: the newest rating of the party $2 in the currency $4 by the day $3 that the assessor $1 gave; $5: anybody. */
export const RATING = `
  SELECT r.*, s.base_points, s.grades FROM rating r
  JOIN grade_scale s ON s.assessor = r.assessor AND s.version = r.scale_version
  WHERE ($5 OR r.assessor = $1) AND r.party = $2 AND r.currency = $4 AND r.as_of_date <= $3::date
  ORDER BY r.as_of_date DESC, r.assessor LIMIT 1`;

/** SQL: what the assessor that $1 is or follows had published of the party $2 in the currency $4 (bytes) by the day $3. */
export const ASSESSMENT = `
  SELECT e.args->>'assessor' AS assessor, (e.args->>'grade')::int AS rank,
    e.args->>'limitMinor' AS limit_minor, (e.args->>'modelVersion')::int AS model_version,
    e.block_time AS published_at, to_timestamp((e.args->>'expiresAt')::bigint) AS expires_at
  FROM ledger_event e
  WHERE e.contract = 'creditBook' AND e.name = 'AssessmentPublished' AND e.subject = $2
    AND e.args->>'currency' = $4 AND e.block_time < ${END}
    AND e.args->>'assessor' = coalesce(
      (SELECT f.assessor FROM followed_assessor f WHERE f.financier = $1), $1)
  ORDER BY e.block_number DESC, e.log_index DESC LIMIT 1`;

/** SQL: statements of the party $2 in the files of $1 by the end of the day $3; those in the currency $4 go first. */
export const YEARS = `
  SELECT * FROM (
    SELECT DISTINCT ON (s.fiscal_year) s.fiscal_year, s.currency, s.period_days, s.figures
    FROM financial_statement s
    WHERE s.owner = $1 AND s.party = $2 AND s.recorded_at < ${END}
      AND NOT EXISTS (SELECT FROM credit_record n
        WHERE n.replaces = s.record_id AND n.recorded_at < ${END})
    ORDER BY s.fiscal_year DESC, (s.currency = $4) DESC, s.currency, s.recorded_at DESC
  ) y ORDER BY fiscal_year DESC LIMIT ${YEARS_MAX}`;

/** SQL: records of the party $2 in the files of $1 by the end of the day $3 that none had replaced by then. */
export const RECORDS = `
  SELECT r.kind, r.title, r.source, r.record_date::text AS record_date,
    r.expires_date::text AS expires_date, r.document_hash, (
      SELECT make_date(max(s.fiscal_year), 12, 31)::text FROM financial_statement s
      WHERE s.record_id = r.record_id) AS year_end
  FROM credit_record r
  WHERE r.owner = $1 AND r.party = $2 AND r.recorded_at < ${END}
    AND NOT EXISTS (SELECT FROM credit_record n
      WHERE n.replaces = r.record_id AND n.recorded_at < ${END})
  ORDER BY r.kind, r.record_date DESC, r.recorded_at DESC LIMIT ${RECORDS_MAX}`;

/**
 * SQL: warnings of $1 about the party $2 as they stood at the end of the day $3.
 *
 * A warning that got worse later had the level that its record of then begins with.
 */
export const WARNINGS = `
  SELECT w.indicator, w.currency, coalesce((SELECT split_part(h.note, ' ', 1)
      FROM warning_handling h WHERE h.warning_id = w.warning_id AND h.handled_at < ${END}
        AND h.kind IN ('RAISED', 'ESCALATED') ORDER BY h.number DESC LIMIT 1), w.level) AS level,
    w.value, w.threshold, w.raised_at, w.deadline::text AS deadline,
    CASE WHEN w.closed_at < ${END} THEN w.closed_at END AS closed_at,
    CASE WHEN w.closed_at < ${END} THEN w.outcome END AS outcome,
    (SELECT count(*)::int FROM warning_task t WHERE t.warning_id = w.warning_id) AS task_count,
    (SELECT count(*)::int FROM warning_task t
      WHERE t.warning_id = w.warning_id AND t.done_at < ${END}) AS tasks_done,
    coalesce((SELECT jsonb_agg(jsonb_build_object('kind', h.kind, 'note', h.note, 'handledAt',
        to_char(h.handled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) ORDER BY h.number)
      FROM (SELECT * FROM warning_handling h WHERE h.warning_id = w.warning_id
        AND h.handled_at < ${END} ORDER BY h.number LIMIT ${HANDLINGS_MAX}) h), '[]') AS handlings
  FROM early_warning w
  WHERE w.owner = $1 AND w.party = $2 AND w.raised_at < ${END}
  ORDER BY (w.closed_at IS NULL OR w.closed_at >= ${END}) DESC, w.raised_at DESC, w.warning_id
  LIMIT ${WARNINGS_MAX}`;

/** SQL: names and countries of those of the parties $1 that the platform knows. */
export const PROFILES = `
  SELECT x.party, coalesce(f.name, x.party) AS name, f.country
  FROM unnest($1::text[]) x (party) LEFT JOIN party_profile f USING (party)
  WHERE f.party IS NOT NULL OR EXISTS (SELECT FROM party p WHERE p.party = x.party)`;

/** SQL: the group of companies of the party $1 as it was known at the end of the day $2. */
export const GROUP = `
  SELECT company_group FROM party_class WHERE party = $1 AND recorded_at < ${END_OF_DAY('$2')}
  ORDER BY class_number DESC LIMIT 1`;
