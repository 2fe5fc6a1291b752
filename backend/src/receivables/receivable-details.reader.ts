import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { type Viewer, seesEverything } from '../identity/index.js';
import { COMMAND_STANDS, JOIN_OUTCOME } from '../ledger/index.js';
import type {
  LedgerEventType,
  PayeeShare,
  ReceivablePayment,
  SourceDocument,
} from './receivable.type.js';
import { OPEN_CONTRACTS } from './visibility.js';

/** A row that belongs to a receivable of the batch. */
export type Of<Row> = Row & { readonly receivableId: string };

interface EventRow {
  receivableId: string;
  name: string;
  blockNumber: string;
  transactionHash: string;
  time: Date;
}

/** What belongs to receivables that the viewer was found to see; each method reads for many at once. */
@Injectable()
export class ReceivableDetailsReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Invoices; what a refused registration left behind does not count. */
  async documents(receivableIds: readonly string[]): Promise<Array<Of<SourceDocument>>> {
    return this.dataSource.query(
      `SELECT d.subject AS "receivableId", d.number, d.file_name AS "fileName", d.format, d.sha256,
         d.payment_reference AS "paymentReference"
       FROM document d JOIN command c USING (command_id) ${JOIN_OUTCOME}
       WHERE d.subject = ANY($1) AND d.kind = 'INVOICE' AND ${COMMAND_STANDS}`,
      [receivableIds],
    );
  }

  async payments(receivableIds: readonly string[]): Promise<Array<Of<ReceivablePayment>>> {
    const rows: Array<Of<Omit<ReceivablePayment, 'amountMinor'>> & { amountMinor: string }> =
      await this.dataSource.query(
        `SELECT p.receivable_id AS "receivableId", p.entry_hash AS "entryHash",
           abs(p.amount_minor) AS "amountMinor", p.amount_minor < 0 AS "isReversal",
           coalesce(m.booking_date, (p.applied_at AT TIME ZONE 'UTC')::date)::text AS "bookingDate",
           p.applied_at AS "appliedAt"
         FROM payment p LEFT JOIN LATERAL (
           SELECT booking_date FROM remittance m WHERE m.entry_hash = p.entry_hash
           ORDER BY m.applied_at LIMIT 1
         ) m ON true
         WHERE p.receivable_id = ANY($1) ORDER BY p.block_number, p.log_index`,
        [receivableIds],
      );
    return rows.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) }));
  }

  /** Events in the order of the ledger. Those about lots tell of financing: for the supplier, and who sees all. */
  async events(
    viewer: Viewer,
    receivableIds: readonly string[],
  ): Promise<Array<Of<LedgerEventType>>> {
    const rows: EventRow[] = await this.dataSource.query(
      `SELECT e.subject AS "receivableId", e.name, e.block_number AS "blockNumber",
         e.transaction_hash AS "transactionHash", e.block_time AS "time"
       FROM ledger_event e JOIN receivable r ON r.receivable_id = e.subject
       WHERE e.subject = ANY($1) AND ($2 OR r.supplier = $3 OR e.contract IN ${OPEN_CONTRACTS})
       ORDER BY e.block_number, e.log_index`,
      [receivableIds, seesEverything(viewer), viewer.party],
    );
    return rows.map((row) => ({ ...row, blockNumber: Number(row.blockNumber) }));
  }

  /**
   * Whom the buyer pays: the supplier, or whom it acknowledged after a notice of assignment.
   *
   * What is not confirmed has no lots, and the supplier as its payee.
   */
  async payees(receivableIds: readonly string[]): Promise<Array<Of<PayeeShare>>> {
    const rows: Array<{ receivableId: string; party: string; outstandingMinor: string }> =
      await this.dataSource.query(
        `SELECT receivable_id AS "receivableId", party,
           coalesce(sum(outstanding_minor), 0) AS "outstandingMinor"
         FROM (
           SELECT r.receivable_id, l.outstanding_minor, coalesce(n.payee, r.supplier) AS party
           FROM receivable r LEFT JOIN lot l USING (receivable_id) LEFT JOIN lot_notice n USING (lot_id)
           WHERE r.receivable_id = ANY($1)
         ) share GROUP BY receivable_id, party ORDER BY receivable_id, party`,
        [receivableIds],
      );
    return rows.map((row) => ({ ...row, outstandingMinor: BigInt(row.outstandingMinor) }));
  }
}
