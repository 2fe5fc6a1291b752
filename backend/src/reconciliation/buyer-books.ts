import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { groupById } from '../api/index.js';
import { OpenItemsReader } from './open-items.reader.js';
import type { StatementItem } from './statement-items.js';
import type { StatementStatus } from './statement.entity.js';
import type { AcknowledgementInput } from './statement.input.js';
import { STATEMENT_ITEMS_MAX } from './statement.rules.js';

/** A statement that a buyer is asked about. */
export interface OwedStatement {
  readonly statementId: string;
  readonly supplier: string;
  readonly currency: string;
  /** Of the supplier's list. */
  readonly itemsRoot: string;
  readonly status: StatementStatus;
  /** Block whose state the statement shows. */
  readonly blockNumber: number;
}

interface StatementRow {
  statement_id: string;
  supplier: string;
  currency: string;
  items_root: string;
  status: StatementStatus;
  block_number: string | null;
}

/** What a buyer's own reading of the ledger says about statements. */
@Injectable()
export class BuyerBooks {
  constructor(private readonly openItems: OpenItemsReader) {}

  /** Statements to a buyer. One that was issued elsewhere shows the state of the block of its issue. */
  async findStatements(
    db: EntityManager,
    buyer: string,
    statementIds: readonly string[],
  ): Promise<Map<string, OwedStatement>> {
    const rows: StatementRow[] = await db.query(
      `SELECT s.statement_id, s.supplier, s.currency, items_root, s.status, coalesce(d.block_number, (
           SELECT max(e.block_number) FROM ledger_event e
           WHERE e.subject = s.statement_id AND e.name = 'StatementIssued')) AS block_number
       FROM statement s LEFT JOIN statement_draft d USING (statement_id, items_root)
       WHERE s.buyer = $1 AND s.statement_id = ANY($2)`,
      [buyer, statementIds],
    );
    return new Map(
      rows.map((row) => [
        row.statement_id,
        {
          statementId: row.statement_id,
          supplier: row.supplier,
          currency: row.currency,
          itemsRoot: row.items_root,
          status: row.status,
          blockNumber: Number(row.block_number ?? 0),
        },
      ]),
    );
  }

  /** Items of each statement as the ledger shows them; one query for the statements of one moment. */
  async itemsOnLedger(
    db: EntityManager,
    buyer: string,
    statements: readonly OwedStatement[],
  ): Promise<Map<string, StatementItem[]>> {
    const found = new Map<string, StatementItem[]>();
    const momentOf = (one: OwedStatement): string => `${one.supplier} ${one.blockNumber}`;
    const moments = groupById([...new Set(statements.map(momentOf))], statements, momentOf);
    for (const group of moments.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const items = await this.openItems.itemsAt(db, {
        supplier: first.supplier,
        buyers: [buyer],
        currency: group.length === 1 ? first.currency : null,
        atBlock: first.blockNumber,
        limit: STATEMENT_ITEMS_MAX,
      });
      for (const { statementId, currency } of group) {
        found.set(
          statementId,
          items
            .filter((item) => item.currency === currency)
            .map(({ receivableId, dueDate, outstandingMinor }) => ({
              receivableId,
              dueDate,
              outstandingMinor,
            })),
        );
      }
    }
    return found;
  }

  /** Due date and pair of the receivables that a buyer names. */
  async dueDates(
    db: EntityManager,
    buyer: string,
    acknowledgements: readonly AcknowledgementInput[],
  ): Promise<Map<string, { pair: string; dueDate: string }>> {
    const ids = acknowledgements.flatMap(({ items }) =>
      (items ?? []).map(({ receivableId }) => receivableId),
    );
    const rows: Array<{ receivable_id: string; pair: string; due_date: string }> = await db.query(
      `SELECT receivable_id, supplier || ' ' || currency AS pair, due_date::text
       FROM receivable WHERE buyer = $1 AND receivable_id = ANY($2)`,
      [buyer, ids],
    );
    return new Map(
      rows.map((row) => [row.receivable_id, { pair: row.pair, dueDate: row.due_date }]),
    );
  }
}
