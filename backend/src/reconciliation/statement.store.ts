import type { EntityManager } from 'typeorm';

import { copyInto } from '../ledger/index.js';
import type { StatementItem } from './statement-items.js';

/** Items behind a root that is, or may come, on the ledger. */
export interface ItemsOfStatement {
  readonly statementId: string;
  readonly itemsRoot: string;
  /** Block whose state the items are. */
  readonly blockNumber: number;
  readonly items: readonly StatementItem[];
}

/** Some megabytes of text at a time. */
const ROWS_PER_COPY = 20_000;
const COPY_TARGET =
  'statement_item (statement_id, items_root, position, receivable_id, due_date, outstanding_minor)';

/**
 * Keeps items under statement and root: what a refused command left behind belongs to no root of the ledger, and is
 * right as it is if the same items come again.
 */
export async function keepItems(
  db: EntityManager,
  drafts: readonly ItemsOfStatement[],
): Promise<void> {
  const rows: Array<{ statement_id: string; items_root: string }> = await db.query(
    `INSERT INTO statement_draft (statement_id, items_root, block_number, item_count)
     SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::int[]) ON CONFLICT DO NOTHING
     RETURNING statement_id, items_root`,
    [
      drafts.map((draft) => draft.statementId),
      drafts.map((draft) => draft.itemsRoot),
      drafts.map((draft) => draft.blockNumber),
      drafts.map((draft) => draft.items.length),
    ],
  );
  // A draft that was there has its items: both are written in one transaction.
  const fresh = new Set(rows.map((row) => `${row.statement_id}:${row.items_root}`));
  for (const draft of drafts) {
    if (fresh.delete(`${draft.statementId}:${draft.itemsRoot}`)) {
      await copyItems(db, draft);
    }
  }
}

async function copyItems(
  db: EntityManager,
  { statementId, itemsRoot, items }: ItemsOfStatement,
): Promise<void> {
  for (let from = 0; from < items.length; from += ROWS_PER_COPY) {
    const lines = items
      .slice(from, from + ROWS_PER_COPY)
      .map(({ receivableId, dueDate, outstandingMinor }, index) =>
        [statementId, itemsRoot, from + index, receivableId, dueDate, outstandingMinor].join('\t'),
      );
    await copyInto(db, COPY_TARGET, `${lines.join('\n')}\n`);
  }
}
