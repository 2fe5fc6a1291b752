import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import { SigningKey, computeAddress } from 'ethers';
import type { EntityManager } from 'typeorm';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a new key is for; by default it signs for all users of its party, at once. */
export interface KeyPurpose {
  /** The one user that signs with it. */
  readonly userId?: string | null;
  /** Command that tells the ledger of it; while that may still succeed, the key is in use. */
  readonly beginsWith?: string | null;
  /** Waits for a command that tells the ledger of it, and signs nothing before. */
  readonly isPrepared?: boolean;
}

/** The command with which a prepared key begins, and whose it is from then on. */
export interface KeyBeginning {
  readonly signer: string;
  readonly commandId: string;
  readonly userId?: string | null;
}

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
  async create(db: EntityManager, party: string, purpose: KeyPurpose = {}): Promise<string> {
    return this.keep(db, party, `0x${randomBytes(32).toString('hex')}`, purpose);
  }

  /** Keeps an existing key for a party; keeping it again changes nothing. */
  async keep(
    db: EntityManager,
    party: string,
    privateKey: string,
    { userId = null, beginsWith = null, isPrepared = false }: KeyPurpose = {},
  ): Promise<string> {
    const signer = computeAddress(privateKey).toLowerCase();
    const sealed = this.seal(signer, Buffer.from(privateKey.slice(2), 'hex'));
    await db.query(
      `INSERT INTO signer_key (signer, party, sealed_key, user_id, begins_with_command, is_prepared)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (signer) DO NOTHING`,
      [signer, party, sealed, userId, beginsWith, isPrepared],
    );
    return signer;
  }

  /** Lets a key of the party that the ledger does not know begin with a command; false if none such is kept. */
  async begin(
    db: EntityManager,
    party: string,
    { signer, commandId, userId = null }: KeyBeginning,
  ): Promise<boolean> {
    const [, count]: [unknown, number] = await db.query(
      `UPDATE signer_key SET begins_with_command = $3, is_prepared = false, user_id = $4
       WHERE signer = $1 AND party = $2 AND NOT EXISTS (SELECT FROM signer s WHERE s.signer = $1)`,
      [signer, party, commandId, userId],
    );
    return count === 1;
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
