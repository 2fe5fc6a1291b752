import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { KeyVault, type SealedKey } from './key-vault.js';
import { KeyNotOpenedError } from './key-wrapper.js';
import { SealedStores } from './sealed-stores.js';

/** Keys that one transaction rewraps at the most. */
export const REWRAP_MAX = 1_000;

/** How far the kept keys, and what other modules seal, are under the current master key. */
export interface KeyWrapping {
  readonly currentKeyId: string;
  readonly keys: number;
  /** Of these, under an earlier master key. */
  readonly outdated: number;
}

/** What one step of a rotation did. */
export interface RewrappedKeys {
  readonly rewrapped: number;
  /** Keys whose master key this process was not given; they stay as they are. */
  readonly notOpened: number;
  /** Where the next step goes on; null after the last one. */
  readonly after: string | null;
}

/**
 * Moves kept keys to the current master key, step by step.
 *
 * Signing goes on meanwhile: a key opens before and after, and a step that is cut off changed nothing.
 */
@Injectable()
export class KeyRotation implements OnModuleInit {
  private readonly logger = new Logger(KeyRotation.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly vault: KeyVault,
    private readonly stores: SealedStores,
  ) {}

  /** Before anything is signed: with a wrong master key nothing would ever be. */
  async onModuleInit(): Promise<void> {
    await this.vault.check(this.dataSource.manager);
  }

  async read(): Promise<KeyWrapping> {
    const currentKeyId = await this.vault.currentKeyId();
    const rows: Array<{ keys: number; outdated: number }> = await this.dataSource.query(
      `SELECT count(*)::int AS keys,
         count(*) FILTER (WHERE wrapping_key_id IS DISTINCT FROM $1)::int AS outdated
       FROM signer_key WHERE sealed_key IS NOT NULL`,
      [currentKeyId],
    );
    const counts = [...rows, ...(await Promise.all(this.stores.all.map((store) => store.count())))];
    return {
      currentKeyId,
      keys: counts.reduce((sum, { keys }) => sum + keys, 0),
      outdated: counts.reduce((sum, { outdated }) => sum + outdated, 0),
    };
  }

  /** Rewraps up to `limit` keys after that of the signer `after`; the last step reseals what other modules keep, too. */
  async step(limit: number, after: string | null): Promise<RewrappedKeys> {
    const step = await this.rewrapSome(limit, after);
    if (step.after !== null) {
      return step;
    }
    let { rewrapped, notOpened } = step;
    for (const store of this.stores.all) {
      const resealed = await store.reseal();
      rewrapped += resealed.rewrapped;
      notOpened += resealed.notOpened;
    }
    return { rewrapped, notOpened, after: null };
  }

  private async rewrapSome(limit: number, after: string | null): Promise<RewrappedKeys> {
    const currentKeyId = await this.vault.currentKeyId();
    return this.dataSource.transaction(async (db) => {
      const rows: SealedKey[] = await db.query(
        `SELECT signer, party, sealed_key, wrapped_data_key, wrapping_key_id FROM signer_key
         WHERE sealed_key IS NOT NULL AND wrapping_key_id IS DISTINCT FROM $1
           AND ($2::text IS NULL OR signer > $2)
         ORDER BY signer LIMIT $3 FOR UPDATE`,
        [currentKeyId, after, limit],
      );
      const rewrapped = await this.rewrap(rows);
      await store(db, rewrapped);
      const last = rows.length < limit ? null : rows.at(-1);
      return {
        rewrapped: rewrapped.length,
        notOpened: rows.length - rewrapped.length,
        after: last?.signer ?? null,
      };
    });
  }

  private async rewrap(rows: readonly SealedKey[]): Promise<SealedKey[]> {
    const rewrapped: SealedKey[] = [];
    for (const row of rows) {
      try {
        rewrapped.push(await this.vault.rewrapped(row));
      } catch (error) {
        if (!(error instanceof KeyNotOpenedError)) {
          throw error;
        }
        this.logger.error(`the key of ${row.signer} is not rewrapped: ${error.message}`);
      }
    }
    return rewrapped;
  }
}

async function store(db: EntityManager, rows: readonly SealedKey[]): Promise<void> {
  await db.query(
    `UPDATE signer_key k SET sealed_key = n.sealed_key, wrapped_data_key = n.wrapped_data_key,
       wrapping_key_id = n.wrapping_key_id
     FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::text[])
       AS n (signer, sealed_key, wrapped_data_key, wrapping_key_id)
     WHERE k.signer = n.signer`,
    [
      rows.map((row) => row.signer),
      rows.map((row) => row.sealed_key),
      rows.map((row) => row.wrapped_data_key),
      rows.map((row) => row.wrapping_key_id),
    ],
  );
}
