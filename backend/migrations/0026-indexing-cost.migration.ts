import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the indexer writes most costs less: rows find room beside what they replace, and one index is a third as large. */
export class IndexingCost1700000000026 implements MigrationInterface {
  readonly name = 'IndexingCost1700000000026';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A subject has few events, and equal keys are stored once.
      DROP INDEX ledger_event_subject;
      CREATE INDEX ledger_event_subject ON ledger_event (subject) WHERE subject IS NOT NULL;

      -- Sums of these change without any column of an index: the new version of a row that fits on its page takes none.
      ALTER TABLE lot SET (fillfactor = 50);
      ALTER TABLE lot_position SET (fillfactor = 50);
      ALTER TABLE deal SET (fillfactor = 50);
      ALTER TABLE exposure SET (fillfactor = 20);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE exposure RESET (fillfactor);
      ALTER TABLE deal RESET (fillfactor);
      ALTER TABLE lot_position RESET (fillfactor);
      ALTER TABLE lot RESET (fillfactor);
      DROP INDEX ledger_event_subject;
      CREATE INDEX ledger_event_subject ON ledger_event (subject, block_number, log_index)
        WHERE subject IS NOT NULL;
    `);
  }
}
