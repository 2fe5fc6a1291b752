import { END_OF_DAY } from './receivable.history.js';

/** Whatever is no payment, credit or write-off: lots that came, went, or were split and merged. */
export const LOT_MOVED = 'LotMoved';

/** SQL: what an event does to a holder, under the name that the same has for a receivable. */
const NAME = `CASE e.name WHEN 'LotPaid' THEN 'PaymentApplied' WHEN 'LotRestored' THEN 'PaymentReversed'
  WHEN 'LotCredited' THEN 'ReceivableCredited' WHEN 'LotWrittenOff' THEN 'ReceivableWrittenOff'
  ELSE '${LOT_MOVED}' END`;

/** SQL: id of the lot that an argument of the event `e` names; its index stands in the last two bytes. */
function lotOf(argument: string): string {
  return `left(e.subject, -4) || lpad(to_hex((${argument}::numeric % 65536)::int), 4, '0')`;
}

const arg = (name: string): string => `(e.args->>'${name}')`;
/** SQL: what is owed of a share; the rest of it recovers what was written off. */
const SHARE = `(${arg('amountMinor')}::bigint - ${arg('recoveredMinor')}::bigint)`;
/** The first lot holds the whole receivable; later ones were made by splits. */
const MINTED = `CASE WHEN ${arg('from')} = '0x${'0'.repeat(40)}' AND ${arg('tokenId')}::numeric % 65536 = 1
  THEN r.face_minor ELSE 0 END`;

/**
 * SQL: each event of a lot that the party of `holder` ever had, with the owner it makes and by how much it changes what is
 * outstanding of the lot. A split and a merger change two.
 */
function lotEvents(holder: string): string {
  return `
  SELECT e.subject AS receivable_id, x.lot_id, e.block_number, e.log_index, e.block_time,
    ${NAME} AS name, x.owner, x.delta_minor
  FROM ledger_event e JOIN receivable r ON r.receivable_id = e.subject
  CROSS JOIN LATERAL (
    SELECT ${lotOf(arg('tokenId'))} AS lot_id, ${arg('to')} AS owner, ${MINTED} AS delta_minor
    WHERE e.name = 'Transfer'
    UNION ALL SELECT ${lotOf(arg('lotId'))}, NULL, CASE e.name WHEN 'LotPaid' THEN -${SHARE}
      WHEN 'LotRestored' THEN ${SHARE} WHEN 'LotCredited' THEN -${arg('amountMinor')}::bigint
      WHEN 'LotWrittenOff' THEN -${arg('amountMinor')}::bigint ELSE -${arg('partMinor')}::bigint END
    WHERE e.name <> 'Transfer'
    UNION ALL SELECT ${lotOf(`coalesce(${arg('newLotId')}, ${arg('intoLotId')})`)}, NULL,
      ${arg('partMinor')}::bigint WHERE e.name IN ('LotSplit', 'LotMerged')
  ) x
  WHERE e.contract = 'lots' AND e.name IN ('Transfer', 'LotSplit', 'LotMerged', 'LotPaid',
      'LotRestored', 'LotCredited', 'LotWrittenOff')
    AND e.subject IN (SELECT t.subject FROM ledger_event t
      WHERE t.contract = 'lots' AND t.name = 'Transfer' AND t.args->>'to' = ${holder})`;
}

/**
 * SQL: each change of what the party of `holder` holds of a receivable, with what it held after it.
 *
 * The columns are those of `MOVEMENTS`, so that what is worked out from what a supplier is owed is worked out from what
 * a holder has in the same way. Splits and mergers within one hand change nothing.
 */
export function heldMovements(holder: string): string {
  return `
  SELECT h.receivable_id, h.block_number, h.log_index, h.block_time, h.name,
    (h.block_time AT TIME ZONE 'UTC')::date AS day,
    (sum(h.change_minor) OVER (PARTITION BY h.receivable_id
      ORDER BY h.block_number, h.log_index))::bigint AS outstanding_minor,
    abs(h.change_minor)::bigint AS amount_minor
  FROM (
    SELECT receivable_id, block_number, log_index, block_time, name, sum(change_minor) AS change_minor
    FROM (
      SELECT o.*, o.held_minor - lag(o.held_minor, 1, 0::numeric) OVER (PARTITION BY o.lot_id
        ORDER BY o.block_number, o.log_index) AS change_minor
      FROM (
        SELECT g.*, CASE WHEN max(g.owner) OVER (PARTITION BY g.lot_id, g.turn) = ${holder}
          THEN g.lot_minor ELSE 0 END AS held_minor
        FROM (
          SELECT l.*, sum(l.delta_minor) OVER so_far AS lot_minor, count(l.owner) OVER so_far AS turn
          FROM (${lotEvents(holder)}) l
          WINDOW so_far AS (PARTITION BY l.lot_id ORDER BY l.block_number, l.log_index)
        ) g
      ) o
    ) c GROUP BY receivable_id, block_number, log_index, block_time, name
    HAVING sum(change_minor) <> 0
  ) h`;
}

/**
 * SQL: lots that the party of `holder` held at the end of a day with something outstanding, and after how many days past
 * due the supplier had to take them back; null without recourse. A part of a lot has the terms of the whole.
 */
export function heldOn(day: string, holder: string): string {
  const deals = (key: string): string => `
    SELECT DISTINCT ON (${key}) ${key} AS key, nullif(d.recourse_days, 0) AS recourse_days, true AS is_dealt
    FROM deal d JOIN deal_lot l USING (deal_number)
    WHERE d.financier = ${holder} AND d.accepted_at < ${END_OF_DAY(day)}
    ORDER BY ${key}, d.accepted_at DESC, d.deal_number DESC`;
  return `
  SELECT r.receivable_id, r.supplier, r.buyer, r.currency, r.due_date, h.outstanding_minor,
    ${day}::date - r.due_date AS days_past_due, h.lot_id,
    CASE WHEN own.is_dealt THEN own.recourse_days ELSE whole.recourse_days END AS recourse_days
  FROM (
    SELECT e.receivable_id, e.lot_id, sum(e.delta_minor)::bigint AS outstanding_minor,
      (array_agg(e.owner ORDER BY e.block_number DESC, e.log_index DESC)
        FILTER (WHERE e.owner IS NOT NULL))[1] AS owner
    FROM (${lotEvents(holder)}) e WHERE e.block_time < ${END_OF_DAY(day)} GROUP BY 1, 2
  ) h JOIN receivable r USING (receivable_id)
  LEFT JOIN (${deals('l.lot_id')}) own ON own.key = h.lot_id
  LEFT JOIN (${deals('left(l.lot_id, -4)')}) whole ON whole.key = left(h.lot_id, -4)
  WHERE h.owner = ${holder} AND h.outstanding_minor > 0`;
}
