import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How buyers behaved, as it was known at the end of a day. */
export class Behaviour1700000000031 implements MigrationInterface {
  readonly name = 'Behaviour1700000000031';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE behaviour (
        as_of_date date NOT NULL,
        buyer text NOT NULL,
        -- Empty for what the buyer does with all its suppliers.
        supplier text NOT NULL,
        currency text NOT NULL,
        window_days integer NOT NULL,
        outstanding_minor numeric NOT NULL,
        overdue_minor numeric NOT NULL,
        oldest_days_past_due integer NOT NULL,
        confirmed_count integer NOT NULL,
        confirmed_minor numeric NOT NULL,
        paid_minor numeric NOT NULL,
        credited_minor numeric NOT NULL,
        written_off_minor numeric NOT NULL,
        days_beyond_terms_milli bigint,
        trend_milli bigint,
        late_days_p50 integer,
        late_days_p90 integer,
        due_count integer NOT NULL,
        late_count integer NOT NULL,
        late_share_bps integer,
        confirmation_hours_mean integer,
        confirmation_hours_p90 integer,
        disputed_count integer NOT NULL,
        dispute_share_bps integer,
        dilution_bps integer,
        promises_kept integer NOT NULL,
        promises_broken integer NOT NULL,
        statement_count integer NOT NULL,
        statement_in_time_count integer NOT NULL,
        concentration_bps integer,
        largest_share_bps integer,
        month_shares_bps integer[] NOT NULL,
        PRIMARY KEY (as_of_date, buyer, supplier, currency)
      );
      CREATE INDEX behaviour_buyer ON behaviour (buyer, supplier, currency, as_of_date DESC);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE behaviour');
  }
}
