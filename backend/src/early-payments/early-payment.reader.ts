import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Page } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { EarlyPaymentStatus } from './early-payment.entity.js';
import type {
  EarlyPayableLotType,
  EarlyPaymentFilter,
  EarlyPaymentType,
} from './early-payment.type.js';

interface EarlyPaymentRow {
  number: number;
  lot_id: string;
  receivable_id: string;
  supplier: string;
  buyer: string;
  currency: string;
  face_minor: string;
  discount_minor: string;
  status: EarlyPaymentStatus;
  entry_hash: string | null;
  pay_by: Date;
  offered_at: Date;
  accepted_at: Date | null;
  settled_at: Date | null;
  ended_at: Date | null;
}

/** A lot that may be paid early, with the receivable that it is a part of. */
export interface EarlyPayableLot extends EarlyPayableLotType {
  readonly receivableId: string;
  readonly buyer: string;
}

/** Who sees an early payment: its two sides, and who sees every account. $1 and $2. */
const VISIBLE = '($1 OR y.supplier = $2 OR y.buyer = $2)';

/** A settlement agent must find what a bank entry pays. */
function seesEveryPayment(viewer: Viewer): boolean {
  return seesEverything(viewer) || viewer.roles.includes(PartyRole.SETTLEMENT_AGENT);
}

/** Early payments that a viewer sees. */
@Injectable()
export class EarlyPaymentReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Early payments that concern the viewer, the latest first. */
  async list(viewer: Viewer, page: Page, filter: EarlyPaymentFilter): Promise<EarlyPaymentType[]> {
    const rows: EarlyPaymentRow[] = await this.dataSource.query(
      `SELECT y.* FROM early_payment y WHERE ${VISIBLE}
         AND ($3::text IS NULL OR y.status = $3) AND ($4::bigint IS NULL OR y.number < $4)
       ORDER BY y.number DESC LIMIT $5`,
      [seesEveryPayment(viewer), viewer.party, filter.status, page.after?.[0], page.limit],
    );
    return rows.map(toEarlyPayment);
  }

  async find(
    viewer: Viewer,
    number: number,
    db: EntityManager = this.dataSource.manager,
  ): Promise<EarlyPaymentType | null> {
    const rows: EarlyPaymentRow[] = await db.query(
      `SELECT y.* FROM early_payment y WHERE ${VISIBLE} AND y.number = $3`,
      [seesEveryPayment(viewer), viewer.party, number],
    );
    return rows[0] === undefined ? null : toEarlyPayment(rows[0]);
  }

  /** Early payments of receivables, the latest first. */
  async findOfReceivables(
    viewer: Viewer,
    receivableIds: readonly string[],
  ): Promise<EarlyPaymentType[]> {
    const rows: EarlyPaymentRow[] = await this.dataSource.query(
      `SELECT y.* FROM early_payment y WHERE ${VISIBLE} AND y.receivable_id = ANY($3)
       ORDER BY y.number DESC`,
      [seesEveryPayment(viewer), viewer.party, receivableIds],
    );
    return rows.map(toEarlyPayment);
  }

  /**
   * Lots that their supplier still owns, for the two sides of the receivable.
   *
   * Whether one is reserved or pledged stays hidden from the buyer; the supplier knows it when it is asked.
   */
  async payableLots(
    viewer: Viewer,
    { receivableIds, lotIds }: PayableScope,
    db: EntityManager = this.dataSource.manager,
  ): Promise<EarlyPayableLot[]> {
    const rows: Array<Omit<EarlyPayableLot, 'outstandingMinor'> & { outstandingMinor: string }> =
      await db.query(
        `SELECT l.lot_id AS "lotId", l.receivable_id AS "receivableId", r.buyer,
           l.outstanding_minor AS "outstandingMinor"
         FROM lot l JOIN receivable r USING (receivable_id)
         WHERE (l.receivable_id = ANY($3) OR l.lot_id = ANY($4)) AND l.owner = r.supplier
           AND l.outstanding_minor > 0 AND ($1 OR r.supplier = $2 OR r.buyer = $2)
         ORDER BY l.lot_id`,
        [seesEverything(viewer), viewer.party, receivableIds, lotIds],
      );
    return rows.map((row) => ({ ...row, outstandingMinor: BigInt(row.outstandingMinor) }));
  }
}

/** Lots by their own ids, or by those of their receivables. */
export interface PayableScope {
  readonly receivableIds?: readonly string[];
  readonly lotIds?: readonly string[];
}

function toEarlyPayment(row: EarlyPaymentRow): EarlyPaymentType {
  const faceMinor = BigInt(row.face_minor);
  const discountMinor = BigInt(row.discount_minor);
  return {
    number: row.number,
    status: row.status,
    currency: row.currency,
    faceMinor,
    discountMinor,
    payMinor: faceMinor - discountMinor,
    payBy: row.pay_by,
    offeredAt: row.offered_at,
    acceptedAt: row.accepted_at,
    settledAt: row.settled_at,
    endedAt: row.ended_at,
    lotId: row.lot_id,
    entryHash: row.entry_hash,
    receivableId: row.receivable_id,
    supplier: row.supplier,
    buyer: row.buyer,
  };
}
