import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { DifferenceCause } from './payables.compare.js';
import type { PayableDifferenceType, PayablesType } from './payables.type.js';

type PayablesRow = Omit<PayablesType, 'balanceMinor'> & { readonly balanceMinor: string };
type DifferenceRow = Omit<PayableDifferenceType, 'supplierMinor' | 'buyerMinor'> & {
  readonly supplierMinor: string | null;
  readonly buyerMinor: string | null;
};

const SELECT_PAYABLES = `
  SELECT p.payables_id AS "payablesId", p.statement_id AS "statementId", p.file_name AS "fileName",
    p.sha256, p.format, p.row_count AS "rowCount", p.item_count AS "itemCount",
    p.balance_minor AS "balanceMinor", p.items_root AS "itemsRoot", p.equal_count AS "equalCount",
    p.difference_count AS "differenceCount", p.command_id AS "commandId", p.created_at AS "createdAt"
  FROM payables p`;

/** The buyer's own; the supplier sees a list once the buyer answered the statement with it. $1 and $2. */
const VISIBLE = `($1 OR p.party = $2 OR (p.command_id IS NOT NULL AND EXISTS (
  SELECT FROM statement s WHERE s.statement_id = p.statement_id AND s.supplier = $2)))`;

@Injectable()
export class PayablesReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The latest first. */
  async list(viewer: Viewer, page: Page, statementId: string | null): Promise<PayablesType[]> {
    const rows: PayablesRow[] = await this.dataSource.query(
      `${SELECT_PAYABLES} WHERE ${VISIBLE} AND ($3::text IS NULL OR p.statement_id = $3)
         AND ($4::timestamptz IS NULL
           OR (p.created_at, p.payables_id) < ($4, $5::uuid))
       ORDER BY p.created_at DESC, p.payables_id DESC LIMIT $6`,
      [
        ...[seesEverything(viewer), viewer.party, statementId],
        ...[page.after?.[0], page.after?.[1], page.limit],
      ],
    );
    return rows.map(toPayables);
  }

  async find(viewer: Viewer, payablesId: string): Promise<PayablesType | null> {
    const rows: PayablesRow[] = await this.dataSource.query(
      `${SELECT_PAYABLES} WHERE ${VISIBLE} AND p.payables_id = $3`,
      [seesEverything(viewer), viewer.party, payablesId],
    );
    return rows[0] === undefined ? null : toPayables(rows[0]);
  }

  /** Of a list that the viewer sees, in the order of the statement and then of the file. */
  async differences(
    payablesId: string,
    page: Page,
    cause: DifferenceCause | null,
  ): Promise<PayableDifferenceType[]> {
    const rows: DifferenceRow[] = await this.dataSource.query(
      `SELECT cause, receivable_id AS "receivableId", number, supplier_minor AS "supplierMinor",
         buyer_minor AS "buyerMinor", supplier_due_date AS "supplierDueDate",
         buyer_due_date AS "buyerDueDate", line, position
       FROM payable_difference WHERE payables_id = $1 AND ($2::text IS NULL OR cause = $2)
         AND position > $3 ORDER BY position LIMIT $4`,
      [payablesId, cause, page.after?.[0] ?? -1, page.limit],
    );
    return rows.map(({ supplierMinor, buyerMinor, ...row }) => ({
      ...row,
      supplierMinor: supplierMinor === null ? null : BigInt(supplierMinor),
      buyerMinor: buyerMinor === null ? null : BigInt(buyerMinor),
    }));
  }
}

function toPayables({ balanceMinor, ...row }: PayablesRow): PayablesType {
  return { ...row, balanceMinor: BigInt(balanceMinor) };
}
