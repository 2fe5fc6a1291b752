import { END_OF_DAY, MOVEMENTS, heldMovements, heldOn, openOn } from '../receivables/index.js';
import { ProvisionBook } from './provision-access.js';

/**
 * SQL: number of the ageing bucket for days past due, counted from 0.
 *
 * Bounds are the last days of the buckets but the last one: {0, 30} makes not past due, 1 to 30, and more.
 */
export function bucketOf(daysPastDue: string, bounds: string): string {
  return `(SELECT count(*) FROM unnest(${bounds}::int[]) b WHERE ${daysPastDue} > b)::smallint`;
}

/** How buyers are put into segments; the currency always divides, since amounts of two do not add up. */
export enum SegmentBy {
  CURRENCY = 'CURRENCY',
  INDUSTRY = 'INDUSTRY',
  COUNTRY = 'COUNTRY',
  SUPPLIER = 'SUPPLIER',
}

/** SQL: the segment of a receivable `r` by what was known of its buyer at the end of a day. */
export function segmentOf(by: SegmentBy, day: string): string {
  switch (by) {
    case SegmentBy.CURRENCY:
      return `''`;
    case SegmentBy.SUPPLIER:
      return 'r.supplier';
    case SegmentBy.COUNTRY:
      return `coalesce((SELECT p.country FROM party_profile p WHERE p.party = r.buyer), '')`;
    case SegmentBy.INDUSTRY:
      return `coalesce((SELECT k.industry FROM party_class k WHERE k.party = r.buyer
        AND k.recorded_at < ${END_OF_DAY(day)} ORDER BY k.class_number DESC LIMIT 1), '')`;
  }
}

/** SQL: changes of what is counted in a book, of the row `c`, and which of them are; `party` names the parameter. */
export function movementsOf(
  book: ProvisionBook,
  party: string,
): { readonly movements: string; readonly condition: string } {
  return book === ProvisionBook.HELD
    ? { movements: heldMovements(party), condition: 'true' }
    : { movements: MOVEMENTS, condition: `(${party}::text IS NULL OR r.supplier = ${party})` };
}

/** SQL: what is counted in a book of the party $1 at the end of the day $2, by lot where lots are. */
export function openIn(book: ProvisionBook): string {
  return book === ProvisionBook.HELD
    ? heldOn('$2', '$1')
    : `SELECT o.*, '' AS lot_id, NULL::smallint AS recourse_days
       FROM (${openOn('$2', movementsOf(book, '$1').condition)}) o`;
}

/**
 * SQL: what was in each bucket at the end of a month, and where it was a month later, over the $4 months before the
 * day $2; $3 are the bounds of the buckets.
 *
 * An amount that comes to be owed again later is no part of the bucket that it left.
 */
export function rolls(by: SegmentBy, book: ProvisionBook): string {
  const { movements, condition } = movementsOf(book, '$1');
  return `
  WITH month_end AS (
    SELECT n, (date_trunc('month', $2::date + 1) - make_interval(months => $4::int - n))::date - 1
      AS day FROM generate_series(0, $4::int) n
  ), held AS MATERIALIZED (
    SELECT c.receivable_id, c.day, c.name, c.amount_minor, c.outstanding_minor, r.currency,
      r.due_date, ${segmentOf(by, '$2')} AS segment,
      lead(c.day) OVER (PARTITION BY c.receivable_id ORDER BY c.block_number, c.log_index) AS until
    FROM (${movements}) c JOIN receivable r USING (receivable_id)
    WHERE ${condition} AND c.block_time < ${END_OF_DAY('$2')}
  ), state AS MATERIALIZED (
    SELECT h.*, e.n, ${bucketOf('(e.day - h.due_date)', '$3')} AS bucket
    FROM month_end e JOIN held h ON h.day <= e.day AND (h.until IS NULL OR h.until > e.day)
    WHERE h.outstanding_minor > 0
  ), given_up AS (
    SELECT h.receivable_id, e.n, sum(h.amount_minor) AS amount_minor
    FROM held h JOIN month_end e ON h.day <= e.day
      AND h.day > (SELECT b.day FROM month_end b WHERE b.n = e.n - 1)
    WHERE h.name = 'ReceivableWrittenOff' GROUP BY 1, 2
  ), rolled AS (
    SELECT a.currency, a.segment, a.bucket, b.bucket AS next_bucket, a.outstanding_minor,
      least(a.outstanding_minor, coalesce(b.outstanding_minor, 0)) AS kept_minor,
      least(coalesce(g.amount_minor, 0), a.outstanding_minor
        - least(a.outstanding_minor, coalesce(b.outstanding_minor, 0))) AS lost_minor
    FROM state a LEFT JOIN state b ON b.receivable_id = a.receivable_id AND b.n = a.n + 1
      LEFT JOIN given_up g ON g.receivable_id = a.receivable_id AND g.n = a.n + 1
    WHERE a.n < $4::int
  )
  SELECT currency, segment, bucket, destination, sum(amount_minor)::text AS amount_minor
  FROM rolled CROSS JOIN LATERAL (VALUES
    (next_bucket::text, kept_minor), ('LOST', lost_minor),
    ('GONE', outstanding_minor - kept_minor - lost_minor)) d (destination, amount_minor)
  WHERE amount_minor > 0 GROUP BY 1, 2, 3, 4`;
}

