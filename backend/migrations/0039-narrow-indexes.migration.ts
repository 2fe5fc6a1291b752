import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Listings by time, newest first, with their names: table, index, column before the time, time, id. */
const LISTINGS = [
  ['receivable', 'receivable_supplier', 'supplier', 'registered_at', 'receivable_id'],
  ['receivable', 'receivable_buyer', 'buyer', 'registered_at', 'receivable_id'],
  ['receivable', 'receivable_all', null, 'registered_at', 'receivable_id'],
  ['lot', 'lot_owner', 'owner', 'created_at', 'lot_id'],
  ['lot', 'lot_all', null, 'created_at', 'lot_id'],
  ['lot_notice', 'lot_notice_supplier', 'supplier', 'noticed_at', 'lot_id'],
  ['lot_notice', 'lot_notice_buyer', 'buyer', 'noticed_at', 'lot_id'],
  ['lot_notice', 'lot_notice_assignee', 'assignee', 'noticed_at', 'lot_id'],
  ['lot_notice', 'lot_notice_all', null, 'noticed_at', 'lot_id'],
] as const;

/**
 * What the indexer writes most takes narrower indexes, and a holder's past lots are found without reading all events.
 *
 * Rows of one block have one time: without the id equal keys are stored once, and new ones come at the end, where
 * there is room. Whoever lists them sorts those of a block. A subject is asked for as it is, never for a range.
 */
export class NarrowIndexes1700000000039 implements MigrationInterface {
  readonly name = 'NarrowIndexes1700000000039';

  async up(db: QueryRunner): Promise<void> {
    for (const [table, index, first, time] of LISTINGS) {
      const columns = first === null ? time : `${first}, ${time}`;
      await db.query(`DROP INDEX ${index}; CREATE INDEX ${index} ON ${table} (${columns})`);
    }
    await db.query(`
      DROP INDEX ledger_event_subject;
      CREATE INDEX ledger_event_subject ON ledger_event USING hash (subject)
        WHERE subject IS NOT NULL;

      -- Which lots a party ever had.
      CREATE INDEX ledger_event_transfer_to ON ledger_event ((args->>'to')) WHERE name = 'Transfer'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX ledger_event_transfer_to;
      DROP INDEX ledger_event_subject;
      CREATE INDEX ledger_event_subject ON ledger_event (subject) WHERE subject IS NOT NULL`);
    for (const [table, index, first, time, id] of LISTINGS) {
      const columns = `${first === null ? '' : `${first}, `}${time} DESC, ${id} DESC`;
      await db.query(`DROP INDEX ${index}; CREATE INDEX ${index} ON ${table} (${columns})`);
    }
  }
}
