import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How much guarantees, collateral and prepayments in credit files are worth, and which receivable was prepaid. */
export class CreditSecurity1700000000042 implements MigrationInterface {
  readonly name = 'CreditSecurity1700000000042';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE credit_record
        ADD COLUMN amount_minor bigint CHECK (amount_minor > 0),
        ADD COLUMN currency text CHECK (currency ~ '^[A-Z]{3}$'),
        ADD COLUMN receivable_id text,
        ADD CHECK ((amount_minor IS NULL) = (currency IS NULL));
      CREATE INDEX credit_record_prepayment ON credit_record (receivable_id, owner)
        WHERE receivable_id IS NOT NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE credit_record
        DROP COLUMN amount_minor, DROP COLUMN currency, DROP COLUMN receivable_id;
    `);
  }
}
