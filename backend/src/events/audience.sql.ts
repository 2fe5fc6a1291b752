import { PARTIES_SEEING_LOT, PARTIES_SEEING_RECEIVABLE } from '../receivables/index.js';
import type { ConcernKind } from './event-concern.js';

/** SQL: parties that see the thing of id `a.id`, by kind: the other side of each reader's condition on its viewer. */
const PARTIES_SEEING: Readonly<Record<ConcernKind, string>> = {
  approval: 'SELECT p.recovered_party AS party FROM approval p WHERE p.act_hash = a.id',
  assessment: 'SELECT f.financier AS party FROM followed_assessor f WHERE f.assessor = a.id',
  deal: `SELECT unnest(ARRAY[d.supplier, d.financier]) AS party FROM deal d
    WHERE d.deal_number = a.id::bigint`,
  earlyPayment: `SELECT unnest(ARRAY[y.supplier, y.buyer]) AS party FROM early_payment y
    WHERE y.number = a.id::bigint`,
  entry: 'SELECT m.received_by AS party FROM remittance m WHERE m.entry_hash = a.id',
  everyone: 'SELECT p.party FROM party p',
  lien: `SELECT unnest(ARRAY[n.pledgor, n.pledgee,
      CASE WHEN n.noticed_at IS NOT NULL THEN n.buyer END]) AS party
    FROM lien n WHERE n.lien_number = a.id::bigint`,
  lot: PARTIES_SEEING_LOT,
  notice: `SELECT unnest(ARRAY[n.supplier, n.buyer, n.assignee,
      CASE WHEN l.deal_number <> 0 THEN l.owner END]) AS party
    FROM lot_notice n JOIN lot l USING (lot_id) WHERE n.lot_id = a.id`,
  onward: `SELECT unnest(ARRAY[o.from_party, o.to_party]) AS party FROM onward o
    WHERE o.onward_number = a.id::bigint`,
  receivable: PARTIES_SEEING_RECEIVABLE,
  statement: `SELECT unnest(ARRAY[s.supplier, s.buyer]) AS party FROM statement s
    WHERE s.statement_id = a.id`,
};

const concerned = Object.entries(PARTIES_SEEING).map(
  ([kind, parties]) =>
    `SELECT a.block_number, a.log_index, s.party FROM about a CROSS JOIN LATERAL (${parties}) s
     WHERE a.kind = '${kind}'`,
);

/**
 * SQL: keeps whom events concern. Things are $1 blocks, $2 log indexes, $3 kinds, $4 ids; parties that events name
 * themselves are $5 blocks, $6 log indexes, $7 addresses. Whatever is no party, such as address zero, is left out.
 */
export const INSERT_AUDIENCE = `
  WITH about AS MATERIALIZED (SELECT * FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[])
      AS t (block_number, log_index, kind, id)),
    concerned AS (
      SELECT * FROM unnest($5::bigint[], $6::int[], $7::text[]) AS t (block_number, log_index, party)
      UNION ${concerned.join(' UNION ')})
  INSERT INTO event_audience (party, block_number, log_index)
  SELECT party, block_number, log_index FROM concerned JOIN party USING (party)
  ON CONFLICT DO NOTHING`;
