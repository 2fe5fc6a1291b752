import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import { SigningKey, computeAddress } from 'ethers';
import type { EntityManager } from 'typeorm';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Private keys of the platform-kept signers, each sealed with AES-256-GCM under the master key.
 *
 * The signer's address is the additional authenticated data, so a sealed key cannot be moved to another row.
 */
@Injectable()
export class KeyVault {
  private readonly masterKey: Buffer;
  private readonly opened = new Map<string, SigningKey>();

  constructor(@Inject(BACKEND_CONFIG) config: BackendConfig) {
    this.masterKey = Buffer.from(config.masterKey.replace(/^0x/, ''), 'hex');
  }

  /** Makes a new key for a party and returns its address. */
  async create(db: EntityManager, party: string): Promise<string> {
    return this.keep(db, party, `0x${randomBytes(32).toString('hex')}`);
  }

  /** Keeps an existing key for a party; keeping it again changes nothing. */
  async keep(db: EntityManager, party: string, privateKey: string): Promise<string> {
    const signer = computeAddress(privateKey).toLowerCase();
    await db.query(
      `INSERT INTO signer_key (signer, party, sealed_key) VALUES ($1, $2, $3)
       ON CONFLICT (signer) DO NOTHING`,
      [signer, party, this.seal(signer, Buffer.from(privateKey.slice(2), 'hex'))],
    );
    return signer;
  }

  /** Keys of the signers that this platform keeps; a signer that it does not keep is absent. */
  async open(db: EntityManager, signers: readonly string[]): Promise<Map<string, SigningKey>> {
    const missing = signers.filter((signer) => !this.opened.has(signer));
    if (missing.length > 0) {
      const rows: Array<{ signer: string; sealed_key: Buffer }> = await db.query(
        `SELECT signer, sealed_key FROM signer_key WHERE signer = ANY($1)`,
        [missing],
      );
      for (const row of rows) {
        this.opened.set(row.signer, new SigningKey(this.unseal(row.signer, row.sealed_key)));
      }
    }
    return new Map(
      signers.flatMap((signer) => {
        const key = this.opened.get(signer);
        return key === undefined ? [] : [[signer, key] as const];
      }),
    );
  }

  private seal(signer: string, privateKey: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.masterKey, nonce).setAAD(Buffer.from(signer));
    const sealed = Buffer.concat([cipher.update(privateKey), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  private unseal(signer: string, sealed: Buffer): Buffer {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, this.masterKey, nonce).setAAD(Buffer.from(signer));
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([
      decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ]);
  }
}
