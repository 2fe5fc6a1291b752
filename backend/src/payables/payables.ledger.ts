import type { EntityManager } from 'typeorm';

import { normaliseInvoiceNumber } from '../documents/index.js';
import type { NetworkKey } from '../ledger/index.js';
import { identifyInvoice } from '../receivables/index.js';
import type { OwedStatement, StatementItem } from '../reconciliation/index.js';
import type { LedgerState, StatedItem } from './payables.compare.js';

interface StateRow {
  receivable_id: string;
  outstanding_minor: string;
  paid_minor: string;
  credited_minor: string;
  disputed_minor: string;
  is_confirmed: boolean;
  due_date: string;
}

/** What the ledger says of a receivable of the pair, with its due date. */
export type PairState = LedgerState & { readonly dueDate: string };

/** Items of a statement with the numbers of their invoices. */
export async function withNumbers(
  db: EntityManager,
  items: readonly StatementItem[],
): Promise<StatedItem[]> {
  const rows: Array<{ subject: string; number: string }> = await db.query(
    `SELECT subject, number FROM document WHERE kind = 'INVOICE' AND subject = ANY($1)`,
    [items.map(({ receivableId }) => receivableId)],
  );
  const numbers = new Map(rows.map(({ subject, number }) => [subject, number]));
  return items.map(({ receivableId, outstandingMinor, dueDate }) => ({
    ...{ receivableId, outstandingMinor, dueDate },
    number: numbers.get(receivableId) ?? null,
  }));
}

/**
 * Finds the receivable that an invoice number is: by the invoices kept here, and by the fingerprint of the number
 * where none is.
 */
export function receivableFinder(
  networkKey: NetworkKey,
  supplier: string,
  stated: readonly StatedItem[],
): (number: string) => { readonly key: string; readonly receivableId: string } {
  const byNumber = new Map<string, string>();
  for (const { number, receivableId } of stated) {
    if (number !== null) byNumber.set(normaliseInvoiceNumber(number), receivableId);
  }
  return (number) => {
    const known = byNumber.get(normaliseInvoiceNumber(number));
    const receivableId = known ?? identifyInvoice(networkKey, supplier, number).receivableId;
    return { key: receivableId, receivableId };
  };
}

/** States of receivables of the pair of a statement; others are left out. */
export async function statesOf(
  db: EntityManager,
  { supplier, currency }: OwedStatement,
  { buyer, receivableIds }: { readonly buyer: string; readonly receivableIds: readonly string[] },
): Promise<Map<string, PairState>> {
  const rows: StateRow[] = await db.query(
    `SELECT receivable_id, outstanding_minor, paid_minor, credited_minor, disputed_minor,
       confirmed_at IS NOT NULL AS is_confirmed, due_date::text
     FROM receivable
     WHERE receivable_id = ANY($1) AND supplier = $2 AND buyer = $3 AND currency = $4`,
    [receivableIds, supplier, buyer, currency],
  );
  return new Map(
    rows.map((row) => [
      row.receivable_id,
      {
        outstandingMinor: BigInt(row.outstanding_minor),
        paidMinor: BigInt(row.paid_minor),
        creditedMinor: BigInt(row.credited_minor),
        disputedMinor: BigInt(row.disputed_minor),
        isConfirmed: row.is_confirmed,
        dueDate: row.due_date,
      },
    ]),
  );
}
