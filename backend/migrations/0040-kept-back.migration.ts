import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What payers keep back is noted whatever it is for: a discount, a charge or a deduction; suppliers credit or claim it. */
export class KeptBack1700000000040 implements MigrationInterface {
  readonly name = 'KeptBack1700000000040';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE taken_discount RENAME TO kept_back;
      ALTER TABLE kept_back RENAME COLUMN taken_at TO kept_at;
      ALTER TABLE kept_back RENAME COLUMN granted_command TO credit_command;
      ALTER TABLE kept_back
        ADD COLUMN kind text NOT NULL DEFAULT 'DISCOUNT'
          CHECK (kind IN ('DISCOUNT', 'CHARGE', 'DEDUCTION')),
        ADD COLUMN cause text,
        -- The act that allocated the entry; null where that is not known.
        ADD COLUMN command_id uuid,
        ADD COLUMN credited_minor bigint CHECK (credited_minor BETWEEN 1 AND amount_minor),
        ADD COLUMN attempts integer NOT NULL DEFAULT 0,
        ADD COLUMN claim_reason text,
        ADD COLUMN claimed_by uuid,
        ADD COLUMN claimed_at timestamptz,
        DROP CONSTRAINT taken_discount_pkey,
        ADD PRIMARY KEY (entry_hash, receivable_id, kind);
      ALTER TABLE kept_back ALTER COLUMN kind DROP DEFAULT;
      UPDATE kept_back SET credited_minor = amount_minor WHERE credit_command IS NOT NULL;
      DROP INDEX taken_discount_open;
      ALTER INDEX taken_discount_receivable RENAME TO kept_back_receivable;
      CREATE INDEX kept_back_earned ON kept_back (kept_at)
        WHERE credit_command IS NULL AND claimed_at IS NULL AND problem IS NULL AND is_earned;
      CREATE INDEX kept_back_credit ON kept_back (credit_command) WHERE credit_command IS NOT NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX kept_back_earned, kept_back_credit;
      DELETE FROM kept_back WHERE kind <> 'DISCOUNT';
      ALTER TABLE kept_back
        DROP CONSTRAINT kept_back_pkey,
        DROP COLUMN kind, DROP COLUMN cause, DROP COLUMN command_id, DROP COLUMN credited_minor,
        DROP COLUMN attempts, DROP COLUMN claim_reason, DROP COLUMN claimed_by,
        DROP COLUMN claimed_at;
      ALTER TABLE kept_back RENAME COLUMN kept_at TO taken_at;
      ALTER TABLE kept_back RENAME COLUMN credit_command TO granted_command;
      ALTER TABLE kept_back RENAME TO taken_discount;
      ALTER TABLE taken_discount
        ADD CONSTRAINT taken_discount_pkey PRIMARY KEY (entry_hash, receivable_id);
      ALTER INDEX kept_back_receivable RENAME TO taken_discount_receivable;
      CREATE INDEX taken_discount_open ON taken_discount (taken_at)
        WHERE granted_command IS NULL AND problem IS NULL AND is_earned;
    `);
  }
}
