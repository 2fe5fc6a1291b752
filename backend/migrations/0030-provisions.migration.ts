import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Loss allowances of parties, how buyers are classed, and the keys of acts that stay off the ledger. */
export class Provisions1700000000030 implements MigrationInterface {
  readonly name = 'Provisions1700000000030';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE off_ledger_act (
        party text NOT NULL,
        idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 200),
        body_hash text NOT NULL,
        user_id uuid NOT NULL,
        operation text NOT NULL,
        result_id text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (party, idempotency_key)
      );

      CREATE TABLE party_class (
        party text NOT NULL,
        class_number integer NOT NULL CHECK (class_number > 0),
        industry text NOT NULL CHECK (length(industry) <= 20),
        company_group text NOT NULL CHECK (length(company_group) <= 100),
        size_band text NOT NULL CHECK (length(size_band) <= 20),
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (party, class_number)
      );
      CREATE INDEX party_class_group ON party_class (company_group) WHERE company_group <> '';

      CREATE TABLE provision_policy (
        party text NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        bucket_days integer[] NOT NULL CHECK (cardinality(bucket_days) BETWEEN 1 AND 12),
        segment_by text NOT NULL,
        window_months smallint NOT NULL CHECK (window_months BETWEEN 1 AND 60),
        base_min_minor bigint NOT NULL CHECK (base_min_minor >= 0),
        loss_given_default_bps integer NOT NULL CHECK (loss_given_default_bps BETWEEN 0 AND 10000),
        fallback_rates_ppm integer[] NOT NULL,
        expense_account text NOT NULL,
        allowance_account text NOT NULL,
        receivables_account text NOT NULL,
        set_by uuid NOT NULL,
        set_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (party, version)
      );
      CREATE TABLE provision_overlay (
        overlay_id uuid PRIMARY KEY,
        party text NOT NULL,
        currency text,
        segment text,
        overlay_bps integer NOT NULL CHECK (overlay_bps BETWEEN -10000 AND 10000),
        reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
        first_date date NOT NULL,
        last_date date NOT NULL CHECK (last_date >= first_date),
        proposed_by uuid NOT NULL,
        proposed_at timestamptz NOT NULL DEFAULT now(),
        approved_by uuid CHECK (approved_by <> proposed_by),
        approved_at timestamptz
      );
      CREATE INDEX provision_overlay_party
        ON provision_overlay (party, proposed_at DESC, overlay_id DESC);

      CREATE TABLE provision_run (
        run_id uuid PRIMARY KEY,
        party text NOT NULL,
        as_of_date date NOT NULL,
        policy_version integer NOT NULL,
        block_number bigint NOT NULL,
        made_by uuid NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        FOREIGN KEY (party, policy_version) REFERENCES provision_policy
      );
      CREATE INDEX provision_run_party ON provision_run (party, made_at DESC, run_id DESC);
      CREATE INDEX provision_run_all ON provision_run (made_at DESC, run_id DESC);
      CREATE TABLE provision_cell (
        run_id uuid NOT NULL REFERENCES provision_run,
        currency text NOT NULL,
        segment text NOT NULL,
        bucket smallint NOT NULL,
        basis text NOT NULL,
        observed_minor numeric NOT NULL,
        rolled_ppm integer NOT NULL,
        loss_rate_ppm integer NOT NULL CHECK (loss_rate_ppm BETWEEN 0 AND 1000000),
        overlay_bps integer NOT NULL,
        applied_ppm integer NOT NULL CHECK (applied_ppm BETWEEN 0 AND 1000000),
        receivable_count integer NOT NULL,
        outstanding_minor numeric NOT NULL,
        ecl_minor numeric NOT NULL,
        PRIMARY KEY (run_id, currency, segment, bucket)
      );
      CREATE TABLE provision_line (
        run_id uuid NOT NULL REFERENCES provision_run,
        receivable_id text NOT NULL,
        buyer text NOT NULL,
        currency text NOT NULL,
        segment text NOT NULL,
        bucket smallint NOT NULL,
        days_past_due integer NOT NULL,
        outstanding_minor bigint NOT NULL CHECK (outstanding_minor > 0),
        ecl_minor bigint NOT NULL CHECK (ecl_minor BETWEEN 0 AND outstanding_minor),
        PRIMARY KEY (run_id, receivable_id)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE provision_line, provision_cell, provision_run, provision_overlay, provision_policy,
        party_class, off_ledger_act;
    `);
  }
}
