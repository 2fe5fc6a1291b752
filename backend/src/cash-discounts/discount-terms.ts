/** SQL: joins the terms `c` of a receivable `r` as its supplier named them last; nulls where it named none. */
export const JOIN_TERMS = `LEFT JOIN LATERAL (
  SELECT discount_bps, discount_until FROM cash_discount
  WHERE receivable_id = r.receivable_id ORDER BY version DESC LIMIT 1) c ON c.discount_bps > 0`;
