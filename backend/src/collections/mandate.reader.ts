import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { MandateType } from './collections.type.js';
import type { Listed } from './course.reader.js';

interface MandateRow {
  lot_id: string;
  owner: string;
  collector: string;
  evidence_hash: string;
  given_at: Date;
  ended_at: Date | null;
  holds: boolean;
}

/** Mandates to collect lots. */
@Injectable()
export class MandateReader {
  constructor(private readonly dataSource: DataSource) {}

  /** What the viewer's party gave or was given, the latest first. */
  async list(viewer: Viewer, page: Page): Promise<Array<Listed<MandateType>>> {
    const sides = seesEverything(viewer) ? ['true'] : ['m.owner = $1', 'm.collector = $1'];
    const order = 'ORDER BY given_at DESC, lot_id DESC LIMIT $4';
    const pages = sides.map(
      (side) =>
        `(SELECT m.*, m.ended_at IS NULL AND l.owner = m.owner AS holds
          FROM collection_mandate m JOIN lot l USING (lot_id)
          WHERE ${side} AND $1::text IS NOT NULL
            AND ($2::timestamptz IS NULL OR (m.given_at, m.lot_id) < ($2, $3)) ${order})`,
    );
    const rows: MandateRow[] = await this.dataSource.query(
      `SELECT * FROM (${pages.join(' UNION ')}) listed ${order}`,
      [viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toMandate);
  }

  /** Collectors of lots that the viewer was found to see, where a mandate holds now. */
  async collectorsOf(lotIds: readonly string[]): Promise<Map<string, string>> {
    const rows: Array<{ lot_id: string; collector: string }> = await this.dataSource.query(
      `SELECT m.lot_id, m.collector FROM collection_mandate m JOIN lot l USING (lot_id)
       WHERE m.lot_id = ANY($1) AND m.ended_at IS NULL AND l.owner = m.owner`,
      [lotIds],
    );
    return new Map(rows.map((row) => [row.lot_id, row.collector]));
  }
}

function toMandate(row: MandateRow): Listed<MandateType> {
  return {
    lotId: row.lot_id,
    owner: row.owner,
    collector: row.collector,
    evidenceHash: row.evidence_hash,
    givenAt: row.given_at,
    endedAt: row.ended_at,
    holds: row.holds,
    keyset: [row.given_at.toISOString(), row.lot_id],
  };
}
