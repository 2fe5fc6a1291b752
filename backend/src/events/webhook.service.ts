import { randomUUID } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { DomainError, InputInvalidError, NotFoundError } from '../api/index.js';
import { isUuid, present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import type { Viewer } from '../identity/index.js';
import { SIGNAL_ANNOUNCED, checkIdempotencyKey, notify } from '../ledger/index.js';
import { EventReader, positionOf } from './event.reader.js';
import {
  type EarlierRequest,
  type WebhookRequest,
  WebhookRefused,
  checkTypes,
  chosenTypes,
  findEarlier,
  keepRequest,
  refuseUnlessAdministrator,
} from './webhook-acts.js';
import { WebhookReader } from './webhook.reader.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { checkWebhookUrl } from './webhook-url.js';
import type {
  AddWebhookInput,
  ChangeWebhookInput,
  RemoveWebhookInput,
  ReplayWebhookInput,
  RotateWebhookSecretInput,
  WebhookType,
  WebhookWithSecret,
} from './webhook.type.js';

/** Webhooks of a party. */
const WEBHOOKS_MAX = 20;
const FORMER_VALID_HOURS_DEFAULT = 24;
const FORMER_VALID_HOURS_MAX = 168;

type Acted<Value> = Promise<Value | DomainError>;
type Act = (db: EntityManager) => Promise<EarlierRequest>;

/** Adds and changes webhooks. */
@Injectable()
export class WebhookService {
  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly secrets: WebhookSecrets,
    private readonly events: EventReader,
    private readonly reader: WebhookReader,
  ) {}

  async add(viewer: Viewer, input: AddWebhookInput): Acted<WebhookWithSecret> {
    const { idempotencyKey, url, types, after } = input;
    const invalid = checkWebhookUrl(url, this.config.production) ?? checkTypes(types ?? []);
    if (invalid !== null) {
      return invalid;
    }
    const place = isGiven(after) ? positionOf(after) : await this.events.end();
    const request = { operation: 'addWebhook', idempotencyKey, body: { url, types, after } };
    const done = await this.act(viewer, request, async (db) => {
      await checkCount(db, viewer.party);
      const webhookId = randomUUID();
      await db.query(
        `INSERT INTO webhook_endpoint (endpoint_id, party, url, types, sources, sealed_secret,
           cursor_block, cursor_log, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          ...[webhookId, viewer.party, new URL(url).href, ...chosenTypes(types ?? [])],
          this.secrets.seal(webhookId, this.secrets.make()),
          ...[place.blockNumber, place.logIndex, viewer.userId],
        ],
      );
      return { webhookId, secretVersion: 1 };
    });
    return done instanceof DomainError ? done : this.showSecret(viewer, done);
  }

  async change(viewer: Viewer, input: ChangeWebhookInput): Acted<WebhookType> {
    const { idempotencyKey, webhookId, url = null, types = null, isPaused = null } = input;
    const invalid =
      (url === null ? null : checkWebhookUrl(url, this.config.production)) ??
      checkTypes(types ?? []);
    if (invalid !== null) {
      return invalid;
    }
    const body = { webhookId, url, types, isPaused };
    const request = { operation: 'changeWebhook', idempotencyKey, body };
    const done = await this.act(viewer, request, async (db) => {
      await lockOwn(db, viewer, webhookId);
      await db.query(
        `UPDATE webhook_endpoint SET url = coalesce($2, url),
           types = CASE WHEN $3 THEN $4::text[] ELSE types END,
           sources = CASE WHEN $3 THEN $5::text[] ELSE sources END WHERE endpoint_id = $1`,
        [
          ...[webhookId, url === null ? null : new URL(url).href],
          ...[types !== null, ...chosenTypes(types ?? [])],
        ],
      );
      await (isPaused === true
        ? pause(db, webhookId)
        : isPaused === false && resume(db, webhookId));
      return { webhookId, secretVersion: null };
    });
    return done instanceof DomainError ? done : this.show(viewer, done.webhookId);
  }

  async rotate(viewer: Viewer, input: RotateWebhookSecretInput): Acted<WebhookWithSecret> {
    const { idempotencyKey, webhookId } = input;
    const formerValidHours = input.formerValidHours ?? FORMER_VALID_HOURS_DEFAULT;
    if (formerValidHours < 0 || formerValidHours > FORMER_VALID_HOURS_MAX) {
      const message = `A former secret is valid for 0 to ${FORMER_VALID_HOURS_MAX} hours.`;
      return new InputInvalidError('formerValidHours', message);
    }
    const body = { webhookId, formerValidHours };
    const request = { operation: 'rotateWebhookSecret', idempotencyKey, body };
    const done = await this.act(viewer, request, async (db) => {
      await lockOwn(db, viewer, webhookId);
      const [rows]: [Array<{ secret_version: number }>, number] = await db.query(
        `UPDATE webhook_endpoint SET former_secret = sealed_secret, sealed_secret = $2,
           former_until = now() + make_interval(hours => $3), secret_version = secret_version + 1
         WHERE endpoint_id = $1 RETURNING secret_version`,
        [webhookId, this.secrets.seal(webhookId, this.secrets.make()), formerValidHours],
      );
      return { webhookId, secretVersion: present(rows[0], 'webhook').secret_version };
    });
    return done instanceof DomainError ? done : this.showSecret(viewer, done);
  }

  /** Nothing more is sent to it; what waits is forgotten. */
  async remove(viewer: Viewer, input: RemoveWebhookInput): Acted<{ readonly webhookId: string }> {
    const { idempotencyKey, webhookId } = input;
    const request = { operation: 'removeWebhook', idempotencyKey, body: { webhookId } };
    return this.act(viewer, request, async (db) => {
      await lockOwn(db, viewer, webhookId);
      await db.query('DELETE FROM webhook_endpoint WHERE endpoint_id = $1', [webhookId]);
      return { webhookId, secretVersion: null };
    });
  }

  /** Lets the webhook go on after another position; what was delivered since is delivered again. */
  async replay(viewer: Viewer, input: ReplayWebhookInput): Acted<WebhookType> {
    const { idempotencyKey, webhookId, after } = input;
    const { blockNumber, logIndex } = positionOf(after);
    const request = { operation: 'replayWebhook', idempotencyKey, body: { webhookId, after } };
    const done = await this.act(viewer, request, async (db) => {
      await lockOwn(db, viewer, webhookId);
      await db.query(
        `UPDATE webhook_endpoint SET cursor_block = $2, cursor_log = $3
         WHERE endpoint_id = $1 AND (cursor_block, cursor_log) > ($2, $3)`,
        [webhookId, blockNumber, logIndex],
      );
      return { webhookId, secretVersion: null };
    });
    return done instanceof DomainError ? done : this.show(viewer, done.webhookId);
  }

  /** Runs an act once per idempotency key; the deliverers look at what it changed. */
  private async act(viewer: Viewer, request: WebhookRequest, act: Act): Acted<EarlierRequest> {
    const invalid = checkIdempotencyKey(request.idempotencyKey);
    if (invalid !== null) {
      return invalid;
    }
    try {
      return await this.dataSource.transaction(async (db) => {
        const refusal = await refuseUnlessAdministrator(db, viewer);
        if (refusal !== null) {
          return refusal;
        }
        const earlier = await findEarlier(db, viewer, request);
        if (earlier !== null) {
          return earlier;
        }
        const done = await act(db);
        await keepRequest(db, viewer, { ...request, ...done });
        await notify(db, SIGNAL_ANNOUNCED);
        return done;
      });
    } catch (error) {
      if (error instanceof WebhookRefused) {
        return error.refusal;
      }
      throw error;
    }
  }

  private async show(viewer: Viewer, webhookId: string): Acted<WebhookType> {
    return (await this.reader.find(viewer, webhookId)) ?? new NotFoundError(webhookId);
  }

  /** The secret that the request made, unless another one was made since. */
  private async showSecret(viewer: Viewer, done: EarlierRequest): Acted<WebhookWithSecret> {
    const webhook = await this.show(viewer, done.webhookId);
    if (webhook instanceof DomainError) {
      return webhook;
    }
    const rows: Array<{ sealed_secret: Buffer }> = await this.dataSource.query(
      'SELECT sealed_secret FROM webhook_endpoint WHERE endpoint_id = $1 AND secret_version = $2',
      [done.webhookId, done.secretVersion],
    );
    const [row] = rows;
    const secret = row === undefined ? null : this.secrets.open(done.webhookId, row.sealed_secret);
    return { webhook, secret };
  }
}

function isGiven(text: string | null | undefined): text is string {
  return text !== null && text !== undefined;
}

async function checkCount(db: EntityManager, party: string): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${party}:webhooks`]);
  const rows: Array<{ count: number }> = await db.query(
    'SELECT count(*)::int AS count FROM webhook_endpoint WHERE party = $1',
    [party],
  );
  if ((rows[0]?.count ?? 0) >= WEBHOOKS_MAX) {
    const message = `A party has at most ${WEBHOOKS_MAX} webhooks.`;
    throw new WebhookRefused(new InputInvalidError('url', message));
  }
}

/** @throws WebhookRefused unless the webhook is the party's own */
async function lockOwn(db: EntityManager, { party }: Viewer, webhookId: string): Promise<void> {
  const rows: unknown[] = isUuid(webhookId)
    ? await db.query(
        'SELECT FROM webhook_endpoint WHERE endpoint_id = $1 AND party = $2 FOR UPDATE',
        [webhookId, party],
      )
    : [];
  if (rows.length === 0) {
    throw new WebhookRefused(new NotFoundError(webhookId));
  }
}

async function pause(db: EntityManager, webhookId: string): Promise<void> {
  await db.query(
    `UPDATE webhook_endpoint SET status = 'PAUSED', paused_because = 'PARTY', paused_at = now()
     WHERE endpoint_id = $1 AND status = 'ACTIVE'`,
    [webhookId],
  );
}

/** What waits is due at once, and has its full time again. */
async function resume(db: EntityManager, webhookId: string): Promise<void> {
  await db.query(
    `UPDATE webhook_endpoint SET status = 'ACTIVE', paused_because = NULL, paused_at = NULL,
       failing_since = NULL WHERE endpoint_id = $1 AND status = 'PAUSED'`,
    [webhookId],
  );
  await db.query(
    `UPDATE webhook_delivery SET attempts = 0, first_attempt_at = NULL, next_attempt_at = now()
     WHERE endpoint_id = $1 AND state = 'PENDING'
       AND (leased_until IS NULL OR leased_until < now())`,
    [webhookId],
  );
}
