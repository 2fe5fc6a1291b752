import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Further versions of a stored transaction, each at a higher price of gas; whichever is mined is right. */
export class RelayReplacement1700000000014 implements MigrationInterface {
  readonly name = 'RelayReplacement1700000000014';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE relay_replacement (
        relay_nonce bigint NOT NULL REFERENCES relay_transaction,
        replacement smallint NOT NULL CHECK (replacement > 0),
        transaction_hash text NOT NULL UNIQUE,
        raw_transaction text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (relay_nonce, replacement)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE relay_replacement;');
  }
}
