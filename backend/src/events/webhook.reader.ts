import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { type Keyset, type Page } from '../api/index.js';
import { isUuid } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { type EventRow, type Position, cursorOf, messageIdOf } from './event-message.js';
import { eventAt } from './event.reader.js';
import { eventTypeOf } from './event-type.js';
import type { WebhookDeliveryState, WebhookDeliveryType, WebhookType } from './webhook.type.js';

export type Listed<Row> = Row & { readonly keyset: Keyset };

/** Deliveries that wait are counted so far. */
const COUNTED_MAX = 500;

const SELECT_WEBHOOK = `
  SELECT w.endpoint_id AS "webhookId", w.url, w.types, w.status, w.paused_because AS "pausedBecause",
    w.paused_at AS "pausedAt", w.failing_since AS "failingSince",
    CASE WHEN w.former_until > now() THEN w.former_until END AS "formerSecretUntil",
    w.cursor_block::float8 AS "blockNumber", w.cursor_log AS "logIndex", w.created_at AS "createdAt",
    w.created_at::text AS "listedAt",
    (SELECT count(*)::int FROM (SELECT FROM webhook_delivery d WHERE d.endpoint_id = w.endpoint_id
       AND d.state = 'PENDING' LIMIT ${COUNTED_MAX}) waiting) AS "waitingCount"
  FROM webhook_endpoint w`;

type WebhookRow = Omit<WebhookType, 'cursor'> & Position & { readonly listedAt: string };

type DeliveryRow = Omit<WebhookDeliveryType, 'id' | 'type' | 'cursor'> &
  Pick<EventRow, 'blockNumber' | 'logIndex' | 'transactionHash' | 'contract' | 'name'>;

/** Webhooks of the viewer's party. Nobody else sees them, operators neither: an address can hold a secret. */
@Injectable()
export class WebhookReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The latest first. */
  async list(viewer: Viewer, page: Page): Promise<Array<Listed<WebhookType>>> {
    const rows: WebhookRow[] = await this.dataSource.query(
      `${SELECT_WEBHOOK} WHERE w.party = $1
         AND ($2::timestamptz IS NULL OR (w.created_at, w.endpoint_id) < ($2, $3::uuid))
       ORDER BY w.created_at DESC, w.endpoint_id DESC LIMIT $4`,
      [viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map((row) => ({ ...toWebhook(row), keyset: [row.listedAt, row.webhookId] }));
  }

  async find(
    viewer: Viewer,
    webhookId: string,
    db: EntityManager = this.dataSource.manager,
  ): Promise<WebhookType | null> {
    if (!isUuid(webhookId)) {
      return null;
    }
    const rows: WebhookRow[] = await db.query(
      `${SELECT_WEBHOOK} WHERE w.party = $1 AND w.endpoint_id = $2`,
      [viewer.party, webhookId],
    );
    return rows[0] === undefined ? null : toWebhook(rows[0]);
  }

  /** Deliveries of a webhook of the viewer's party, those of the latest events first. */
  async deliveries(
    viewer: Viewer,
    { webhookId, state }: { webhookId: string; state: WebhookDeliveryState | null },
    page: Page,
  ): Promise<Array<Listed<WebhookDeliveryType>>> {
    if (!isUuid(webhookId)) {
      return [];
    }
    const rows: DeliveryRow[] = await this.dataSource.query(
      `SELECT d.block_number::float8 AS "blockNumber", d.log_index AS "logIndex", e.contract, e.name,
         e.transaction_hash AS "transactionHash", d.line AS subject, d.state, d.attempts,
         d.status_code AS "statusCode", d.error, d.last_attempt_at AS "lastAttemptAt",
         CASE WHEN d.state = 'PENDING' THEN d.next_attempt_at END AS "nextAttemptAt",
         d.ended_at AS "endedAt"
       FROM webhook_endpoint w JOIN webhook_delivery d USING (endpoint_id)
       CROSS JOIN LATERAL (${eventAt('d')}) e
       WHERE w.party = $1 AND w.endpoint_id = $2 AND ($3::text IS NULL OR d.state = $3)
         AND ($4::bigint IS NULL OR (d.block_number, d.log_index) < ($4, $5::bigint))
       ORDER BY d.block_number DESC, d.log_index DESC LIMIT $6`,
      [viewer.party, webhookId, state, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toDelivery);
  }
}

function toWebhook(row: WebhookRow): WebhookType {
  return { ...row, cursor: cursorOf(row) };
}

function toDelivery(row: DeliveryRow): Listed<WebhookDeliveryType> {
  return {
    ...row,
    id: messageIdOf(row),
    type: eventTypeOf(row.contract, row.name),
    cursor: cursorOf(row),
    keyset: [String(row.blockNumber), String(row.logIndex)],
  };
}
