import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What parties let matching do, entries put aside, and explanations in the form that has ranks. */
export class Matching1700000000019 implements MigrationInterface {
  readonly name = 'Matching1700000000019';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE matching_policy (
        party text PRIMARY KEY,
        is_automatic boolean NOT NULL,
        threshold_bps integer NOT NULL CHECK (threshold_bps BETWEEN 0 AND 10000),
        margin_centibans integer NOT NULL CHECK (margin_centibans >= 0),
        tolerance_minor bigint NOT NULL CHECK (tolerance_minor >= 0),
        discount_grace_days smallint NOT NULL CHECK (discount_grace_days >= 0),
        oldest_of_equal boolean NOT NULL,
        trusts_numbers boolean NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT now()
      );
      ALTER TABLE bank_entry ADD COLUMN parked_at timestamptz, ADD COLUMN parked_reason text,
        ADD CHECK ((parked_at IS NULL) = (parked_reason IS NULL));
      -- Open entries are matched anew; what was decided keeps its rule.
      UPDATE bank_entry SET match = NULL, match_rule = NULL
      WHERE command_id IS NULL AND match IS NOT NULL;
      UPDATE bank_entry SET match = '{"ruleVersion": null, "hold": null, "suggestions": []}'
      WHERE match IS NOT NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      UPDATE bank_entry SET match = NULL, match_rule = NULL WHERE command_id IS NULL;
      UPDATE bank_entry SET match = '{"evidence": [], "suggestions": []}' WHERE match IS NOT NULL;
      UPDATE bank_entry SET match_rule = 'EXACT' WHERE match_rule IN
        ('DISCOUNT', 'CHARGE', 'DEDUCTION', 'NETTED', 'DUPLICATE', 'CURRENCY');
      ALTER TABLE bank_entry DROP COLUMN parked_at, DROP COLUMN parked_reason;
      DROP TABLE matching_policy;
    `);
  }
}
