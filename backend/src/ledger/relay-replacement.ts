import { Logger } from '@nestjs/common';
import { Transaction, type Wallet, keccak256 } from 'ethers';
import type { DataSource, EntityManager } from 'typeorm';

import type { PipelineConfig } from '../config/index.js';
import { holderTransaction } from './holder-transaction.js';
import { RelayPrice } from './relay-price.js';
import { lockRelay } from './relay.repository.js';

/** A transaction on its way, in its newest version. */
interface StoredVersion {
  readonly relayNonce: number;
  readonly raw: string;
  /** 0 is the first that was signed. */
  readonly replacement: number;
  readonly ageSeconds: number;
}

export interface InFlight {
  /** Next nonce that the chain takes. */
  readonly chainNonce: number;
  /** How long the chain has not taken it although it was asked. */
  readonly waitedMs: number;
  readonly limit: number;
}

/**
 * Signs transactions anew, at a higher price, that the chain does not take in.
 *
 * Nonce and requests stay, so of all versions one takes effect. Every version is kept: any of them may be mined.
 */
export class RelayReplacement {
  private readonly logger = new Logger(RelayReplacement.name);
  private readonly price: RelayPrice;
  private readonly stuckSeconds: number;

  constructor(
    pipeline: PipelineConfig,
    private readonly dataSource: DataSource,
    private readonly wallet: Wallet,
  ) {
    this.price = new RelayPrice(pipeline);
    this.stuckSeconds = pipeline.stuckSeconds;
  }

  /** Returns the lowest nonce that was replaced, from which on all must be sent again; null if none was. */
  async replaceStuck(inFlight: InFlight): Promise<number | null> {
    if (this.price.startWei === 0n) {
      return null;
    }
    return holderTransaction(this.dataSource, async (db) => {
      await lockRelay(db);
      let lowest: number | null = null;
      for (const stored of await newestVersions(db, inFlight)) {
        if (await this.replace(db, stored, inFlight)) {
          lowest ??= stored.relayNonce;
        }
      }
      return lowest;
    });
  }

  private async replace(
    db: EntityManager,
    stored: StoredVersion,
    { waitedMs }: InFlight,
  ): Promise<boolean> {
    const transaction = Transaction.from(stored.raw).clone();
    const waitedSeconds = Math.min(stored.ageSeconds, waitedMs / 1_000);
    const nextWei = this.price.nextWei(
      transaction.gasPrice ?? 0n,
      waitedSeconds >= this.stuckSeconds,
    );
    if (nextWei === null) {
      return false;
    }
    transaction.gasPrice = nextWei;
    transaction.signature = null;
    const raw = await this.wallet.signTransaction(transaction);
    await db.query(
      `INSERT INTO relay_replacement (relay_nonce, replacement, transaction_hash, raw_transaction)
       VALUES ($1, $2, $3, $4)`,
      [stored.relayNonce, stored.replacement + 1, keccak256(raw), raw],
    );
    this.logger.warn(`transaction ${stored.relayNonce} is replaced at ${nextWei} wei for gas`);
    return true;
  }
}

async function newestVersions(
  db: EntityManager,
  { chainNonce, limit }: InFlight,
): Promise<StoredVersion[]> {
  const rows: Array<Omit<StoredVersion, 'relayNonce'> & { relayNonce: string }> = await db.query(
    `SELECT t.relay_nonce AS "relayNonce", coalesce(r.raw_transaction, t.raw_transaction) AS raw,
       coalesce(r.replacement, 0)::int AS replacement,
       extract(epoch FROM now() - coalesce(r.created_at, t.created_at))::float8 AS "ageSeconds"
     FROM relay_transaction t LEFT JOIN LATERAL (
       SELECT * FROM relay_replacement v WHERE v.relay_nonce = t.relay_nonce
       ORDER BY v.replacement DESC LIMIT 1) AS r ON true
     WHERE t.relay_nonce >= $1 ORDER BY t.relay_nonce LIMIT $2`,
    [chainNonce, limit],
  );
  return rows.map((row) => ({ ...row, relayNonce: Number(row.relayNonce) }));
}
