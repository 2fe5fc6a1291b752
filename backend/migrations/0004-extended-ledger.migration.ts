import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the extended contracts tell and ask for.
 *
 * They are another deployment, so the read models of the one before are emptied and filled again from block 0.
 */
export class ExtendedLedger1700000000004 implements MigrationInterface {
  readonly name = 'ExtendedLedger1700000000004';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE quote_request ADD COLUMN buyer text;
      UPDATE quote_request q SET buyer = coalesce((
        SELECT r.buyer FROM lot l JOIN receivable r USING (receivable_id)
        WHERE l.lot_id = q.lot_ids[1]), '');
      ALTER TABLE quote_request ALTER COLUMN buyer SET NOT NULL;
      ALTER TABLE quote ADD COLUMN buyer text;
      UPDATE quote q SET buyer = r.buyer FROM quote_request r WHERE r.request_id = q.request_id;
      ALTER TABLE quote ALTER COLUMN buyer SET NOT NULL;

      TRUNCATE party, signer, receivable, lot, deal, deal_lot, remittance, payment, lot_payment,
        statement, command_outcome, ledger_event, ledger_undo, ledger_undo_point, ledger_checkpoint;

      ALTER TABLE signer ADD COLUMN rights smallint NOT NULL,
        ADD COLUMN amount_max_minor bigint NOT NULL CHECK (amount_max_minor >= 0);

      ALTER TABLE receivable
        ADD COLUMN written_off_minor bigint NOT NULL CHECK (written_off_minor >= 0),
        ADD COLUMN contested_minor bigint NOT NULL CHECK (contested_minor >= 0),
        ADD COLUMN is_deemed boolean NOT NULL;

      ALTER TABLE lot
        ADD COLUMN written_off_minor bigint NOT NULL CHECK (written_off_minor >= 0),
        ADD COLUMN is_reserved boolean NOT NULL,
        ADD COLUMN is_frozen boolean NOT NULL,
        ADD COLUMN clock_stopped_days integer NOT NULL,
        ADD COLUMN merged_into text;
      ALTER TABLE lot_payment RENAME COLUMN owner TO beneficiary;
      ALTER TABLE lot_payment
        ADD COLUMN recovered_minor bigint NOT NULL CHECK (recovered_minor BETWEEN 0 AND amount_minor),
        ADD COLUMN lien_number integer NOT NULL;

      ALTER TABLE deal DROP CONSTRAINT deal_quote_hash_key,
        ADD COLUMN buyer text NOT NULL,
        ADD COLUMN recourse_days smallint NOT NULL,
        ADD COLUMN reserve_netted_minor bigint NOT NULL,
        ADD COLUMN reserve_applied_minor bigint NOT NULL;
      CREATE INDEX deal_quote ON deal (quote_hash);

      ALTER TABLE remittance DROP CONSTRAINT remittance_pkey,
        ADD PRIMARY KEY (agent, entry_hash),
        ADD COLUMN received_by text NOT NULL,
        ADD COLUMN allocations smallint NOT NULL,
        ADD COLUMN is_reversed boolean NOT NULL;
      CREATE INDEX remittance_entry ON remittance (entry_hash);
      ALTER TABLE payment DROP CONSTRAINT payment_amount_minor_check,
        ADD CHECK (amount_minor <> 0);

      ALTER TABLE statement ADD COLUMN agreed_minor bigint;

      CREATE TABLE assessment (
        assessor text NOT NULL,
        party text NOT NULL,
        currency text NOT NULL,
        limit_minor bigint NOT NULL CHECK (limit_minor >= 0),
        grade smallint NOT NULL CHECK (grade > 0),
        expires_at timestamptz NOT NULL,
        model_version bigint NOT NULL,
        input_commitment text NOT NULL,
        published_at timestamptz NOT NULL,
        PRIMARY KEY (assessor, party, currency)
      );
      CREATE TABLE exposure (
        financier text NOT NULL,
        buyer text NOT NULL,
        currency text NOT NULL,
        exposure_minor bigint NOT NULL CHECK (exposure_minor >= 0),
        PRIMARY KEY (financier, buyer, currency)
      );
      CREATE TABLE followed_assessor (
        financier text PRIMARY KEY,
        assessor text NOT NULL
      );
      CREATE TABLE assessment_input (
        input_commitment text PRIMARY KEY,
        assessor text NOT NULL,
        salt text NOT NULL,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE assessment_input, followed_assessor, exposure, assessment;
      TRUNCATE party, signer, receivable, lot, deal, deal_lot, remittance, payment, lot_payment,
        statement, command_outcome, ledger_event, ledger_undo, ledger_undo_point, ledger_checkpoint;
      ALTER TABLE statement DROP COLUMN agreed_minor;
      ALTER TABLE payment DROP CONSTRAINT payment_amount_minor_check,
        ADD CHECK (amount_minor > 0);
      DROP INDEX remittance_entry;
      ALTER TABLE remittance DROP CONSTRAINT remittance_pkey, ADD PRIMARY KEY (entry_hash),
        DROP COLUMN received_by, DROP COLUMN allocations, DROP COLUMN is_reversed;
      DROP INDEX deal_quote;
      ALTER TABLE deal ADD UNIQUE (quote_hash), DROP COLUMN buyer, DROP COLUMN recourse_days,
        DROP COLUMN reserve_netted_minor, DROP COLUMN reserve_applied_minor;
      ALTER TABLE lot_payment DROP COLUMN recovered_minor, DROP COLUMN lien_number;
      ALTER TABLE lot_payment RENAME COLUMN beneficiary TO owner;
      ALTER TABLE lot DROP COLUMN written_off_minor, DROP COLUMN is_reserved,
        DROP COLUMN is_frozen, DROP COLUMN clock_stopped_days,
        DROP COLUMN merged_into;
      ALTER TABLE receivable DROP COLUMN written_off_minor, DROP COLUMN contested_minor,
        DROP COLUMN is_deemed;
      ALTER TABLE signer DROP COLUMN rights, DROP COLUMN amount_max_minor;
      ALTER TABLE quote DROP COLUMN buyer;
      ALTER TABLE quote_request DROP COLUMN buyer;
    `);
  }
}
