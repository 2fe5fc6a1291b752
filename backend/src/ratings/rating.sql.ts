/**
 * SQL: points and grade of each row of behaviour that `source` gives, by base points $1, rules $2 and grades $3.
 *
 * The reasons of a rating and the base points sum to its points.
 */
export function ratedBy(source: string): string {
  return `
  WITH figure AS (SELECT b.buyer, b.currency, to_jsonb(b) AS figures FROM (${source}) b),
  pointed AS (
    SELECT f.buyer, f.currency, u.place, u.rule->>'feature' AS feature, v.value,
      CASE WHEN v.value IS NULL THEN (u.rule->>'missingPoints')::int ELSE (
        SELECT (band->>'points')::int
        FROM jsonb_array_elements(u.rule->'bands') WITH ORDINALITY AS d (band, at)
        WHERE band->>'upTo' IS NULL OR v.value <= (band->>'upTo')::numeric
        ORDER BY at LIMIT 1) END AS points
    FROM figure f CROSS JOIN jsonb_array_elements($2::jsonb) WITH ORDINALITY AS u (rule, place)
    CROSS JOIN LATERAL (SELECT (f.figures->>lower(u.rule->>'feature'))::numeric AS value) v
  ), scored AS (
    SELECT buyer, currency, $1::int + sum(points)::int AS points,
      jsonb_agg(jsonb_build_object('feature', feature, 'value', value, 'points', points)
        ORDER BY place) AS reasons
    FROM pointed GROUP BY buyer, currency
  )
  SELECT s.buyer, s.currency, s.points, s.reasons, g.grade->>'grade' AS grade, g.rank::smallint
  FROM scored s CROSS JOIN LATERAL (
    SELECT grade, rank FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS d (grade, rank)
    WHERE s.points >= (grade->>'pointsMin')::int OR rank = jsonb_array_length($3::jsonb)
    ORDER BY rank LIMIT 1
  ) g`;
}
