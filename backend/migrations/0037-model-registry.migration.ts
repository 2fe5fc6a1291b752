import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Long work of assessors, versions of models with what they were decided by, and figures of whole portfolios by day. */
export class ModelRegistry1700000000037 implements MigrationInterface {
  readonly name = 'ModelRegistry1700000000037';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE assessment_work (
        work_id uuid PRIMARY KEY,
        owner text NOT NULL,
        kind text NOT NULL,
        -- What was asked for; its form is that of the kind.
        task jsonb NOT NULL,
        status text NOT NULL DEFAULT 'QUEUED'
          CHECK (status IN ('QUEUED', 'RUNNING', 'DONE', 'REFUSED', 'CANCELLED', 'FAILED')),
        percent smallint NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
        -- How often it was begun; whoever works under an older number has lost it.
        attempt integer NOT NULL DEFAULT 0,
        answer text,
        asked_by uuid NOT NULL,
        asked_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        ended_at timestamptz
      );
      CREATE INDEX assessment_work_owner ON assessment_work (owner, asked_at DESC, work_id DESC);
      CREATE INDEX assessment_work_waiting ON assessment_work (asked_at, work_id)
        WHERE status IN ('QUEUED', 'RUNNING');

      CREATE TABLE model_version (
        version_id uuid PRIMARY KEY,
        purpose text NOT NULL CHECK (purpose IN ('LATE_PAYMENT', 'BUYER_DEFAULT')),
        version integer NOT NULL CHECK (version > 0),
        algorithm text NOT NULL,
        status text NOT NULL CHECK (status IN ('CANDIDATE', 'CHAMPION', 'RETIRED')),
        owner text NOT NULL,
        work_id uuid NOT NULL REFERENCES assessment_work,
        trained_by uuid NOT NULL,
        -- Of one training each is kept at its own instant, so that the last one is listed first.
        trained_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        knowledge_until date NOT NULL,
        training_rows integer NOT NULL,
        training_data_hash text NOT NULL,
        holdout_from date NOT NULL,
        holdout_until date NOT NULL,
        figures jsonb NOT NULL,
        -- Canonical JSON, as the hash was made of it.
        model text NOT NULL,
        model_hash text NOT NULL,
        UNIQUE (purpose, version)
      );
      CREATE UNIQUE INDEX model_version_champion ON model_version (purpose)
        WHERE status = 'CHAMPION';
      CREATE INDEX model_version_owner ON model_version (owner, trained_at DESC, version_id DESC);

      CREATE TABLE model_comparison (
        comparison_id uuid PRIMARY KEY,
        challenger_id uuid NOT NULL REFERENCES model_version (version_id),
        -- Null where the purpose had no champion: then the simplest forecast stands for one.
        champion_id uuid REFERENCES model_version (version_id),
        rows integer NOT NULL,
        bad integer NOT NULL,
        challenger_auc double precision,
        challenger_brier double precision,
        champion_auc double precision,
        champion_brier double precision,
        margin double precision NOT NULL,
        decision text NOT NULL CHECK (decision IN ('REPLACED', 'KEPT', 'UNDECIDED')),
        compared_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX model_comparison_challenger ON model_comparison (challenger_id);

      CREATE TABLE portfolio_day (
        as_of_date date PRIMARY KEY,
        figures jsonb NOT NULL,
        worked_out_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE portfolio_day, model_comparison, model_version, assessment_work');
  }
}
