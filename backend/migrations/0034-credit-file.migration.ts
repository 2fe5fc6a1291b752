import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What parties know about those whom they trust, and what their assessors say of them. */
export class CreditFile1700000000034 implements MigrationInterface {
  readonly name = 'CreditFile1700000000034';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE credit_record (
        record_id uuid PRIMARY KEY,
        owner text NOT NULL,
        party text NOT NULL,
        kind text NOT NULL,
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
        source text NOT NULL CHECK (length(source) BETWEEN 1 AND 300),
        record_date date NOT NULL,
        expires_date date,
        document_hash text,
        fields jsonb NOT NULL,
        replaces uuid UNIQUE REFERENCES credit_record,
        recorded_by uuid NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX credit_record_party
        ON credit_record (owner, party, recorded_at DESC, record_id DESC);
      CREATE TABLE financial_statement (
        record_id uuid NOT NULL REFERENCES credit_record,
        owner text NOT NULL,
        party text NOT NULL,
        fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2200),
        currency text NOT NULL,
        period_days smallint NOT NULL CHECK (period_days BETWEEN 1 AND 800),
        figures jsonb NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (record_id, fiscal_year)
      );
      CREATE INDEX financial_statement_party
        ON financial_statement (owner, party, fiscal_year DESC, recorded_at DESC);

      CREATE TABLE question_set (
        owner text NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        questions jsonb NOT NULL,
        set_by uuid NOT NULL,
        set_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (owner, version)
      );
      CREATE TABLE questionnaire (
        questionnaire_id uuid PRIMARY KEY,
        owner text NOT NULL,
        party text NOT NULL,
        set_version integer NOT NULL,
        status text NOT NULL,
        agreed jsonb,
        points integer,
        opened_at timestamptz NOT NULL DEFAULT now(),
        closed_at timestamptz,
        FOREIGN KEY (owner, set_version) REFERENCES question_set
      );
      CREATE INDEX questionnaire_owner
        ON questionnaire (owner, opened_at DESC, questionnaire_id DESC);
      CREATE UNIQUE INDEX questionnaire_open ON questionnaire (owner, party)
        WHERE closed_at IS NULL;
      CREATE TABLE questionnaire_answer (
        questionnaire_id uuid NOT NULL REFERENCES questionnaire,
        number smallint NOT NULL CHECK (number BETWEEN 1 AND 3),
        answers jsonb NOT NULL,
        answered_by uuid NOT NULL,
        answered_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (questionnaire_id, number),
        UNIQUE (questionnaire_id, answered_by)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE questionnaire_answer, questionnaire, question_set, financial_statement,
        credit_record;
    `);
  }
}
