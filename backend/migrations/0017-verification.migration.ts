import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What continuous verification found, and how far it is; indexes of keys that are read in order, and of write-offs. */
export class Verification1700000000017 implements MigrationInterface {
  readonly name = 'Verification1700000000017';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE ledger_event_trail (
        to_block bigint PRIMARY KEY,
        block_hash text NOT NULL,
        event_count bigint NOT NULL,
        events_hash text NOT NULL,
        verified_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE ledger_sweep (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        verification integer NOT NULL,
        after_key text,
        from_block bigint NOT NULL,
        begun_at timestamptz NOT NULL,
        swept_block bigint,
        swept_at timestamptz
      );

      CREATE TABLE ledger_difference (
        table_name text NOT NULL,
        row_key text NOT NULL,
        field text NOT NULL,
        read_model text NOT NULL,
        ledger text NOT NULL,
        block_number bigint NOT NULL,
        found_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        gone_at timestamptz,
        PRIMARY KEY (found_at, table_name, row_key, field)
      );
      CREATE UNIQUE INDEX ledger_difference_standing ON ledger_difference (table_name, row_key, field)
        WHERE gone_at IS NULL;

      CREATE INDEX remittance_key ON remittance ((agent || entry_hash));
      CREATE INDEX statement_line_key ON statement_line ((statement_id || receivable_id));
      CREATE INDEX duty_key ON duty ((debtor || creditor || currency));
      CREATE INDEX exposure_key ON exposure ((financier || buyer || currency));
      CREATE INDEX assessment_key ON assessment ((assessor || party || currency));
      CREATE INDEX silence_agreement_key ON silence_agreement ((buyer || supplier));

      CREATE INDEX receivable_written_off ON receivable (supplier) WHERE written_off_minor > 0;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX receivable_written_off, silence_agreement_key, assessment_key, exposure_key, duty_key, statement_line_key,
        remittance_key;
      DROP TABLE ledger_difference, ledger_sweep, ledger_event_trail;
    `);
  }
}
