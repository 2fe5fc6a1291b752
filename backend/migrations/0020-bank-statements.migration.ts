import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where an entry was seen, what statements say of themselves, and how CSV files are read. */
export class BankStatements1700000000020 implements MigrationInterface {
  readonly name = 'BankStatements1700000000020';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE bank_statement ADD COLUMN message text NOT NULL DEFAULT '',
        ADD COLUMN sequence_number text,
        ADD COLUMN page_number text,
        ADD COLUMN is_copy boolean NOT NULL DEFAULT false,
        ADD COLUMN opening_minor bigint,
        ADD COLUMN opening_date date,
        ADD COLUMN closing_minor bigint,
        ADD COLUMN closing_date date,
        ADD COLUMN difference_minor bigint;
      UPDATE bank_statement SET message = CASE kind WHEN 'REPORT' THEN 'camt.052'
        WHEN 'STATEMENT' THEN 'camt.053' ELSE 'camt.054' END;
      ALTER TABLE bank_statement ALTER COLUMN message DROP DEFAULT;
      CREATE INDEX bank_statement_chain ON bank_statement (account, closing_date)
        WHERE kind = 'STATEMENT' AND opening_minor IS NOT NULL;

      ALTER TABLE bank_entry ADD COLUMN value_date date,
        ADD COLUMN uetr text,
        ADD COLUMN detail_count integer NOT NULL DEFAULT 1 CHECK (detail_count >= 0);
      CREATE INDEX bank_entry_account ON bank_entry (account, booking_date);
      CREATE TABLE bank_entry_sighting (
        bank_statement_id uuid NOT NULL REFERENCES bank_statement,
        position integer NOT NULL,
        entry_hash text NOT NULL REFERENCES bank_entry,
        PRIMARY KEY (bank_statement_id, position)
      );
      CREATE INDEX bank_entry_sighting_entry ON bank_entry_sighting (entry_hash);
      INSERT INTO bank_entry_sighting (bank_statement_id, position, entry_hash)
        SELECT bank_statement_id, position, entry_hash FROM bank_entry;

      CREATE TABLE csv_mapping (
        party text NOT NULL,
        account text NOT NULL,
        mapping jsonb NOT NULL,
        saved_by uuid NOT NULL,
        saved_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (party, account)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE csv_mapping, bank_entry_sighting;
      DROP INDEX bank_entry_account, bank_statement_chain;
      ALTER TABLE bank_entry DROP COLUMN detail_count, DROP COLUMN uetr, DROP COLUMN value_date;
      ALTER TABLE bank_statement DROP COLUMN difference_minor, DROP COLUMN closing_date,
        DROP COLUMN closing_minor, DROP COLUMN opening_date, DROP COLUMN opening_minor,
        DROP COLUMN is_copy, DROP COLUMN page_number, DROP COLUMN sequence_number,
        DROP COLUMN message;
    `);
  }
}
