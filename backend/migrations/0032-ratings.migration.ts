import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Grades that assessors give by a scale of their own, and what each grade allows. */
export class Ratings1700000000032 implements MigrationInterface {
  readonly name = 'Ratings1700000000032';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE grade_scale (
        assessor text NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        base_points integer NOT NULL,
        rules jsonb NOT NULL,
        grades jsonb NOT NULL,
        set_by uuid NOT NULL,
        set_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (assessor, version)
      );
      CREATE TABLE rating (
        assessor text NOT NULL,
        party text NOT NULL,
        currency text NOT NULL,
        as_of_date date NOT NULL,
        scale_version integer NOT NULL,
        points integer NOT NULL,
        grade text NOT NULL,
        rank smallint NOT NULL,
        reasons jsonb NOT NULL,
        rated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (assessor, party, currency, as_of_date),
        FOREIGN KEY (assessor, scale_version) REFERENCES grade_scale
      );
      CREATE INDEX rating_day ON rating (assessor, as_of_date DESC, party, currency);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE rating, grade_scale');
  }
}
