import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { type Keyset, type Page, groupById } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { StatementStatus } from './statement.entity.js';
import type { StatementItem } from './statement-items.js';
import type { BalanceType, StatementFilter, StatementType } from './statement.type.js';

/** Items of a statement that are shown: a longer list is proved item by item. */
const ITEMS_SHOWN_MAX = 1_000;

interface StatementRow {
  statement_id: string;
  supplier: string;
  buyer: string;
  currency: string;
  as_of_date: string;
  balance_minor: string;
  ledger_balance_minor: string;
  items_root: string;
  status: StatementStatus;
  acknowledged_minor: string | null;
  acknowledged_root: string | null;
  agreed_minor: string | null;
  issued_at: Date;
  acknowledged_at: Date | null;
  item_count: number | null;
}

interface BalanceRow {
  supplier: string;
  buyer: string;
  currency: string;
  balance_minor: string;
  receivable_count: number;
}

interface ItemRow {
  item_key: string;
  receivable_id: string;
  due_date: string;
  outstanding_minor: string;
}

const SELECT_STATEMENT = `
  SELECT s.statement_id, s.supplier, s.buyer, s.currency, s.as_of_date::text, s.balance_minor,
    s.ledger_balance_minor, s.items_root, s.status, s.acknowledged_minor, s.acknowledged_root,
    s.agreed_minor, s.issued_at, s.acknowledged_at, d.item_count
  FROM statement s LEFT JOIN statement_draft d USING (statement_id, items_root)`;

/** Who sees a balance or statement: the two sides, operator and auditor. $1 and $2. */
function visible(alias: string): string {
  return `($1 OR ${alias}.supplier = $2 OR ${alias}.buyer = $2)`;
}

/** Place of a pair in the listing of balances. */
export function balanceKeyset({ supplier, buyer, currency }: BalanceType): Keyset {
  return [supplier, `${buyer}:${currency}`];
}

/** Names the items of one side of a statement. */
export function itemKeyOf(statementId: string, itemsRoot: string): string {
  return `${statementId}:${itemsRoot}`;
}

@Injectable()
export class StatementReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The latest issued first. */
  async list(viewer: Viewer, page: Page, filter: StatementFilter): Promise<StatementType[]> {
    const rows: StatementRow[] = await this.dataSource.query(
      `${SELECT_STATEMENT} WHERE ${visible('s')}
         AND ($3::timestamptz IS NULL OR (s.issued_at, s.statement_id) < ($3, $4))
         AND ($5::text IS NULL OR s.status = $5) AND ($6::text IS NULL OR s.supplier = $6)
         AND ($7::text IS NULL OR s.buyer = $7) AND ($8::text IS NULL OR s.currency = $8)
         AND ($9::date IS NULL OR s.as_of_date = $9)
       ORDER BY s.issued_at DESC, s.statement_id DESC LIMIT $10`,
      [
        seesEverything(viewer),
        viewer.party,
        page.after?.[0],
        page.after?.[1],
        filter.status,
        filter.supplierId?.toLowerCase(),
        filter.buyerId?.toLowerCase(),
        filter.currency,
        filter.asOfDate,
        page.limit,
      ],
    );
    return rows.map(toStatement);
  }

  async find(viewer: Viewer, statementId: string): Promise<StatementType | null> {
    const rows: StatementRow[] = await this.dataSource.query(
      `${SELECT_STATEMENT} WHERE ${visible('s')} AND s.statement_id = $3`,
      [seesEverything(viewer), viewer.party, statementId],
    );
    return rows[0] === undefined ? null : toStatement(rows[0]);
  }

  /** Running balance of each pair with something open. */
  async balances(viewer: Viewer, page: Page): Promise<BalanceType[]> {
    const rows: BalanceRow[] = await this.dataSource.query(
      `SELECT r.supplier, r.buyer, r.currency, sum(r.outstanding_minor) AS balance_minor,
         count(*)::int AS receivable_count
       FROM receivable r WHERE r.outstanding_minor > 0 AND ${visible('r')}
         AND ($3::text IS NULL OR (r.supplier, r.buyer || ':' || r.currency) > ($3, $4))
       GROUP BY r.supplier, r.buyer, r.currency
       ORDER BY r.supplier, r.buyer || ':' || r.currency LIMIT $5`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map((row) => ({
      supplier: row.supplier,
      buyer: row.buyer,
      currency: row.currency,
      balanceMinor: BigInt(row.balance_minor),
      receivableCount: row.receivable_count,
    }));
  }

  /** Items by {@link itemKeyOf}, for a viewer who sees the statements. */
  async items(itemKeys: readonly string[]): Promise<Map<string, StatementItem[]>> {
    const rows: ItemRow[] = await this.dataSource.query(
      `SELECT k.item_key, i.receivable_id, i.due_date::text, i.outstanding_minor
       FROM unnest($1::text[], $2::text[], $3::text[]) AS k (item_key, statement_id, items_root)
       JOIN statement_item i USING (statement_id, items_root)
       WHERE i.position < $4 ORDER BY i.statement_id, i.items_root, i.position`,
      [
        itemKeys,
        itemKeys.map((key) => key.split(':')[0]),
        itemKeys.map((key) => key.split(':')[1]),
        ITEMS_SHOWN_MAX,
      ],
    );
    const groups = groupById(itemKeys, rows, (row) => row.item_key);
    return new Map([...groups].map(([key, found]) => [key, found.map(toItem)]));
  }
}

function toItem(row: ItemRow): StatementItem {
  return {
    receivableId: row.receivable_id,
    dueDate: row.due_date,
    outstandingMinor: BigInt(row.outstanding_minor),
  };
}

function toStatement(row: StatementRow): StatementType {
  return {
    statementId: row.statement_id,
    supplier: row.supplier,
    buyer: row.buyer,
    currency: row.currency,
    asOfDate: row.as_of_date,
    balanceMinor: BigInt(row.balance_minor),
    ledgerBalanceMinor: BigInt(row.ledger_balance_minor),
    itemsRoot: row.items_root,
    status: row.status,
    acknowledgedMinor: row.acknowledged_minor === null ? null : BigInt(row.acknowledged_minor),
    acknowledgedRoot: row.acknowledged_root,
    agreedMinor: row.agreed_minor === null ? null : BigInt(row.agreed_minor),
    issuedAt: row.issued_at,
    acknowledgedAt: row.acknowledged_at,
    itemCount: row.item_count,
  };
}
