import { PartyRole, rolesToBits } from '../common/index.js';
import { FRONTIER } from './event-frontier.js';
import { eventAt } from './event.reader.js';

const SEES_EVERYTHING = `p.roles & ${rolesToBits([PartyRole.OPERATOR, PartyRole.AUDITOR])} <> 0`;

/** SQL: events of webhook `w` after its cursor; `fields` is what is read of each. */
const eventsOf = (fields: string, limit: string): string => `
  (SELECT ${fields} FROM event_audience a WHERE NOT w.sees_everything AND a.party = w.party
     AND (a.block_number, a.log_index) > (w.cursor_block, w.cursor_log)
     AND a.block_number <= ${FRONTIER} ORDER BY a.block_number, a.log_index LIMIT ${limit})
  UNION ALL
  (SELECT ${fields} FROM ledger_event a WHERE w.sees_everything AND a.subject IS NOT NULL
     AND (a.block_number, a.log_index) > (w.cursor_block, w.cursor_log)
     AND a.block_number <= ${FRONTIER} ORDER BY a.block_number, a.log_index LIMIT ${limit})`;

/**
 * SQL: active webhooks with events after their cursor and room for them; $1 is how many may wait. Locked, so that
 * no two processes feed one webhook.
 */
export const LOCK_HUNGRY = `
  SELECT endpoint_id FROM webhook_endpoint WHERE endpoint_id IN (
    SELECT w.endpoint_id FROM (
      SELECT w.*, ${SEES_EVERYTHING} AS sees_everything FROM webhook_endpoint w JOIN party p USING (party)
      WHERE w.status = 'ACTIVE') w
    WHERE EXISTS (${eventsOf('1', '1')})
      AND (SELECT count(*) FROM (SELECT FROM webhook_delivery d
        WHERE d.endpoint_id = w.endpoint_id AND d.state = 'PENDING' LIMIT $1) waiting) < $1
    ORDER BY random() LIMIT $2)
  FOR UPDATE SKIP LOCKED`;

/**
 * SQL: moves the cursors of the webhooks $1 over their next $2 events and keeps a delivery for each one wanted. One
 * that is there already is told again: that is how a replay comes. Its attempts go on counting, by which a request that is
 * under way is known to be of before.
 */
export const FEED = `
  WITH w AS (SELECT w.*, ${SEES_EVERYTHING} AS sees_everything
      FROM webhook_endpoint w JOIN party p USING (party) WHERE w.endpoint_id = ANY($1::uuid[])),
    page AS (SELECT w.endpoint_id, w.sources, a.block_number, a.log_index
      FROM w CROSS JOIN LATERAL (${eventsOf('a.block_number, a.log_index', '$2')}) a),
    last AS (SELECT DISTINCT ON (endpoint_id) endpoint_id, block_number, log_index
      FROM page ORDER BY endpoint_id, block_number DESC, log_index DESC),
    kept AS (INSERT INTO webhook_delivery AS d (endpoint_id, block_number, log_index, line)
      SELECT page.endpoint_id, e.block_number, e.log_index, e.subject
      FROM page CROSS JOIN LATERAL (${eventAt('page')}) e
      WHERE page.sources IS NULL OR e.contract || '.' || e.name = ANY(page.sources)
      ON CONFLICT (endpoint_id, block_number, log_index) DO UPDATE SET state = 'PENDING',
        first_attempt_at = NULL, next_attempt_at = now(), leased_until = NULL, ended_at = NULL)
  UPDATE webhook_endpoint w SET cursor_block = last.block_number, cursor_log = last.log_index
  FROM last WHERE w.endpoint_id = last.endpoint_id`;
