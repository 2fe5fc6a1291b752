import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { OnwardType } from './assignments.type.js';

const SELECT_ONWARD = `
  SELECT o.onward_number AS "onwardNumber", o.from_party AS "fromParty", o.to_party AS "toParty",
    o.status, o.accept_by AS "acceptBy", o.offered_at AS "offeredAt", o.ended_at AS "endedAt",
    coalesce(k.lot_ids, '{}') AS "lotIds"
  FROM onward o LEFT JOIN onward_lots k USING (lots_hash)`;

/** Who sees an onward assignment: its two sides, operator and auditor. $1 and $2. */
const VISIBLE = '($1 OR o.from_party = $2 OR o.to_party = $2)';

@Injectable()
export class OnwardReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Onward assignments from and to the viewer, the latest first. */
  async list(viewer: Viewer, page: Page): Promise<OnwardType[]> {
    return this.dataSource.query(
      `${SELECT_ONWARD} WHERE ${VISIBLE} AND ($3::bigint IS NULL OR o.onward_number < $3)
       ORDER BY o.onward_number DESC LIMIT $4`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.limit],
    );
  }

  async find(
    viewer: Viewer,
    onwardNumber: number,
    db: EntityManager = this.dataSource.manager,
  ): Promise<OnwardType | null> {
    const rows: OnwardType[] = await db.query(
      `${SELECT_ONWARD} WHERE ${VISIBLE} AND o.onward_number = $3`,
      [seesEverything(viewer), viewer.party, onwardNumber],
    );
    return rows[0] ?? null;
  }

  /** Who owes those of the lots that the party owns, and in which currency. */
  async ownLots(
    db: EntityManager,
    party: string,
    lotIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly buyer: string; readonly currency: string }>> {
    const rows: Array<{ lot_id: string; buyer: string; currency: string }> = await db.query(
      `SELECT l.lot_id, r.buyer, r.currency FROM lot l JOIN receivable r USING (receivable_id)
       WHERE l.owner = $1 AND l.lot_id = ANY($2)`,
      [party, lotIds],
    );
    return new Map(rows.map((row) => [row.lot_id, row]));
  }
}
