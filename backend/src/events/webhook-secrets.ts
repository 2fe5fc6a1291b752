import { createHmac, hkdfSync, randomBytes } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';

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
  /** Of earlier master keys: they open and seal nothing. */
  private readonly otherKeys: readonly Buffer[];

  constructor(@Inject(BACKEND_CONFIG) config: BackendConfig) {
    this.key = derivedKey(config.masterKey);
    this.otherKeys = (config.otherMasterKeys ?? []).map(derivedKey);
  }

  /** A new secret as its party is shown it. */
  make(): string {
    return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
  }

  seal(webhookId: string, secret: string): Buffer {
    return seal({ key: this.key, context: webhookId }, Buffer.from(secret));
  }

  /** Whether the current master key sealed it. */
  isCurrent(webhookId: string, sealed: Buffer): boolean {
    return unseal({ key: this.key, context: webhookId }, sealed) !== null;
  }

  /** @throws Error if it was sealed for another webhook, or under a master key that was not given */
  open(webhookId: string, sealed: Buffer): string {
    for (const key of [this.key, ...this.otherKeys]) {
      const secret = unseal({ key, context: webhookId }, sealed);
      if (secret !== null) return secret.toString();
    }
    throw new Error(`the secret of webhook ${webhookId} takes a master key that was not given`);
  }
}

function derivedKey(masterKey: string): Buffer {
  const bytes = Buffer.from(masterKey.replace(/^0x/, ''), 'hex');
  return Buffer.from(hkdfSync('sha256', bytes, '', 'duebill webhooks', KEY_BYTES));
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
