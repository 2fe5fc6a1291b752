import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { BATCH_MAX } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { PositionType, RepurchaseType } from './position.type.js';

/** Amounts come as text. */
type Row<Shape, Amounts extends keyof Shape> = Omit<Shape, Amounts> & Record<Amounts, string>;
type PositionRow = Row<PositionType, 'advanceMinor' | 'reserveMinor' | 'repurchasePriceMinor'>;
type RepurchaseRow = Row<
  RepurchaseType,
  'priceMinor' | 'reserveAppliedMinor' | 'reserveReleasedMinor'
>;

/** A side of a deal that acts on its lots. */
export type DealSide = 'owner' | 'supplier';

/** Lots of a deal that a party has to do with, by its side. Who funded a deal may name lots that it passed on. */
const CONCERNS: Readonly<Record<DealSide, string>> = {
  owner: '(l.owner = $2 OR d.financier = $2)',
  supplier: 'd.supplier = $2',
};

/**
 * SQL: who sees the terms of a lot, beside who sees everything: its supplier and its owner, the financier that it is
 * reserved for, and whoever was offered it with its terms. $2 is the party.
 */
const VISIBLE = `(d.supplier = $2 OR l.owner = $2 OR (d.financier = $2 AND l.is_reserved)
  OR EXISTS (SELECT FROM onward_lot k JOIN onward o USING (lots_hash)
             WHERE k.lot_id = l.lot_id AND o.to_party = $2 AND o.status = 'OFFERED'))`;

/** What deals mean for their lots. */
@Injectable()
export class PositionReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Positions of lots as far as the viewer may see them. */
  async find(viewer: Viewer, lotIds: readonly string[]): Promise<PositionType[]> {
    const rows: PositionRow[] = await this.dataSource.query(
      `SELECT p.lot_id AS "lotId", p.deal_number AS "dealNumber", d.disclosed,
         d.recourse_days AS "recourseDays", p.advance_minor AS "advanceMinor",
         p.reserve_minor AS "reserveMinor", p.demanded_at AS "demandedAt",
         p.repurchase_offered AS "repurchaseOffered", p.is_closed AS "isClosed",
         greatest(0, l.outstanding_minor - p.reserve_minor) AS "repurchasePriceMinor",
         CASE WHEN d.recourse_days > 0
           THEN (r.due_date + d.recourse_days + l.clock_stopped_days + 1)::text
         END AS "demandableFrom"
       FROM lot_position p JOIN deal d ON d.deal_number = p.deal_number
       JOIN lot l ON l.lot_id = p.lot_id JOIN receivable r ON r.receivable_id = l.receivable_id
       WHERE p.lot_id = ANY($3) AND ($1 OR ${VISIBLE})`,
      [seesEverything(viewer), viewer.party, lotIds],
    );
    return rows.map((row) => ({
      ...row,
      advanceMinor: BigInt(row.advanceMinor),
      reserveMinor: BigInt(row.reserveMinor),
      repurchasePriceMinor: BigInt(row.repurchasePriceMinor),
    }));
  }

  /** Repurchases of deals in the order of the ledger; the caller may see the deals. */
  async repurchasesOf(dealNumbers: readonly number[]): Promise<RepurchaseType[]> {
    const rows: RepurchaseRow[] = await this.dataSource.query(
      `SELECT deal_number AS "dealNumber", lot_id AS "lotId", price_minor AS "priceMinor",
         reserve_applied_minor AS "reserveAppliedMinor",
         reserve_released_minor AS "reserveReleasedMinor", repurchased_at AS "repurchasedAt"
       FROM lot_repurchase WHERE deal_number = ANY($1) ORDER BY block_number, log_index`,
      [dealNumbers],
    );
    return rows.map((row) => ({
      ...row,
      priceMinor: BigInt(row.priceMinor),
      reserveAppliedMinor: BigInt(row.reserveAppliedMinor),
      reserveReleasedMinor: BigInt(row.reserveReleasedMinor),
    }));
  }

  /** Those of `lotIds` that are under the deal and that the party has to do with. */
  async lotsOfDeal(
    db: EntityManager,
    party: string,
    { dealNumber, lotIds, side }: { dealNumber: number; lotIds: readonly string[]; side: DealSide },
  ): Promise<ReadonlySet<string>> {
    const rows: Array<{ lot_id: string }> = await db.query(
      `SELECT l.lot_id FROM lot l JOIN deal d USING (deal_number)
       WHERE deal_number = $1 AND ${CONCERNS[side]} AND l.lot_id = ANY($3)`,
      [dealNumber, party, lotIds],
    );
    return new Set(rows.map((row) => row.lot_id));
  }

  /**
   * Collected lots of the deal that the party owns and has not released the reserve of.
   *
   * With nothing collected, the lots that it has to do with, so that the ledger says what is missing.
   */
  async closableLots(db: EntityManager, party: string, dealNumber: number): Promise<string[]> {
    const rows: Array<{ lot_id: string; is_closable: boolean }> = await db.query(
      `SELECT l.lot_id, l.owner = $2 AND l.outstanding_minor = 0 AND NOT p.is_closed AS is_closable
       FROM lot l JOIN deal d ON d.deal_number = l.deal_number
       JOIN lot_position p ON p.lot_id = l.lot_id
       WHERE l.deal_number = $1 AND ${CONCERNS.owner}
       ORDER BY is_closable DESC, l.lot_id LIMIT ${BATCH_MAX}`,
      [dealNumber, party],
    );
    const closable = rows.filter((row) => row.is_closable);
    return (closable.length === 0 ? rows : closable).map((row) => row.lot_id);
  }
}
