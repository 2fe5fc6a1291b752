import type { EntityManager } from 'typeorm';

import type { NewDebt } from '../credit-limits/index.js';

interface DebtRow {
  lot_id: string;
  supplier: string;
  buyer: string;
  currency: string;
  outstanding_minor: string;
  receivable_id: string;
  due_date: string;
  terms_days: number;
  owed_minor: string;
  invoiced_minor: string;
}

/** SQL: what was claimed of the receivable `r` when it was confirmed, maybe for less. */
const CLAIMED = `coalesce((SELECT (e.args->>'faceMinor')::bigint FROM ledger_event e
  WHERE e.subject = r.receivable_id AND e.contract = 'receivables'
    AND e.name IN ('ReceivableRegistered', 'ReceivableAmended', 'ClaimCredited')
  ORDER BY e.block_number DESC, e.log_index DESC LIMIT 1), r.face_minor)`;

/** What a financier has newly at stake with lots: one debt for each. */
export async function debtsOfLots(
  db: EntityManager,
  lotIds: readonly string[],
): Promise<NewDebt[]> {
  const rows: DebtRow[] = await db.query(
    `SELECT l.lot_id, r.supplier, r.buyer, r.currency, l.outstanding_minor,
       r.receivable_id, r.due_date, r.due_date - r.issue_date AS terms_days,
       r.outstanding_minor AS owed_minor, ${CLAIMED} AS invoiced_minor
     FROM lot l JOIN receivable r USING (receivable_id) WHERE l.lot_id = ANY($1)`,
    [lotIds],
  );
  return rows.map((row) => ({
    countedId: row.lot_id,
    supplier: row.supplier,
    buyer: row.buyer,
    currency: row.currency,
    amountMinor: BigInt(row.outstanding_minor),
    receivableId: row.receivable_id,
    dueDate: row.due_date,
    termsDays: row.terms_days,
    invoicedMinor: BigInt(row.invoiced_minor),
    owedMinor: BigInt(row.owed_minor),
  }));
}
