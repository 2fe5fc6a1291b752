import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { type DomainError, InputInvalidError, NotFoundError } from '../api/index.js';
import { isUuid } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { refuseUnlessAdministrator } from './webhook-acts.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';
import type { WebhookPing } from './webhook.type.js';

/** Somebody waits for the answer. */
const TIMEOUT_MS = 5_000;
const PARALLEL_MAX = 8;

/** Sends test messages, which tell nothing and are kept nowhere. */
@Injectable()
export class WebhookPingService {
  private readonly underWay = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: WebhookSecrets,
    private readonly sender: WebhookSender,
  ) {}

  async ping(viewer: Viewer, webhookId: string): Promise<WebhookPing | DomainError> {
    const refusal = await refuseUnlessAdministrator(this.dataSource.manager, viewer);
    if (refusal !== null) {
      return refusal;
    }
    const rows: Array<{ url: string; sealed_secret: Buffer }> = isUuid(webhookId)
      ? await this.dataSource.query(
          'SELECT url, sealed_secret FROM webhook_endpoint WHERE endpoint_id = $1 AND party = $2',
          [webhookId, viewer.party],
        )
      : [];
    const [webhook] = rows;
    if (webhook === undefined) {
      return new NotFoundError(webhookId);
    }
    if (this.underWay.has(webhookId) || this.underWay.size >= PARALLEL_MAX) {
      return new InputInvalidError('webhookId', 'A test message is under way; try again.');
    }
    this.underWay.add(webhookId);
    try {
      const secrets = [this.secrets.open(webhookId, webhook.sealed_secret)];
      return await this.sender.send({ url: webhook.url, ...testMessage(), secrets }, TIMEOUT_MS);
    } finally {
      this.underWay.delete(webhookId);
    }
  }
}

function testMessage(): { readonly id: string; readonly body: string } {
  const message = {
    type: 'webhook.ping',
    timestamp: new Date().toISOString(),
    version: 1,
    data: {},
  };
  return { id: `ping_${randomUUID()}`, body: JSON.stringify(message) };
}
