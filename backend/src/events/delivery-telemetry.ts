import type { EntityManager } from 'typeorm';

import { Telemetry } from '../ledger/index.js';
import { eventAt } from './event.reader.js';

/** How one attempt ended. */
export type DeliveryOutcome = 'accepted' | 'refused' | 'unreachable';

export const attemptedDeliveries = new Telemetry<{ readonly outcome: DeliveryOutcome }>('webhooks');

/** What is the same whichever replica is asked. */
export interface DeliveryBacklog {
  /** Of active webhooks; since the block of the event. Null if nothing waits. */
  readonly oldestSeconds: number | null;
  readonly active: number;
  /** Paused by the platform, since they took nothing. */
  readonly failed: number;
  readonly pausedByParty: number;
}

/** Reads the backlog; its cost is bounded by what waits, not by what was delivered. */
export async function readDeliveryBacklog(db: EntityManager): Promise<DeliveryBacklog> {
  const rows: DeliveryBacklog[] = await db.query(
    `SELECT (SELECT extract(epoch FROM now() - e.block_time)::float8
         FROM webhook_delivery d JOIN webhook_endpoint w USING (endpoint_id)
         CROSS JOIN LATERAL (${eventAt('d')}) e
         WHERE d.state = 'PENDING' AND w.status = 'ACTIVE'
         ORDER BY d.block_number, d.log_index LIMIT 1) AS "oldestSeconds",
       count(*) FILTER (WHERE status = 'ACTIVE')::int AS active,
       count(*) FILTER (WHERE paused_because <> 'PARTY')::int AS failed,
       count(*) FILTER (WHERE paused_because = 'PARTY')::int AS "pausedByParty"
     FROM webhook_endpoint`,
  );
  return rows[0] as DeliveryBacklog;
}
