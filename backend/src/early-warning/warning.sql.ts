/** Days after which what was closed is raised again at the same level. */
const REST_DAYS = 30;
/** What a disputed share is compared with is at least so old. */
const GROWTH_DAYS = 30;

/**
 * SQL: figures of the owner $1 at the end of the day $2: a supplier's own pairs, a financier's buyers, and for the
 * operator everybody's; $3 says which.
 */
const FIGURES = `
  SELECT b.*, round(10000 * b.overdue_minor / nullif(b.outstanding_minor, 0)) AS overdue_rate,
    b.dispute_share_bps - (
      SELECT coalesce(e.dispute_share_bps, 0) FROM behaviour e
      WHERE e.buyer = b.buyer AND e.supplier = b.supplier AND e.currency = b.currency
        AND e.as_of_date <= $2::date - ${GROWTH_DAYS} ORDER BY e.as_of_date DESC LIMIT 1
    ) AS dispute_growth
  FROM behaviour b WHERE b.as_of_date = $2::date AND CASE $3
    WHEN 'SUPPLIER' THEN b.supplier = $1
    WHEN 'FINANCIER' THEN b.supplier = '' AND EXISTS (SELECT FROM exposure x
      WHERE x.financier = $1 AND x.buyer = b.buyer AND x.currency = b.currency
        AND x.exposure_minor > 0)
    ELSE b.supplier = '' END`;

/** SQL: figures by indicator. */
const VALUES = `
  SELECT f.buyer AS party, f.currency, v.indicator, v.value
  FROM (${FIGURES}) f CROSS JOIN LATERAL (VALUES
    ('OVERDUE_RATE', f.overdue_rate), ('OLDEST_DAYS_PAST_DUE', f.oldest_days_past_due::numeric),
    ('DAYS_TREND', f.trend_milli::numeric), ('LATE_SHARE', f.late_share_bps::numeric),
    ('CONCENTRATION', f.concentration_bps::numeric),
    ('DISPUTE_SHARE', f.dispute_share_bps::numeric),
    ('DISPUTE_GROWTH', f.dispute_growth::numeric),
    ('PROMISES_BROKEN', f.promises_broken::numeric)) v (indicator, value)`;

/** SQL: what the rules $4 say of the figures: the worst level whose bound is reached. */
export const JUDGED = `
  SELECT v.party, v.currency, v.indicator, v.value, d.level, d.threshold, NULL::text AS note
  FROM (${VALUES}) v JOIN jsonb_array_elements($4::jsonb) r ON r->>'indicator' = v.indicator
  CROSS JOIN LATERAL (
    SELECT level, threshold FROM (VALUES ('LIGHT', (r->>'lightFrom')::numeric),
      ('MEDIUM', (r->>'mediumFrom')::numeric), ('SEVERE', (r->>'severeFrom')::numeric))
      l (level, threshold)
    WHERE v.value >= threshold ORDER BY level DESC LIMIT 1
  ) d`;

/** SQL: what a person reported. */
export const REPORTED_SIGN = `
  SELECT $3::text AS party, '' AS currency, $4::text AS indicator, NULL::numeric AS value,
    $6::text AS level, NULL::numeric AS threshold, $7::text AS note`;

/**
 * SQL: raises what `source` found for the owner $1 on the day $2, by the reactions $5.
 *
 * An open warning of the same indicator only gets worse by this, never better: that is for people. Each change is
 * recorded, and the tasks of the level are added to the list.
 */
export function raise(source: string): string {
  return `
  WITH found AS (
    SELECT s.*, r AS reaction FROM (${source}) s
    JOIN jsonb_array_elements($5::jsonb) r ON r->>'level' = s.level
    WHERE NOT EXISTS (SELECT FROM early_warning w WHERE w.owner = $1 AND w.party = s.party
      AND w.currency = s.currency AND w.indicator = s.indicator AND w.level >= s.level
      AND s.note IS NULL AND w.closed_at > now() - interval '${REST_DAYS} days')
  ), raised AS (
    INSERT INTO early_warning (warning_id, owner, party, currency, indicator, level, value,
      threshold, as_of_date, note, deadline, longest_terms_days, prepayment_bps, needs_guarantee)
    SELECT gen_random_uuid(), $1, f.party, f.currency, f.indicator, f.level, f.value, f.threshold,
      $2::date, f.note, current_date + (f.reaction->>'days')::int,
      (f.reaction->>'longestTermsDays')::int, (f.reaction->>'prepaymentBps')::int,
      coalesce((f.reaction->>'needsGuarantee')::boolean, false)
    FROM found f
    ON CONFLICT (owner, party, currency, indicator) WHERE closed_at IS NULL DO UPDATE SET
      level = EXCLUDED.level, value = EXCLUDED.value, threshold = EXCLUDED.threshold,
      as_of_date = EXCLUDED.as_of_date, note = EXCLUDED.note, deadline = EXCLUDED.deadline,
      longest_terms_days = EXCLUDED.longest_terms_days,
      prepayment_bps = EXCLUDED.prepayment_bps, needs_guarantee = EXCLUDED.needs_guarantee
      WHERE EXCLUDED.level > early_warning.level
    RETURNING warning_id, party, currency, indicator, level, value, (xmax = 0) AS is_new
  ), listed AS (
    INSERT INTO warning_task (warning_id, number, task)
    SELECT r.warning_id, t.number + coalesce((SELECT max(k.number) FROM warning_task k
      WHERE k.warning_id = r.warning_id), 0), t.task
    FROM raised r JOIN found f USING (party, currency, indicator)
    CROSS JOIN LATERAL jsonb_array_elements_text(f.reaction->'tasks') WITH ORDINALITY
      AS t (task, number)
  )
  INSERT INTO warning_handling (warning_id, number, kind, note)
  SELECT r.warning_id, 1 + coalesce((SELECT max(h.number) FROM warning_handling h
    WHERE h.warning_id = r.warning_id), 0), CASE WHEN r.is_new THEN 'RAISED' ELSE 'ESCALATED' END,
    r.level || coalesce(' at ' || r.value, '')
  FROM raised r RETURNING warning_id`;
}
