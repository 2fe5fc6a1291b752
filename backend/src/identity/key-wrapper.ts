import { createHmac } from 'node:crypto';

import type { BackendConfig } from '../config/index.js';
import { seal, unseal } from './sealing.js';

/** The token under which another {@link KeyWrapper} than that of the environment is provided. */
export const KEY_WRAPPER = Symbol('KEY_WRAPPER');

/** A data key as it is stored. */
export interface WrappedKey {
  /** Key-encryption key that wraps it; null for what was sealed before those had ids. */
  readonly keyId: string | null;
  readonly bytes: Buffer;
}

/**
 * Keeps the key-encryption keys, and wraps data keys with them: the environment, or a key management service.
 *
 * `context` is authenticated with the data key and must be the same at both. What is handed over and given back is
 * never logged.
 */
export interface KeyWrapper {
  /** Id of the key that wraps from now on. */
  currentKeyId(): Promise<string>;
  /** Wraps 32 bytes with the current key. */
  wrap(dataKey: Buffer, context: string): Promise<WrappedKey & { readonly keyId: string }>;
  /** @throws KeyNotOpenedError if none of its keys opens it; trying again is of no use then */
  unwrap(wrapped: WrappedKey, context: string): Promise<Buffer>;
}

/** A key is there and stays closed: the master key that it takes was not given to this process. */
export class KeyNotOpenedError extends Error {
  override readonly name = 'KeyNotOpenedError';

  constructor(
    readonly keyId: string | null,
    sentence: string,
  ) {
    super(sentence);
  }
}

/** Which key it is, without telling anything of it. */
export function keyIdOf(masterKey: Buffer): string {
  return createHmac('sha256', masterKey).update('duebill key id').digest('hex').slice(0, 16);
}

/** Wraps with the master key of the environment, and opens what an earlier one wrapped as long as that is given, too. */
export class EnvironmentKeyWrapper implements KeyWrapper {
  private readonly current: string;
  private readonly keys: ReadonlyMap<string, Buffer>;

  constructor(config: Pick<BackendConfig, 'masterKey' | 'otherMasterKeys'>) {
    const given = [config.masterKey, ...(config.otherMasterKeys ?? [])];
    const keys = given.map((key) => Buffer.from(key.replace(/^0x/, ''), 'hex'));
    this.current = keyIdOf(keys[0] as Buffer);
    this.keys = new Map(keys.map((key) => [keyIdOf(key), key]));
  }

  currentKeyId(): Promise<string> {
    return Promise.resolve(this.current);
  }

  wrap(dataKey: Buffer, context: string): Promise<WrappedKey & { readonly keyId: string }> {
    const key = this.keys.get(this.current) as Buffer;
    return Promise.resolve({ keyId: this.current, bytes: seal({ key, context }, dataKey) });
  }

  unwrap({ keyId, bytes }: WrappedKey, context: string): Promise<Buffer> {
    const named = keyId === null ? undefined : this.keys.get(keyId);
    const candidates =
      keyId === null ? [...this.keys.values()] : named === undefined ? [] : [named];
    for (const key of candidates) {
      const opened = unseal({ key, context }, bytes);
      if (opened !== null) {
        return Promise.resolve(opened);
      }
    }
    const sentence = sentenceOf(keyId, candidates.length > 0, this.current);
    return Promise.reject(new KeyNotOpenedError(keyId, sentence));
  }
}

function sentenceOf(keyId: string | null, isKnown: boolean, currentKeyId: string): string {
  if (keyId === null) {
    return `a signing key was sealed with another master key than ${currentKeyId} and those beside it`;
  }
  return isKnown
    ? `a signing key does not open with its master key ${keyId}: its row was changed or moved`
    : `a signing key takes the master key ${keyId}, and this process was given ${currentKeyId}`;
}
