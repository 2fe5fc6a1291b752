import { randomBytes } from 'node:crypto';

import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { SigningKey, computeAddress } from 'ethers';
import type { EntityManager } from 'typeorm';

import { BACKEND_CONFIG, type BackendConfig, ConfigRefusal } from '../config/index.js';
import {
  EnvironmentKeyWrapper,
  KEY_WRAPPER,
  KeyNotOpenedError,
  type KeyWrapper,
} from './key-wrapper.js';
import { seal, unseal } from './sealing.js';

const DATA_KEY_BYTES = 32;
/** Signing keys that are kept in memory, those that signed last. */
const OPENED_MAX = 1_000;
/** How often the log repeats that the same master key is missing. */
const COMPLAIN_MS = 60_000;

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

/** Row of a key that the platform keeps. */
export interface SealedKey {
  readonly signer: string;
  readonly party: string;
  readonly sealed_key: Buffer;
  /** Null in rows from before keys had data keys: those are sealed by a master key itself. */
  readonly wrapped_data_key: Buffer | null;
  readonly wrapping_key_id: string | null;
}

const SEALED_KEY = 'signer, party, sealed_key, wrapped_data_key, wrapping_key_id';

/**
 * Keys that sign for parties: private keys that the platform keeps, and the addresses of those that a party keeps itself.
 *
 * Each private key is sealed under a data key of its own, which a key-encryption key wraps ({@link KeyWrapper}); both are
 * bound to signer and party, so that neither can be moved to another row.
 */
@Injectable()
export class KeyVault {
  private readonly logger = new Logger(KeyVault.name);
  private readonly wrapper: KeyWrapper;
  /** In the order of their last use. */
  private readonly opened = new Map<string, SigningKey>();
  private readonly complainedAt = new Map<string | null, number>();

  constructor(
    @Inject(BACKEND_CONFIG) config: BackendConfig,
    @Optional() @Inject(KEY_WRAPPER) wrapper?: KeyWrapper,
  ) {
    this.wrapper = wrapper ?? new EnvironmentKeyWrapper(config);
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
    const { sealed_key, wrapped_data_key, wrapping_key_id } = await this.seal(
      { signer, party },
      Buffer.from(privateKey.slice(2), 'hex'),
    );
    await db.query(
      `INSERT INTO signer_key (signer, party, sealed_key, wrapped_data_key, wrapping_key_id, user_id,
         begins_with_command, is_prepared)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (signer) DO NOTHING`,
      [
        ...[signer, party, sealed_key, wrapped_data_key, wrapping_key_id],
        ...[userId, beginsWith, isPrepared],
      ],
    );
    return signer;
  }

  /**
   * Notes that a party keeps this key itself and signs with it from the command on that tells the ledger of it.
   *
   * False if the platform keeps the key, or if it is a key of the ledger already.
   */
  async adopt(
    db: EntityManager,
    party: string,
    { signer, commandId, userId = null }: KeyBeginning,
  ): Promise<boolean> {
    // What another party only claimed, and the ledger refused, makes way: the ledger decides whose key it is.
    const adopted: unknown[] = await db.query(
      `INSERT INTO signer_key (signer, party, user_id, begins_with_command)
       SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM signer s WHERE s.signer = $1)
       ON CONFLICT (signer) DO UPDATE SET party = excluded.party, user_id = excluded.user_id,
         begins_with_command = excluded.begins_with_command
       WHERE signer_key.sealed_key IS NULL AND (signer_key.party = excluded.party OR NOT EXISTS (
         SELECT FROM command c LEFT JOIN command_outcome o
           ON o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce
         WHERE c.command_id = signer_key.begins_with_command AND c.failure IS NULL
           AND o.succeeded IS DISTINCT FROM false))
       RETURNING signer`,
      [signer, party, userId, commandId],
    );
    return adopted.length === 1;
  }

  /** Lets a key of the party that the ledger does not know begin with a command; false if none such is kept. */
  async begin(
    db: EntityManager,
    party: string,
    { signer, commandId, userId = null }: KeyBeginning,
  ): Promise<boolean> {
    const [, count]: [unknown, number] = await db.query(
      `UPDATE signer_key SET begins_with_command = $3, is_prepared = false, user_id = $4
       WHERE signer = $1 AND party = $2 AND sealed_key IS NOT NULL
         AND NOT EXISTS (SELECT FROM signer s WHERE s.signer = $1)`,
      [signer, party, commandId, userId],
    );
    return count === 1;
  }

