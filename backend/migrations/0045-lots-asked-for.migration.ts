import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who was asked to quote for a lot, or offered it, found by the lot.
 *
 * The lists that requests and offers keep are too long to be looked into for each lot, and the planner, which takes them
 * for short, read them all. The rows follow from the lists by triggers, so that replicas of the version before, which
 * know nothing of them, keep them too.
 */
export class LotsAskedFor1700000000045 implements MigrationInterface {
  readonly name = 'LotsAskedFor1700000000045';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE quote_request_lot (
        lot_id text NOT NULL,
        financier text NOT NULL,
        PRIMARY KEY (lot_id, financier)
      );
      CREATE INDEX quote_request_lot_financier ON quote_request_lot (financier);
      CREATE FUNCTION list_quote_request_lots() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO quote_request_lot (lot_id, financier)
          SELECT unnest(NEW.lot_ids), NEW.financier ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$;
      CREATE TRIGGER quote_request_lots AFTER INSERT ON quote_request
        FOR EACH ROW EXECUTE FUNCTION list_quote_request_lots();
      INSERT INTO quote_request_lot (lot_id, financier)
        SELECT DISTINCT unnest(lot_ids), financier FROM quote_request;
      DROP INDEX quote_request_lots;

      CREATE TABLE onward_lot (
        lot_id text NOT NULL,
        lots_hash text NOT NULL,
        PRIMARY KEY (lot_id, lots_hash)
      );
      CREATE INDEX onward_lot_hash ON onward_lot (lots_hash);
      CREATE FUNCTION list_onward_lots() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO onward_lot (lot_id, lots_hash)
          SELECT unnest(NEW.lot_ids), NEW.lots_hash ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$;
      CREATE TRIGGER onward_lots AFTER INSERT ON onward_lots
        FOR EACH ROW EXECUTE FUNCTION list_onward_lots();
      INSERT INTO onward_lot (lot_id, lots_hash)
        SELECT DISTINCT unnest(lot_ids), lots_hash FROM onward_lots;
      DROP INDEX onward_lots_lots;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX onward_lots_lots ON onward_lots USING gin (lot_ids);
      DROP TRIGGER onward_lots ON onward_lots;
      DROP FUNCTION list_onward_lots;
      DROP TABLE onward_lot;
      CREATE INDEX quote_request_lots ON quote_request USING gin (lot_ids);
      DROP TRIGGER quote_request_lots ON quote_request;
      DROP FUNCTION list_quote_request_lots;
      DROP TABLE quote_request_lot;
    `);
  }
}
