import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { DealStatus } from './deal.entity.js';
import type { DealType } from './deal.type.js';
import { proceedsOf } from './quote-price.js';

interface DealRow {
  deal_number: number;
  quote_hash: string;
  supplier: string;
  financier: string;
  buyer: string;
  currency: string;
  eligible_minor: string;
  advance_minor: string;
  reserve_minor: string;
  discount_charge_minor: string;
  service_fee_minor: string;
  reserve_released_minor: string;
  reserve_netted_minor: string;
  status: DealStatus;
  disclosed: boolean;
  recourse_days: number;
  fund_by: Date;
  accepted_at: Date;
  funded_at: Date | null;
  ended_at: Date | null;
}

/** Who sees a deal: supplier and financier, operator and auditor. $1 and $2. */
const VISIBLE = '($1 OR d.supplier = $2 OR d.financier = $2)';

@Injectable()
export class DealReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Deals that concern the viewer, the latest first. */
  async list(viewer: Viewer, page: Page): Promise<DealType[]> {
    const rows: DealRow[] = await this.dataSource.query(
      `SELECT d.* FROM deal d WHERE ${VISIBLE} AND ($3::bigint IS NULL OR d.deal_number < $3)
       ORDER BY d.deal_number DESC LIMIT $4`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.limit],
    );
    return rows.map(toDeal);
  }

  async find(
    viewer: Viewer,
    dealNumber: number,
    db: EntityManager = this.dataSource.manager,
  ): Promise<DealType | null> {
    const rows: DealRow[] = await db.query(
      `SELECT d.* FROM deal d WHERE ${VISIBLE} AND d.deal_number = $3`,
      [seesEverything(viewer), viewer.party, dealNumber],
    );
    return rows[0] === undefined ? null : toDeal(rows[0]);
  }

  async findByQuotes(viewer: Viewer, quoteHashes: readonly string[]): Promise<DealType[]> {
    const rows: DealRow[] = await this.dataSource.query(
      `SELECT d.* FROM deal d WHERE ${VISIBLE} AND d.quote_hash = ANY($3)`,
      [seesEverything(viewer), viewer.party, quoteHashes],
    );
    return rows.map(toDeal);
  }

  /** Lots of each deal in their accepted order; the caller may see the deals. */
  async lotIdsOf(
    dealNumbers: readonly number[],
    db: EntityManager = this.dataSource.manager,
  ): Promise<Map<number, string[]>> {
    const rows: Array<{ deal_number: number; lot_ids: string[] }> = await db.query(
      `SELECT deal_number, array_agg(lot_id ORDER BY position) AS lot_ids
       FROM deal_lot WHERE deal_number = ANY($1) GROUP BY deal_number`,
      [dealNumbers],
    );
    return new Map(rows.map((row) => [row.deal_number, row.lot_ids]));
  }
}

function toDeal(row: DealRow): DealType {
  const price = {
    eligibleMinor: BigInt(row.eligible_minor),
    advanceMinor: BigInt(row.advance_minor),
    reserveMinor: BigInt(row.reserve_minor),
    discountChargeMinor: BigInt(row.discount_charge_minor),
    serviceFeeMinor: BigInt(row.service_fee_minor),
  };
  return {
    dealNumber: row.deal_number,
    quoteHash: row.quote_hash,
    currency: row.currency,
    price: { ...price, proceedsMinor: proceedsOf(price) },
    reserveReleasedMinor: BigInt(row.reserve_released_minor),
    reserveNettedMinor: BigInt(row.reserve_netted_minor),
    status: row.status,
    disclosed: row.disclosed,
    recourseDays: row.recourse_days,
    fundBy: row.fund_by,
    acceptedAt: row.accepted_at,
    fundedAt: row.funded_at,
    endedAt: row.ended_at,
    supplier: row.supplier,
    financier: row.financier,
    buyer: row.buyer,
  };
}
