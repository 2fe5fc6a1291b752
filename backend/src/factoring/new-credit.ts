import type { EntityManager } from 'typeorm';

import type { NewDebt } from '../credit-limits/index.js';

interface DebtRow {
  lot_id: string;
  supplier: string;
  buyer: string;
  currency: string;
  outstanding_minor: string;
  terms_days: number;
}

/** What a financier has newly at stake with lots: one debt for each. */
export async function debtsOfLots(
  db: EntityManager,
  lotIds: readonly string[],
): Promise<NewDebt[]> {
  const rows: DebtRow[] = await db.query(
    `SELECT l.lot_id, r.supplier, r.buyer, r.currency, l.outstanding_minor,
       r.due_date - r.issue_date AS terms_days
     FROM lot l JOIN receivable r USING (receivable_id) WHERE l.lot_id = ANY($1)`,
    [lotIds],
  );
  return rows.map((row) => ({
    countedId: row.lot_id,
    supplier: row.supplier,
    buyer: row.buyer,
    currency: row.currency,
    amountMinor: BigInt(row.outstanding_minor),
    termsDays: row.terms_days,
  }));
}
