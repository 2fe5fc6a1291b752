import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Terms of cash discount that suppliers name, and the discounts that payments took. */
export class CashDiscounts1700000000035 implements MigrationInterface {
  readonly name = 'CashDiscounts1700000000035';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE cash_discount (
        receivable_id text NOT NULL,
        version integer NOT NULL,
        discount_bps integer NOT NULL CHECK (discount_bps BETWEEN 0 AND 5000),
        discount_until date NOT NULL,
        set_by uuid NOT NULL,
        set_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (receivable_id, version)
      );
      CREATE TABLE taken_discount (
        entry_hash text NOT NULL,
        receivable_id text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        is_earned boolean NOT NULL,
        taken_at timestamptz NOT NULL DEFAULT now(),
        granted_command uuid,
        problem text,
        PRIMARY KEY (entry_hash, receivable_id)
      );
      CREATE INDEX taken_discount_receivable ON taken_discount (receivable_id);
      CREATE INDEX taken_discount_open ON taken_discount (taken_at)
        WHERE granted_command IS NULL AND problem IS NULL AND is_earned;
      ALTER TABLE matching_policy ADD COLUMN grants_discounts boolean NOT NULL DEFAULT false;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE matching_policy DROP COLUMN grants_discounts;
      DROP TABLE taken_discount, cash_discount;
    `);
  }
}
