import type { EntityManager } from 'typeorm';

import type { StatementItem } from './statement-items.js';

/** Items behind a root that is, or may come, on the ledger. */
export interface ItemsOfStatement {
  readonly statementId: string;
  readonly itemsRoot: string;
  /** Block whose state the items are. */
  readonly blockNumber: number;
  readonly items: readonly StatementItem[];
}

/**
 * Keeps items under statement and root: what a refused command left behind belongs to no root of the ledger, and is
 * right as it is if the same items come again.
 */
export async function keepItems(
  db: EntityManager,
  drafts: readonly ItemsOfStatement[],
): Promise<void> {
  await db.query(
    `INSERT INTO statement_draft (statement_id, items_root, block_number, item_count)
     SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::int[]) ON CONFLICT DO NOTHING`,
    [
      drafts.map((draft) => draft.statementId),
      drafts.map((draft) => draft.itemsRoot),
      drafts.map((draft) => draft.blockNumber),
      drafts.map((draft) => draft.items.length),
    ],
  );
  const rows = drafts.flatMap(({ statementId, itemsRoot, items }) =>
    items.map((item, position) => ({ statementId, itemsRoot, position, ...item })),
  );
  await db.query(
    `INSERT INTO statement_item (statement_id, items_root, position, receivable_id, due_date,
       outstanding_minor)
     SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::date[], $6::bigint[])
     ON CONFLICT DO NOTHING`,
    [
      rows.map((row) => row.statementId),
      rows.map((row) => row.itemsRoot),
      rows.map((row) => row.position),
      rows.map((row) => row.receivableId),
      rows.map((row) => row.dueDate),
      rows.map((row) => row.outstandingMinor.toString()),
    ],
  );
}
