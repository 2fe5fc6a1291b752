import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { EMPTY_ROOT, ItemList, type StatementItem } from './statement-items.js';

/** A shorter list is read again as fast as it is found. */
const LONG_LIST_ITEMS = 1_000;
/** Of all lists in memory, the one used last not counted; some 500 bytes each. */
const ITEMS_IN_MEMORY_MAX = 200_000;

interface ItemRow {
  receivable_id: string;
  due_date: string;
  outstanding_minor: string;
}

/**
 * Lists of items behind the roots of statements.
 *
 * A proof needs the whole list, so the long ones that were used last stay in memory; nothing under a root ever changes.
 */
@Injectable()
export class ItemLists {
  private readonly kept = new Map<string, ItemList>();

  /** Null if the items behind the root are not kept here. */
  async find(db: EntityManager, statementId: string, itemsRoot: string): Promise<ItemList | null> {
    if (itemsRoot === EMPTY_ROOT) {
      return ItemList.of([]);
    }
    const key = `${statementId}:${itemsRoot}`;
    const list = this.kept.get(key) ?? (await readList(db, statementId, itemsRoot));
    if (list !== null && list.items.length >= LONG_LIST_ITEMS) {
      this.keep(key, list);
    }
    return list;
  }

  private keep(key: string, list: ItemList): void {
    this.kept.delete(key);
    let itemCount = [...this.kept.values()].reduce((sum, { items }) => sum + items.length, 0);
    for (const [oldest, { items }] of this.kept) {
      if (itemCount <= ITEMS_IN_MEMORY_MAX) break;
      this.kept.delete(oldest);
      itemCount -= items.length;
    }
    this.kept.set(key, list);
  }
}

async function readList(
  db: EntityManager,
  statementId: string,
  itemsRoot: string,
): Promise<ItemList | null> {
  const rows: ItemRow[] = await db.query(
    `SELECT receivable_id, due_date::text, outstanding_minor FROM statement_item
     WHERE statement_id = $1 AND items_root = $2 ORDER BY position`,
    [statementId, itemsRoot],
  );
  return rows.length === 0 ? null : ItemList.growing(rows.map(toItem));
}

function toItem(row: ItemRow): StatementItem {
  return {
    receivableId: row.receivable_id,
    dueDate: row.due_date,
    outstandingMinor: BigInt(row.outstanding_minor),
  };
}
