import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type DomainError, NotFoundError, NotPermittedError } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { lotConditions } from '../receivables/index.js';

/** Who may act for a lot: its owner alone, or the collector that it mandated as well. */
export type Actor = 'OWNER' | 'COLLECTOR';

interface LotRow {
  lot_id: string;
  owner: string;
  collector: string | null;
}

/** Lots that a viewer wants to collect. */
@Injectable()
export class CollectableLotReader {
  /** The first reason why the viewer's party can't act for one of the lots; null if it can for all. */
  async findRefusal(
    db: EntityManager,
    viewer: Viewer,
    lotIds: readonly string[],
    actor: Actor,
  ): Promise<DomainError | null> {
    const rows: LotRow[] = await db.query(
      `SELECT l.lot_id, l.owner, m.collector
       FROM lot l LEFT JOIN collection_mandate m
         ON m.lot_id = l.lot_id AND m.owner = l.owner AND m.ended_at IS NULL
       WHERE l.lot_id = ANY($2) AND (${lotConditions(viewer).join(' OR ')})`,
      [viewer.party, lotIds],
    );
    const lots = new Map(rows.map((row) => [row.lot_id, row]));
    for (const lotId of lotIds) {
      const lot = lots.get(lotId);
      if (lot === undefined) {
        return new NotFoundError(lotId);
      }
      const acts = actor === 'OWNER' ? [lot.owner] : [lot.owner, lot.collector];
      if (!acts.includes(viewer.party)) {
        const who = actor === 'OWNER' ? 'the owner' : 'the owner or its collector';
        return new NotPermittedError(`Only ${who} of ${lotId} may do this.`);
      }
    }
    return null;
  }
}
