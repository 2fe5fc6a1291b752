import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How much a party lets others owe, by whom and where, and what early warnings found. */
export class CreditLimits1700000000033 implements MigrationInterface {
  readonly name = 'CreditLimits1700000000033';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE credit_limit (
        limit_id uuid PRIMARY KEY,
        owner text NOT NULL,
        scope text NOT NULL,
        subject text NOT NULL CHECK (length(subject) <= 100),
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        limit_minor bigint NOT NULL CHECK (limit_minor >= 0),
        longest_terms_days integer CHECK (longest_terms_days >= 0),
        warn_bps integer NOT NULL CHECK (warn_bps BETWEEN 0 AND 10000),
        reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
        expires_at timestamptz NOT NULL,
        proposed_by uuid NOT NULL,
        proposed_at timestamptz NOT NULL DEFAULT now(),
        approved_by uuid CHECK (approved_by <> proposed_by),
        approved_at timestamptz,
        ended_by uuid,
        ended_at timestamptz
      );
      CREATE INDEX credit_limit_owner ON credit_limit (owner, proposed_at DESC, limit_id DESC);
      CREATE INDEX credit_limit_holding ON credit_limit (owner, currency, scope, subject)
        WHERE approved_at IS NOT NULL AND ended_at IS NULL;

      CREATE TABLE warning_policy (
        owner text NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        rules jsonb NOT NULL,
        reactions jsonb NOT NULL,
        set_by uuid NOT NULL,
        set_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (owner, version)
      );
      CREATE TABLE early_warning (
        warning_id uuid PRIMARY KEY,
        owner text NOT NULL,
        party text NOT NULL,
        currency text NOT NULL,
        indicator text NOT NULL,
        level text NOT NULL,
        value numeric,
        threshold numeric,
        as_of_date date NOT NULL,
        note text,
        responsible uuid,
        deadline date NOT NULL,
        longest_terms_days integer,
        prepayment_bps integer,
        raised_at timestamptz NOT NULL DEFAULT now(),
        closed_at timestamptz,
        outcome text
      );
      CREATE UNIQUE INDEX early_warning_open ON early_warning (owner, party, currency, indicator)
        WHERE closed_at IS NULL;
      CREATE INDEX early_warning_owner ON early_warning (owner, raised_at DESC, warning_id DESC);
      CREATE TABLE warning_handling (
        warning_id uuid NOT NULL REFERENCES early_warning,
        number integer NOT NULL CHECK (number > 0),
        kind text NOT NULL,
        note text NOT NULL CHECK (length(note) <= 2000),
        handled_by uuid,
        handled_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (warning_id, number)
      );
      CREATE TABLE warning_task (
        warning_id uuid NOT NULL REFERENCES early_warning,
        number integer NOT NULL CHECK (number > 0),
        task text NOT NULL,
        done_by uuid,
        done_at timestamptz,
        PRIMARY KEY (warning_id, number)
      );
      CREATE TABLE warning_evaluation (
        owner text NOT NULL,
        as_of_date date NOT NULL,
        policy_version integer NOT NULL,
        raised_count integer NOT NULL,
        evaluated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (owner, as_of_date)
      );
      CREATE TABLE warning_sign (
        sign_id uuid PRIMARY KEY,
        owner text NOT NULL,
        party text NOT NULL,
        kind text NOT NULL,
        level text NOT NULL,
        note text NOT NULL CHECK (length(note) BETWEEN 1 AND 2000),
        source text NOT NULL CHECK (length(source) BETWEEN 1 AND 300),
        seen_date date NOT NULL,
        reported_by uuid NOT NULL,
        reported_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX warning_sign_owner ON warning_sign (owner, party, seen_date);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE warning_sign, warning_evaluation, warning_task, warning_handling, early_warning, warning_policy,
        credit_limit;
    `);
  }
}
