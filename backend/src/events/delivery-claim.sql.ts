import { FRONTIER } from './event-frontier.js';
import { EVENT_COLUMNS, eventAt } from './event.reader.js';

/** SQL: up to $1 active webhooks with something due. In no order, so that lines that are held up hide no others. */
export const LOCK_DUE = `
  SELECT endpoint_id FROM webhook_endpoint WHERE endpoint_id IN (
    SELECT w.endpoint_id FROM webhook_endpoint w WHERE w.status = 'ACTIVE' AND EXISTS (
      SELECT FROM webhook_delivery d WHERE d.endpoint_id = w.endpoint_id AND d.state = 'PENDING'
        AND d.next_attempt_at <= now())
    ORDER BY random() LIMIT $1)
  FOR UPDATE SKIP LOCKED`;

/**
 * SQL: claims of the locked webhooks $1 up to $2 deliveries, $3 of each at a time, for $4 seconds. A webhook that took
 * nothing for $5 seconds is tried with one at a time.
 */
export const CLAIM = `
  WITH w AS (SELECT w.*, CASE WHEN w.failing_since < now() - make_interval(secs => $5) THEN 1 ELSE $3::int END - f.count AS room
      FROM webhook_endpoint w CROSS JOIN LATERAL (
        SELECT count(*)::int AS count FROM webhook_delivery d WHERE d.endpoint_id = w.endpoint_id
          AND d.state = 'PENDING' AND d.leased_until > now()) f
      WHERE w.endpoint_id = ANY($1::uuid[]) AND w.status = 'ACTIVE'),
    heads AS (SELECT h.* FROM w CROSS JOIN LATERAL (
        SELECT d.endpoint_id, d.block_number, d.log_index FROM webhook_delivery d
        WHERE d.endpoint_id = w.endpoint_id AND d.state = 'PENDING' AND d.next_attempt_at <= now()
          AND d.block_number <= ${FRONTIER}
          AND NOT EXISTS (SELECT FROM webhook_delivery b WHERE b.endpoint_id = d.endpoint_id
            AND b.line = d.line AND b.state = 'PENDING'
            AND (b.block_number, b.log_index) < (d.block_number, d.log_index))
        ORDER BY d.next_attempt_at LIMIT greatest(0, w.room)) h
      LIMIT $2),
    claimed AS (UPDATE webhook_delivery d SET attempts = least(d.attempts + 1, 32767),
        first_attempt_at = coalesce(d.first_attempt_at, now()), last_attempt_at = now(),
        next_attempt_at = now() + make_interval(secs => $4),
        leased_until = now() + make_interval(secs => $4)
      FROM heads h WHERE (d.endpoint_id, d.block_number, d.log_index)
        = (h.endpoint_id, h.block_number, h.log_index)
      RETURNING d.endpoint_id, d.block_number, d.log_index, d.attempts)
  SELECT c.endpoint_id AS "webhookId", w.url, c.attempts, w.sealed_secret AS "sealedSecret",
    CASE WHEN w.former_until > now() THEN w.former_secret END AS "formerSecret", ${EVENT_COLUMNS}
  FROM claimed c JOIN w USING (endpoint_id) CROSS JOIN LATERAL (${eventAt('c')}) e`;
