import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Page } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import type { LotFilter, LotType } from './lot.type.js';
import { lotConditions } from './visibility.js';

interface LotRow {
  lot_id: string;
  receivable_id: string;
  lot_index: number;
  owner: string;
  outstanding_minor: string;
  paid_minor: string;
  deal_number: number;
  created_at: Date;
}

/** SQL: a lot that may be sold. */
const FREE = `(l.deal_number = 0 AND NOT l.is_reserved AND NOT l.is_frozen AND l.outstanding_minor > 0
  AND NOT EXISTS (SELECT FROM lien n
    WHERE n.lot_id = l.lot_id AND n.status = 'ACTIVE' AND n.secured_minor > 0))`;

/** Lots that a viewer sees. */
@Injectable()
export class LotReader {
  constructor(private readonly dataSource: DataSource) {}

  async findVisible(
    viewer: Viewer,
    lotIds: readonly string[],
    db: EntityManager = this.dataSource.manager,
  ): Promise<LotType[]> {
    return this.select(db, viewer, 'l.lot_id = ANY($2) ORDER BY l.lot_id', lotIds);
  }

  /** Lots of receivables in the order of their index. */
  async findOfReceivables(viewer: Viewer, receivableIds: readonly string[]): Promise<LotType[]> {
    const { manager } = this.dataSource;
    return this.select(
      manager,
      viewer,
      'l.receivable_id = ANY($2) ORDER BY l.lot_index',
      receivableIds,
    );
  }

  /** What the viewer sees, the newest first. */
  async list(viewer: Viewer, page: Page, filter: LotFilter): Promise<LotType[]> {
    const order = 'ORDER BY l.created_at DESC, l.lot_id DESC LIMIT $6';
    const pages = lotConditions(viewer).map(
      (condition) =>
        `(SELECT l.* FROM lot l WHERE ${condition}
            AND ($2::text IS NULL OR l.owner = $2) AND ($3::boolean IS NULL OR ${FREE} = $3)
            AND ($4::timestamptz IS NULL OR (l.created_at, l.lot_id) < ($4, $5)) ${order})`,
    );
    const rows: LotRow[] = await this.dataSource.query(
      `SELECT l.* FROM (${pages.join(' UNION ')}) l ${order}`,
      [
        viewer.party,
        filter.ownerId?.toLowerCase(),
        filter.free,
        page.after?.[0],
        page.after?.[1],
        page.limit,
      ],
    );
    return rows.map(toLot);
  }

  private async select(
    db: EntityManager,
    viewer: Viewer,
    condition: string,
    ids: readonly string[],
  ): Promise<LotType[]> {
    const rows: LotRow[] = await db.query(
      `SELECT l.* FROM lot l WHERE (${lotConditions(viewer).join(' OR ')}) AND ${condition}`,
      [viewer.party, ids],
    );
    return rows.map(toLot);
  }
}

function toLot(row: LotRow): LotType {
  return {
    lotId: row.lot_id,
    receivableId: row.receivable_id,
    index: row.lot_index,
    owner: row.owner,
    outstandingMinor: BigInt(row.outstanding_minor),
    paidMinor: BigInt(row.paid_minor),
    dealNumber: row.deal_number === 0 ? null : row.deal_number,
    createdAt: row.created_at,
  };
}
