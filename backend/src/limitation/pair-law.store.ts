import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { LimitationLaw } from './limitation-laws.js';
import type { PairLawType } from './pair-law.type.js';

/** Supplier and buyer, whatever the currency. */
export interface LawPair {
  readonly supplier: string;
  readonly buyer: string;
}

/** One word of one side; what was said is never changed. */
export interface LawWord extends LawPair {
  readonly side: 'SUPPLIER' | 'BUYER';
  readonly law: LimitationLaw;
  readonly userId: string;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
}

interface WordRow extends LawPair {
  readonly side: 'SUPPLIER' | 'BUYER';
  readonly law: LimitationLaw;
  readonly said_at: Date;
}

export function lawKeyOf({ supplier, buyer }: LawPair): string {
  return `${supplier}:${buyer}`;
}

@Injectable()
export class PairLawStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Appends a word; false if the key was used for another one. */
  async say(word: LawWord): Promise<boolean> {
    return this.dataSource.transaction(async (db) => {
      await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [lawKeyOf(word)]);
      const earlier = await findWord(db, word);
      if (earlier === null) {
        await db.query(
          `INSERT INTO pair_law (supplier, buyer, side, law, user_id, idempotency_key, body_hash)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [
            ...[word.supplier, word.buyer, word.side, word.law, word.userId],
            ...[word.idempotencyKey, word.bodyHash],
          ],
        );
      }
      return earlier === null || earlier === word.bodyHash;
    });
  }

  /** By {@link lawKeyOf}, pairs that said nothing among them. */
  async findMany(keys: readonly string[]): Promise<Map<string, PairLawType>> {
    const rows: WordRow[] = await this.dataSource.query(
      `SELECT p.supplier, p.buyer, p.side, p.law, p.said_at
       FROM unnest($1::text[], $2::text[]) AS k (supplier, buyer)
       JOIN pair_law p USING (supplier, buyer) ORDER BY p.said_at`,
      [0, 1].map((part) => keys.map((key) => key.split(':')[part])),
    );
    return new Map(
      keys.map((key) => [
        key,
        agreementOf(
          key,
          rows.filter((row) => lawKeyOf(row) === key),
        ),
      ]),
    );
  }
}

async function findWord(db: EntityManager, word: LawWord): Promise<string | null> {
  const rows: Array<{ body_hash: string }> = await db.query(
    `SELECT body_hash FROM pair_law
     WHERE supplier = $1 AND buyer = $2 AND side = $3 AND idempotency_key = $4`,
    [word.supplier, word.buyer, word.side, word.idempotencyKey],
  );
  return rows[0]?.body_hash ?? null;
}

/** What two sides have agreed on with all their words, in their order; a new proposal leaves it as it is. */
export function agreementOf(
  key: string,
  words: ReadonlyArray<Pick<WordRow, 'side' | 'law' | 'said_at'>>,
): PairLawType {
  const [supplierId = '', buyerId = ''] = key.split(':');
  let agreement: PairLawType = {
    ...{ supplierId, buyerId, law: null, agreedAt: null, supplierSays: null, buyerSays: null },
  };
  for (const { side, law, said_at: saidAt } of words) {
    agreement = {
      ...agreement,
      ...(side === 'SUPPLIER' ? { supplierSays: law } : { buyerSays: law }),
    };
    const isNew = law !== agreement.law && agreement.supplierSays === agreement.buyerSays;
    if (isNew) agreement = { ...agreement, law, agreedAt: saidAt };
  }
  return agreement;
}