  /** Keys of the signers that this platform keeps and can open; any other signer is absent. */
  async open(db: EntityManager, signers: readonly string[]): Promise<Map<string, SigningKey>> {
    const found = new Map<string, SigningKey>();
    const missing = signers.filter((signer) => !this.opened.has(signer));
    const rows: SealedKey[] =
      missing.length === 0
        ? []
        : await db.query(
            `SELECT ${SEALED_KEY} FROM signer_key
             WHERE signer = ANY($1) AND sealed_key IS NOT NULL`,
            [missing],
          );
    for (const signer of signers) {
      const key = this.opened.get(signer);
      if (key !== undefined) {
        found.set(signer, key);
        this.remember(signer, key);
      }
    }
    for (const row of rows) {
      const key = await this.openOne(row);
      if (key !== null) {
        found.set(row.signer, key);
        this.remember(row.signer, key);
      }
    }
    return found;
  }

  /** Refuses the configuration if keys in the database take a master key that it does not hold. */
  async check(db: EntityManager): Promise<void> {
    const rows: SealedKey[] = await db.query(
      `SELECT DISTINCT ON (wrapping_key_id) ${SEALED_KEY} FROM signer_key
       WHERE sealed_key IS NOT NULL ORDER BY wrapping_key_id, signer`,
    );
    for (const row of rows) {
      await this.unsealed(row).catch((error: unknown) => {
        if (!(error instanceof KeyNotOpenedError)) {
          throw error;
        }
        const sentence = `does not fit the database: ${error.message}. Name that one in DUEBILL_OTHER_MASTER_KEYS.`;
        throw new ConfigRefusal([{ variable: 'DUEBILL_MASTER_KEY', sentence }]);
      });
    }
  }

  /** The row as the current master key wraps it. The data key stays, unless there was none. */
  async rewrapped(row: SealedKey): Promise<SealedKey> {
    if (row.wrapped_data_key === null) {
      return this.seal(row, await this.unsealed(row));
    }
    const dataKey = await this.dataKeyOf(row, row.wrapped_data_key);
    return { ...row, ...(await this.wrapped(row, dataKey)) };
  }

  /** Id of the key that wraps from now on. */
  currentKeyId(): Promise<string> {
    return this.wrapper.currentKeyId();
  }

  private remember(signer: string, key: SigningKey): void {
    this.opened.delete(signer);
    this.opened.set(signer, key);
    const [oldest] = this.opened.keys();
    if (this.opened.size > OPENED_MAX && oldest !== undefined) {
      this.opened.delete(oldest);
    }
  }

  private async openOne(row: SealedKey): Promise<SigningKey | null> {
    try {
      return new SigningKey(await this.unsealed(row));
    } catch (error) {
      if (!(error instanceof KeyNotOpenedError)) {
        throw error;
      }
      this.complain(error);
      return null;
    }
  }

  private complain({ keyId, message }: KeyNotOpenedError): void {
    if (Date.now() - (this.complainedAt.get(keyId) ?? 0) >= COMPLAIN_MS) {
      this.complainedAt.set(keyId, Date.now());
      this.logger.error(`commands wait, because ${message}`);
    }
  }

  private async seal(
    of: Pick<SealedKey, 'signer' | 'party'>,
    privateKey: Buffer,
  ): Promise<SealedKey> {
    const dataKey = randomBytes(DATA_KEY_BYTES);
    const sealed_key = seal({ key: dataKey, context: contextOf(of) }, privateKey);
    const { signer, party } = of;
    return { signer, party, sealed_key, ...(await this.wrapped(of, dataKey)) };
  }

  private async wrapped(
    of: Pick<SealedKey, 'signer' | 'party'>,
    dataKey: Buffer,
  ): Promise<Pick<SealedKey, 'wrapped_data_key' | 'wrapping_key_id'>> {
    const { keyId, bytes } = await this.wrapper.wrap(dataKey, contextOf(of));
    dataKey.fill(0);
    return { wrapped_data_key: bytes, wrapping_key_id: keyId };
  }

  private dataKeyOf(row: SealedKey, bytes: Buffer): Promise<Buffer> {
    return this.wrapper.unwrap({ keyId: row.wrapping_key_id, bytes }, contextOf(row));
  }

  private async unsealed(row: SealedKey): Promise<Buffer> {
    if (row.wrapped_data_key === null) {
      // Of that form the master key sealed the private key itself, for the signer alone.
      return this.wrapper.unwrap({ keyId: null, bytes: row.sealed_key }, row.signer);
    }
    const key = await this.dataKeyOf(row, row.wrapped_data_key);
    const opened = unseal({ key, context: contextOf(row) }, row.sealed_key);
    key.fill(0);
    if (opened === null) {
      const sentence = `the sealed key of ${row.signer} was changed or moved`;
      throw new KeyNotOpenedError(row.wrapping_key_id, sentence);
    }
    return opened;
  }
}

function contextOf({ signer, party }: Pick<SealedKey, 'signer' | 'party'>): string {
  return `duebill signer key 1|${party}|${signer}`;
}
