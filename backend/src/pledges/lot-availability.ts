/**
 * SQL: what of a lot `l` of receivable `r` may be sold, pledged or discounted now, as `IReceivableLots.availableMinor`.
 *
 * An open dispute rests on the supplier's lots first, then on the others, both in the order of their index.
 */
export const AVAILABLE_MINOR = `
  CASE WHEN l.is_reserved OR l.is_frozen THEN 0
  ELSE greatest(0, l.outstanding_minor
    - least(l.outstanding_minor, greatest(0, r.disputed_minor - (
        SELECT coalesce(sum(o.outstanding_minor), 0) FROM lot o
        WHERE o.receivable_id = l.receivable_id
          AND (o.owner <> r.supplier, o.lot_index) < (l.owner <> r.supplier, l.lot_index))))
    - (SELECT coalesce(sum(n.secured_minor), 0) FROM lien n
       WHERE n.lot_id = l.lot_id AND n.status = 'ACTIVE')) END`;