/**
 * SQL: keeps what is open on the day $2 in the transaction's table `aged_line`, so that all that follows sees the same;
 * $3 are the bounds of the buckets.
 */
export function keepAged(by: SegmentBy, book: ProvisionBook): string {
  return `
  INSERT INTO aged_line (receivable_id, supplier, buyer, currency, due_date, outstanding_minor,
    days_past_due, lot_id, recourse_days, segment, bucket)
  SELECT r.*, ${segmentOf(by, '$2')} AS segment,
    ${bucketOf('r.days_past_due', '$3')} AS bucket
  FROM (${openIn(book)}) r`;
}

/**
 * SQL: stores the lines of the run $1 from what {@link keepAged} kept.
 *
 * The loss of a cell is rounded up, in favour of the allowance; its receivables get it rounded down, and one unit more
 * in the order of what they lost by that, so that they sum to it.
 */
export const STORE_LINES = `
  WITH line AS (
    SELECT a.*, div(a.outstanding_minor::numeric * c.applied_ppm, 1000000) AS down_minor,
      mod(a.outstanding_minor::numeric * c.applied_ppm, 1000000) AS rest
    FROM aged_line a JOIN provision_cell c ON c.run_id = $1 AND c.currency = a.currency
      AND c.segment = a.segment AND c.bucket = a.bucket
  ), ranked AS (
    SELECT l.*, row_number() OVER (cell ORDER BY rest DESC, receivable_id, lot_id) AS place,
      ceil(sum(rest) OVER cell / 1000000) AS units
    FROM line l WINDOW cell AS (PARTITION BY currency, segment, bucket)
  )
  INSERT INTO provision_line (run_id, receivable_id, buyer, currency, segment, bucket,
    days_past_due, outstanding_minor, lot_id, recourse_days, ecl_minor)
  SELECT $1, receivable_id, buyer, currency, segment, bucket, days_past_due, outstanding_minor,
    lot_id, recourse_days, down_minor + CASE WHEN place <= units THEN 1 ELSE 0 END
  FROM ranked`;

/** SQL: sums of the lines of the run $1 into its cells. */
export const SUM_CELLS = `
  UPDATE provision_cell c SET receivable_count = s.receivable_count,
    outstanding_minor = s.outstanding_minor, ecl_minor = s.ecl_minor
  FROM (
    SELECT currency, segment, bucket, count(DISTINCT receivable_id) AS receivable_count,
      sum(outstanding_minor) AS outstanding_minor, sum(ecl_minor) AS ecl_minor
    FROM provision_line WHERE run_id = $1 GROUP BY 1, 2, 3
  ) s
  WHERE c.run_id = $1 AND c.currency = s.currency AND c.segment = s.segment AND c.bucket = s.bucket`;
