import { registerEnumType } from '@nestjs/graphql';

/** What a limit bounds the debts of, each in one currency. */
export enum LimitScope {
  BUYER = 'BUYER',
  SUPPLIER = 'SUPPLIER',
  /** Subject: supplier and buyer, with a colon between. */
  PAIR = 'PAIR',
  /** A group of companies: all buyers that are classed so. */
  GROUP = 'GROUP',
  INDUSTRY = 'INDUSTRY',
  COUNTRY = 'COUNTRY',
  /** Everything in the currency; the subject is empty. */
  CURRENCY = 'CURRENCY',
}
registerEnumType(LimitScope, { name: 'CreditLimitScope' });

/** SQL: the newest class of each party. */
const CLASS = `(SELECT DISTINCT ON (party) party, industry, company_group FROM party_class
  ORDER BY party, class_number DESC)`;

/** SQL condition: the debt of the row `r` (supplier, buyer) is within the scope of the limit `l`. */
export const IN_SCOPE = `CASE l.scope
  WHEN 'BUYER' THEN r.buyer = l.subject
  WHEN 'SUPPLIER' THEN r.supplier = l.subject
  WHEN 'PAIR' THEN r.supplier || ':' || r.buyer = l.subject
  WHEN 'GROUP' THEN EXISTS (SELECT FROM ${CLASS} k
    WHERE k.party = r.buyer AND k.company_group = l.subject)
  WHEN 'INDUSTRY' THEN EXISTS (SELECT FROM ${CLASS} k
    WHERE k.party = r.buyer AND k.industry = l.subject)
  WHEN 'COUNTRY' THEN EXISTS (SELECT FROM party_profile p
    WHERE p.party = r.buyer AND p.country = l.subject)
  ELSE true END`;

/** SQL: limits that hold now, the newest of each owner, scope, subject and currency. */
export const HOLDING = `
  SELECT DISTINCT ON (owner, scope, subject, currency) limit_id, owner, scope, subject, currency,
    limit_minor, longest_terms_days, warn_bps, false AS needs_guarantee,
    0 AS prepayment_bps
  FROM credit_limit
  WHERE approved_at IS NOT NULL AND ended_at IS NULL AND expires_at > now()
  ORDER BY owner, scope, subject, currency, approved_at DESC, limit_id`;

/**
 * SQL: what the newest rating of a buyer allows, by the owner's own assessor or the one that it follows; a limit by
 * buyer that was approved takes its place.
 */
export const GRADED = `
  SELECT DISTINCT ON (o.owner, g.party, g.currency) NULL::uuid AS limit_id, o.owner,
    'BUYER' AS scope, g.party AS subject, g.currency, (c.value->>'limitMinor')::bigint AS limit_minor,
    (d.value->>'longestTermsDays')::int AS longest_terms_days, 8000 AS warn_bps,
    coalesce((d.value->>'needsGuarantee')::boolean, false) AS needs_guarantee,
    coalesce((d.value->>'prepaymentBps')::int, 0) AS prepayment_bps
  FROM (SELECT o.owner, coalesce(f.assessor, o.owner) AS assessor FROM unnest($1::text[]) o (owner)
    LEFT JOIN followed_assessor f ON f.financier = o.owner) o
  JOIN rating g ON g.assessor = o.assessor AND g.party = ANY($2::text[]) AND g.currency = $3
  JOIN grade_scale s ON s.assessor = g.assessor AND s.version = g.scale_version
  CROSS JOIN LATERAL jsonb_array_elements(s.grades) d
  LEFT JOIN LATERAL (SELECT e AS value FROM jsonb_array_elements(d.value->'limits') e
    WHERE e->>'currency' = g.currency) c ON true
  WHERE d.value->>'grade' = g.grade AND c.value IS NOT NULL
  ORDER BY o.owner, g.party, g.currency, g.as_of_date DESC`;
