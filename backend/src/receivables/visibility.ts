import { PartyRole, rolesToBits } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';

/** SQL: lots that the financier $1 was asked to quote for, was offered or offered a lien on, or has or had a deal over. */
const LOTS_OF_FINANCIER = `
  SELECT dl.lot_id FROM deal_lot dl JOIN deal d USING (deal_number) WHERE d.financier = $1
  UNION SELECT q.lot_id FROM quote_request_lot q WHERE q.financier = $1
  UNION SELECT n.lot_id FROM lien n WHERE n.pledgee = $1
  UNION SELECT k.lot_id FROM onward o JOIN onward_lot k USING (lots_hash)
    WHERE o.to_party = $1 AND o.status <> 'WITHDRAWN'`;

/**
 * SQL: receivables behind the lots that $1 owns under a deal, or deals in as a financier.
 *
 * Free lots are their supplier's, which sees the receivable anyway: with them a supplier's listing would cost
 * as much as it has ever registered.
 */
const RECEIVABLES_OF_HOLDER = `
  SELECT h.receivable_id FROM lot h WHERE h.owner = $1 AND h.deal_number <> 0
  UNION SELECT h.receivable_id FROM lot h WHERE h.lot_id IN (${LOTS_OF_FINANCIER})`;

/** SQL: lots that $1 collects for their owner, and the receivables behind them. */
const LOTS_OF_COLLECTOR = `
  SELECT m.lot_id FROM collection_mandate m JOIN lot h ON h.lot_id = m.lot_id AND h.owner = m.owner
  WHERE m.collector = $1 AND m.ended_at IS NULL`;
const RECEIVABLES_OF_COLLECTOR = `
  SELECT h.receivable_id FROM lot h WHERE h.lot_id IN (${LOTS_OF_COLLECTOR})`;

/** True for every row; names $1, whose type Postgres could not tell otherwise. */
const EVERYTHING = '$1::text IS NOT NULL';

/**
 * SQL conditions on a receivable `r`: the viewer's party, parameter $1, sees it if one of them holds.
 *
 * A list and not one condition, because each has its own index: a listing unites a page of each.
 */
export function receivableConditions(viewer: Viewer): readonly string[] {
  return seesEverything(viewer)
    ? [EVERYTHING]
    : [
        'r.supplier = $1',
        'r.buyer = $1',
        `r.receivable_id IN (${RECEIVABLES_OF_HOLDER})`,
        ...(isCollector(viewer) ? [`r.receivable_id IN (${RECEIVABLES_OF_COLLECTOR})`] : []),
      ];
}

/**
 * The same for a lot `l`. A buyer does not see lots: who holds one is hidden until the assignment is disclosed, and
 * what the buyer must know then is the payee.
 */
export function lotConditions(viewer: Viewer): readonly string[] {
  return seesEverything(viewer)
    ? [EVERYTHING]
    : [
        'l.owner = $1',
        'l.receivable_id IN (SELECT s.receivable_id FROM receivable s WHERE s.supplier = $1)',
        `l.lot_id IN (${LOTS_OF_FINANCIER})`,
        ...(isCollector(viewer) ? [`l.lot_id IN (${LOTS_OF_COLLECTOR})`] : []),
      ];
}

function isCollector(viewer: Viewer): boolean {
  return viewer.roles.includes(PartyRole.COLLECTOR);
}

/** SQL: financiers and collectors that have to do with a lot `h`, as the conditions above find the lots of one. */
const PARTIES_OF_LOT = `
  SELECT d.financier AS party FROM deal_lot dl JOIN deal d USING (deal_number) WHERE dl.lot_id = h.lot_id
  UNION ALL SELECT q.financier FROM quote_request_lot q WHERE q.lot_id = h.lot_id
  UNION ALL SELECT n.pledgee FROM lien n WHERE n.lot_id = h.lot_id
  UNION ALL SELECT o.to_party FROM onward_lot k JOIN onward o USING (lots_hash)
    WHERE k.lot_id = h.lot_id AND o.status <> 'WITHDRAWN'
  UNION ALL SELECT m.collector FROM collection_mandate m JOIN party p ON p.party = m.collector
    WHERE m.lot_id = h.lot_id AND m.owner = h.owner AND m.ended_at IS NULL
      AND p.roles & ${rolesToBits([PartyRole.COLLECTOR])} <> 0`;

/** SQL: the parties that {@link receivableConditions} lets see the receivable of id `a.id`, once or several times. */
export const PARTIES_SEEING_RECEIVABLE = `
  SELECT unnest(ARRAY[r.supplier, r.buyer]) AS party FROM receivable r WHERE r.receivable_id = a.id
  UNION ALL SELECT h.owner FROM lot h WHERE h.receivable_id = a.id AND h.deal_number <> 0
  UNION ALL SELECT s.party FROM lot h CROSS JOIN LATERAL (${PARTIES_OF_LOT}) s
    WHERE h.receivable_id = a.id`;

/** SQL: the parties that {@link lotConditions} lets see the lot of id `a.id`, once or several times. */
export const PARTIES_SEEING_LOT = `
  SELECT unnest(ARRAY[h.owner, r.supplier]) AS party FROM lot h JOIN receivable r USING (receivable_id)
    WHERE h.lot_id = a.id
  UNION ALL SELECT s.party FROM lot h CROSS JOIN LATERAL (${PARTIES_OF_LOT}) s WHERE h.lot_id = a.id`;

/** SQL: the contracts whose events all who see a receivable may see; the others tell of its financing. */
export const OPEN_CONTRACTS = `('receivables', 'settlement', 'collections')`;
