import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { CLAIM, LOCK_DUE } from './delivery-claim.sql.js';
import { FEED, LOCK_HUNGRY } from './delivery-feed.sql.js';
import { DELIVERY_POLICY, type DeliveryPolicy, backOffMs } from './delivery-policy.js';
import type { EventRow } from './event-message.js';
import type { SendingOutcome } from './webhook-sender.js';

/** Webhooks that one round feeds, and events of each. */
const FED_WEBHOOKS_MAX = 50;
const FED_EVENTS_MAX = 100;
/** Ended deliveries that one round forgets. */
const FORGOTTEN_MAX = 5_000;
/** How long deliveries that ended are shown. */
const DELIVERED_DAYS = 1;
const ABANDONED_DAYS = 30;
const HTTP_GONE = 410;

/** A delivery that this process has for as long as its lease. */
export interface ClaimedDelivery extends EventRow {
  readonly webhookId: string;
  readonly url: string;
  readonly attempts: number;
  readonly sealedSecret: Buffer;
  /** Null if none is valid beside it. */
  readonly formerSecret: Buffer | null;
}

/**
 * Deliveries of webhooks. Any number of processes work on them: each claims for a while what it sends, and an event
 * whose predecessor of the same thing was not accepted is nobody's to claim.
 */
@Injectable()
export class DeliveryRepository {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(DELIVERY_POLICY) private readonly policy: DeliveryPolicy,
  ) {}

  /** Turns new events into deliveries; the number of webhooks that had some. */
  feed(): Promise<number> {
    return this.dataSource.transaction(async (db) => {
      const hungry: Array<{ endpoint_id: string }> = await db.query(LOCK_HUNGRY, [
        this.policy.waitingMax,
        FED_WEBHOOKS_MAX,
      ]);
      if (hungry.length > 0) {
        // A second statement sees what whoever had the lock before has committed.
        const ids = hungry.map((row) => row.endpoint_id);
        await db.query(FEED, [ids, Math.min(FED_EVENTS_MAX, this.policy.waitingMax)]);
      }
      return hungry.length;
    });
  }

  /** Takes up to `limit` deliveries that are due, the first of each line only. */
  claim(limit: number): Promise<ClaimedDelivery[]> {
    const { parallelPerWebhook, leaseMs, probeAfterMs } = this.policy;
    return this.dataSource.transaction(async (db) => {
      const due: Array<{ endpoint_id: string }> = await db.query(LOCK_DUE, [4 * limit]);
      const ids = due.map((row) => row.endpoint_id);
      return ids.length === 0
        ? []
        : db.query(CLAIM, [ids, limit, parallelPerWebhook, leaseMs / 1_000, probeAfterMs / 1_000]);
    });
  }

  /** Keeps how a claimed delivery ended, unless it was claimed or replayed since: then that attempt counts. */
  record(delivery: ClaimedDelivery, outcome: SendingOutcome): Promise<void> {
    return this.dataSource.transaction((db) =>
      outcome.isAccepted
        ? recordAccepted(db, delivery, outcome)
        : this.recordFailed(db, delivery, outcome),
    );
  }

  /** Forgets deliveries that ended long ago. */
  async forgetOld(): Promise<void> {
    for (const [state, days] of [
      ['DELIVERED', DELIVERED_DAYS],
      ['ABANDONED', ABANDONED_DAYS],
    ]) {
      await this.dataSource.query(
        `DELETE FROM webhook_delivery d USING (
           SELECT endpoint_id, block_number, log_index FROM webhook_delivery
           WHERE state = $1 AND state <> 'PENDING' AND ended_at < now() - make_interval(days => $2)
           ORDER BY ended_at LIMIT $3) old
         WHERE (d.endpoint_id, d.block_number, d.log_index)
           = (old.endpoint_id, old.block_number, old.log_index)`,
        [state, days, FORGOTTEN_MAX],
      );
    }
  }

  private async recordFailed(
    db: EntityManager,
    delivery: ClaimedDelivery,
    { statusCode, error }: SendingOutcome,
  ): Promise<void> {
    const { pauseAfterMs, giveUpAfterMs } = this.policy;
    const isGone = statusCode === HTTP_GONE;
    const paused = await pauseIfFailing(db, delivery.webhookId, { isGone, pauseAfterMs });
    await db.query(
      `UPDATE webhook_delivery SET leased_until = NULL, status_code = $4, error = $5,
         next_attempt_at = now() + make_interval(secs => $6),
         state = CASE WHEN $7 AND first_attempt_at < now() - make_interval(secs => $8)
           THEN 'ABANDONED' ELSE 'PENDING' END,
         ended_at = CASE WHEN $7 AND first_attempt_at < now() - make_interval(secs => $8)
           THEN now() END
       WHERE endpoint_id = $1 AND block_number = $2 AND log_index = $3 AND state = 'PENDING'
         AND attempts = $9`,
      [
        ...[delivery.webhookId, delivery.blockNumber, delivery.logIndex, statusCode, error],
        backOffMs(this.policy, delivery.attempts, Math.random()) / 1_000,
        ...[!paused, giveUpAfterMs / 1_000, delivery.attempts],
      ],
    );
  }
}

async function recordAccepted(
  db: EntityManager,
  { webhookId, blockNumber, logIndex, attempts }: ClaimedDelivery,
  { statusCode }: SendingOutcome,
): Promise<void> {
  // The webhook before the delivery, as everywhere, so that no two wait for each other.
  await db.query(
    `UPDATE webhook_endpoint SET failing_since = NULL
     WHERE endpoint_id = $1 AND failing_since IS NOT NULL`,
    [webhookId],
  );
  await db.query(
    `UPDATE webhook_delivery SET state = 'DELIVERED', ended_at = now(), leased_until = NULL,
       status_code = $4, error = NULL
     WHERE endpoint_id = $1 AND block_number = $2 AND log_index = $3 AND state = 'PENDING'
       AND attempts = $5`,
    [webhookId, blockNumber, logIndex, statusCode, attempts],
  );
}

/** Notes since when the webhook fails; pauses it when that is long ago, or its receiver says that it is gone. */
async function pauseIfFailing(
  db: EntityManager,
  webhookId: string,
  { isGone, pauseAfterMs }: { readonly isGone: boolean; readonly pauseAfterMs: number },
): Promise<boolean> {
  await db.query(
    `UPDATE webhook_endpoint SET failing_since = now()
     WHERE endpoint_id = $1 AND status = 'ACTIVE' AND failing_since IS NULL`,
    [webhookId],
  );
  const [, count]: [unknown, number] = await db.query(
    `UPDATE webhook_endpoint SET status = 'PAUSED', paused_at = now(),
       paused_because = CASE WHEN $2 THEN 'GONE' ELSE 'FAILING' END
     WHERE endpoint_id = $1 AND status = 'ACTIVE'
       AND ($2 OR failing_since < now() - make_interval(secs => $3))`,
    [webhookId, isGone, pauseAfterMs / 1_000],
  );
  return count > 0;
}
