import { END_OF_DAY } from '../receivables/index.js';

const END = END_OF_DAY('$3');

/** Parties that one is compared with; the rest of a larger industry is left out, in the order of their ids. */
const PEERS_MAX = 10_000;

/**
 * SQL: the party $2 and those of its industry, with what the owner $1 knew of them at the end of the day $3: the
 * newest statement of its files, and, where $5 allows it, figures of behaviour in the currency $4.
 */
export const PEERS = `
  WITH class AS (
    SELECT DISTINCT ON (party) party, industry, size_band FROM party_class
    WHERE recorded_at < ${END} ORDER BY party, class_number DESC
  ), own AS (
    SELECT $2::text AS party, coalesce(max(industry), '') AS industry,
      coalesce(max(size_band), '') AS size_band FROM class WHERE party = $2
  ), peer AS (
    SELECT * FROM own
    UNION ALL (SELECT c.party, c.industry, c.size_band FROM class c JOIN own o
      ON c.party <> o.party AND c.industry = o.industry AND o.industry <> ''
      ORDER BY c.party LIMIT ${PEERS_MAX})
  )
  SELECT p.party, p.industry, p.size_band, s.figures, s.period_days, b.days_beyond_terms_milli,
    b.late_share_bps, b.dispute_share_bps, b.dilution_bps, b.confirmation_hours_mean
  FROM peer p LEFT JOIN LATERAL (
    SELECT s.figures, s.period_days FROM financial_statement s
    WHERE s.owner = $1 AND s.party = p.party AND s.recorded_at < ${END}
      AND NOT EXISTS (SELECT FROM credit_record n
        WHERE n.replaces = s.record_id AND n.recorded_at < ${END})
    ORDER BY s.fiscal_year DESC, s.recorded_at DESC LIMIT 1
  ) s ON true
  LEFT JOIN behaviour b ON $5 AND b.as_of_date = $3::date AND b.buyer = p.party
    AND b.supplier = '' AND b.currency = $4`;
