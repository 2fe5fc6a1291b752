import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { LotOrderKind } from './lot-order.entity.js';
import type { LotOrderType } from './lot-order.type.js';

interface LotOrderRow {
  block_number: string;
  log_index: number;
  lot_id: string;
  kind: LotOrderKind;
  owner: string;
  new_owner: string | null;
  order_hash: string;
  order: string | null;
  carried_out_at: Date;
}

/** SQL: the order `o` names the party $1; without one, the viewer sees everything. */
const NAMED = '($1::text IS NULL OR o.owner = $1 OR o.new_owner = $1)';
const SELECT = `SELECT o.*, CASE WHEN ${NAMED} THEN e.content END AS order
  FROM lot_order o LEFT JOIN operation_evidence e ON e.evidence_hash = o.order_hash`;

/** Orders of courts that were carried out. */
@Injectable()
export class LotOrderReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Orders that name the viewer's party, the latest first. */
  async list(
    viewer: Viewer,
    page: Page,
    lotId: string | null,
  ): Promise<Array<LotOrderType & { readonly keyset: Keyset }>> {
    const rows: LotOrderRow[] = await this.dataSource.query(
      `${SELECT} WHERE ${NAMED} AND ($2::text IS NULL OR o.lot_id = $2)
         AND ($3::bigint IS NULL OR (o.block_number, o.log_index) < ($3, $4::bigint))
       ORDER BY o.block_number DESC, o.log_index DESC LIMIT $5`,
      [partyOf(viewer), lotId?.toLowerCase(), page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map((row) => ({
      ...toOrder(row),
      keyset: [row.block_number, String(row.log_index)],
    }));
  }

  /** Orders about lots that the viewer was found to see, in the order of the ledger. */
  async ofLots(viewer: Viewer, lotIds: readonly string[]): Promise<LotOrderType[]> {
    const rows: LotOrderRow[] = await this.dataSource.query(
      `${SELECT} WHERE o.lot_id = ANY($2) ORDER BY o.block_number, o.log_index`,
      [partyOf(viewer), lotIds],
    );
    return rows.map(toOrder);
  }

  /** Those of the lots that are frozen. */
  async frozen(lotIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows: Array<{ lot_id: string }> = await this.dataSource.query(
      'SELECT lot_id FROM lot WHERE lot_id = ANY($1) AND is_frozen',
      [lotIds],
    );
    return new Set(rows.map((row) => row.lot_id));
  }
}

function partyOf(viewer: Viewer): string | null {
  return seesEverything(viewer) ? null : viewer.party;
}

function toOrder(row: LotOrderRow): LotOrderType {
  return {
    lotId: row.lot_id,
    kind: row.kind,
    owner: row.owner,
    newOwner: row.new_owner,
    orderHash: row.order_hash,
    order: row.order,
    carriedOutAt: row.carried_out_at,
  };
}
