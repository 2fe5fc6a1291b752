import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { ItemLists } from './item-lists.js';
import type { ItemList } from './statement-items.js';

/** A statement to one of whose sides the viewer belongs. */
export interface SidedStatement {
  readonly statementId: string;
  readonly side: 'supplier' | 'buyer';
  readonly supplierRoot: string;
  /** Null until the buyer answered. */
  readonly buyerRoot: string | null;
}

/** Both sides' lists; null for one that is not kept here. */
export interface BothLists {
  readonly supplier: ItemList | null;
  readonly buyer: ItemList | null;
}

/** A line that is not resolved, with its figures; 0 is not in that side's list. */
export interface OpenLine {
  readonly receivableId: string;
  readonly supplierMinor: bigint;
  readonly buyerMinor: bigint;
}

/** What is needed to settle a statement line by line. */
@Injectable()
export class DifferingStatementReader {
  constructor(private readonly itemLists: ItemLists) {}

  async find(
    db: EntityManager,
    party: string,
    statementId: string,
  ): Promise<SidedStatement | null> {
    const rows: Array<{ supplier: string; items_root: string; acknowledged_root: string | null }> =
      await db.query(
        `SELECT supplier, items_root, acknowledged_root FROM statement
         WHERE statement_id = $1 AND (supplier = $2 OR buyer = $2)`,
        [statementId, party],
      );
    const [row] = rows;
    return row === undefined
      ? null
      : {
          statementId,
          side: row.supplier === party ? 'supplier' : 'buyer',
          supplierRoot: row.items_root,
          buyerRoot: row.acknowledged_root,
        };
  }

  /** Whole lists: proofs need every item behind a root. */
  async lists(db: EntityManager, statement: SidedStatement): Promise<BothLists> {
    const { statementId, supplierRoot, buyerRoot } = statement;
    return {
      supplier: await this.itemLists.find(db, statementId, supplierRoot),
      buyer: buyerRoot === null ? null : await this.itemLists.find(db, statementId, buyerRoot),
    };
  }

  /** Receivables that have a line, resolved or not. */
  async raisedReceivables(db: EntityManager, statementId: string): Promise<ReadonlySet<string>> {
    const rows: Array<{ receivable_id: string }> = await db.query(
      'SELECT receivable_id FROM statement_line WHERE statement_id = $1',
      [statementId],
    );
    return new Set(rows.map((row) => row.receivable_id));
  }

  /** By receivable. */
  async openLines(db: EntityManager, statementId: string): Promise<OpenLine[]> {
    const rows: Array<{ receivable_id: string; supplier_minor: string; buyer_minor: string }> =
      await db.query(
        `SELECT receivable_id, supplier_minor, buyer_minor FROM statement_line
         WHERE statement_id = $1 AND agreed_minor IS NULL ORDER BY receivable_id`,
        [statementId],
      );
    return rows.map((row) => ({
      receivableId: row.receivable_id,
      supplierMinor: BigInt(row.supplier_minor),
      buyerMinor: BigInt(row.buyer_minor),
    }));
  }
}
