import { createHmac, hkdfSync, randomBytes } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';

import { present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { seal, unseal } from '../identity/index.js';

/** Of the Standard Webhooks. */
const PREFIX = 'whsec_';
const SECRET_BYTES = 32;
const KEY_BYTES = 32;

/** What a message is signed as. */
export interface SignedContent {
  readonly id: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * Secrets of webhooks, sealed with AES-256-GCM under a key that is derived from the master key for nothing else.
 *
 * The webhook's id is the additional authenticated data, so a sealed secret cannot be moved to another row.
 */
@Injectable()
export class WebhookSecrets {
  private readonly key: Buffer;

  constructor(@Inject(BACKEND_CONFIG) config: BackendConfig) {
    const masterKey = Buffer.from(config.masterKey.replace(/^0x/, ''), 'hex');
    this.key = Buffer.from(hkdfSync('sha256', masterKey, '', 'duebill webhooks', KEY_BYTES));
  }

  /** A new secret as its party is shown it. */
  make(): string {
    return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
  }

  seal(webhookId: string, secret: string): Buffer {
    return seal({ key: this.key, context: webhookId }, Buffer.from(secret));
  }

  /** @throws Error if it was sealed for another webhook or under another key */
  open(webhookId: string, sealed: Buffer): string {
    const secret = unseal({ key: this.key, context: webhookId }, sealed);
    return present(secret, 'secret of a webhook under this master key').toString();
  }
}

/** Header `webhook-signature`: one signature for each secret that is valid, so that a receiver may change over in its time. */
export function signatureOf(
  { id, timestamp, body }: SignedContent,
  secrets: readonly string[],
): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    })
    .join(' ');
}
