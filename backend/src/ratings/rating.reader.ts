import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { RatingFeature } from './grade-scale.js';
import { wordReason } from './rating-wording.js';
import { type StoredScale, findScale } from './rating.rows.js';
import type { PartyClassType, RatingType } from './rating.type.js';

interface RatingRow {
  party: string;
  currency: string;
  as_of_date: string;
  scale_version: number;
  base_points: number;
  points: number;
  grade: string;
  rank: number;
  reasons: Array<{ feature: RatingFeature; value: number | null; points: number }>;
  rated_at: Date;
}

interface ClassRow {
  party: string;
  class_number: number;
  industry: string;
  company_group: string;
  size_band: string;
  recorded_at: Date;
}

/** Ratings that a viewer sees: its own as an assessor; operator and auditor see all. */
@Injectable()
export class RatingReader {
  constructor(private readonly dataSource: DataSource) {}

  findScale(viewer: Viewer): Promise<StoredScale | null> {
    return findScale(this.dataSource.manager, viewer.party);
  }

  /** Of one buyer or of all, the newest day first. */
  async list(viewer: Viewer, page: Page, buyer: string | null): Promise<RatingType[]> {
    const rows: RatingRow[] = await this.dataSource.query(
      `SELECT r.*, s.base_points FROM rating r
       JOIN grade_scale s ON s.assessor = r.assessor AND s.version = r.scale_version
       WHERE ($1 OR r.assessor = $2) AND ($3::text IS NULL OR r.party = $3)
         AND ($4::date IS NULL OR (r.as_of_date, r.party || r.currency || r.assessor) < ($4, $5))
       ORDER BY r.as_of_date DESC, r.party || r.currency || r.assessor DESC LIMIT $6`,
      [
        ...[seesEverything(viewer), viewer.party, buyer],
        ...[page.after?.[0], page.after?.[1], page.limit],
      ],
    );
    return rows.map(toRating);
  }

  async findClass(party: string): Promise<PartyClassType | null> {
    const rows: ClassRow[] = await this.dataSource.query(
      'SELECT * FROM party_class WHERE party = $1 ORDER BY class_number DESC LIMIT 1',
      [party],
    );
    const row = rows[0];
    return row === undefined
      ? null
      : {
          partyId: row.party,
          number: row.class_number,
          industry: row.industry,
          companyGroup: row.company_group,
          sizeBand: row.size_band,
          recordedAt: row.recorded_at,
        };
  }
}

function toRating(row: RatingRow & { assessor?: string }): RatingType {
  return {
    partyId: row.party,
    currency: row.currency,
    asOfDate: row.as_of_date,
    scaleVersion: row.scale_version,
    basePoints: row.base_points,
    points: row.points,
    grade: row.grade,
    rank: row.rank,
    reasons: row.reasons.map((reason) => {
      const { en, zh } = wordReason(reason.feature, reason.value, reason.points);
      return { ...reason, textEn: en, textZh: zh };
    }),
    ratedAt: row.rated_at,
    keyset: [row.as_of_date, `${row.party}${row.currency}${row.assessor ?? ''}`],
  };
}
