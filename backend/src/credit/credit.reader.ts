import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { AssessmentInputsType, AssessmentType, ExposureType } from './credit.type.js';

/** A row of a listing with its place in it. */
type Listed<Node> = Node & { readonly keyset: Keyset };

interface AssessmentRow {
  assessor: string;
  party: string;
  currency: string;
  limit_minor: string;
  grade: number;
  expires_at: Date;
  model_version: string;
  input_commitment: string;
  published_at: Date;
  listed_at: string;
  key: string;
}

interface ExposureRow {
  financier: string;
  buyer: string;
  currency: string;
  assessor: string;
  exposure_minor: string;
  limit_minor: string | null;
  headroom_minor: string;
  key: string;
}

/** Assessments and exposures that a viewer sees. */
@Injectable()
export class CreditReader {
  constructor(private readonly dataSource: DataSource) {}

  /** What a party publishes as an assessor or follows as a financier, the latest first. */
  async listAssessments(viewer: Viewer, page: Page): Promise<Array<Listed<AssessmentType>>> {
    const rows: AssessmentRow[] = await this.dataSource.query(
      `SELECT * FROM (
         SELECT a.*, a.assessor || a.party || a.currency AS key, a.published_at::text AS listed_at
         FROM assessment a
         WHERE $1 OR a.assessor = $2 OR a.assessor IN (
           SELECT f.assessor FROM followed_assessor f WHERE f.financier = $2)
       ) listed WHERE $3::timestamptz IS NULL OR (published_at, key) < ($3, $4)
       ORDER BY published_at DESC, key DESC LIMIT $5`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toAssessment);
  }

  /** What an assessment of the viewer's own followed from, for whoever is to work it out again. */
  async findInputs(viewer: Viewer, inputCommitment: string): Promise<AssessmentInputsType | null> {
    const rows: Array<{ salt: string; content: string }> = await this.dataSource.query(
      `SELECT salt, content FROM assessment_input
       WHERE input_commitment = $1 AND assessor = $2`,
      [inputCommitment, viewer.party],
    );
    const row = rows[0];
    return row === undefined ? null : { inputCommitment, salt: row.salt, inputs: row.content };
  }

  /** What a financier has at stake, and how much more it may fund; by buyer. */
  async listExposures(viewer: Viewer, page: Page): Promise<Array<Listed<ExposureType>>> {
    const rows: ExposureRow[] = await this.dataSource.query(
      `SELECT * FROM (
         SELECT e.*, coalesce(f.assessor, e.financier) AS assessor, a.limit_minor,
           CASE WHEN a.expires_at > k.block_time
             THEN greatest(0, a.limit_minor - e.exposure_minor) ELSE 0 END AS headroom_minor,
           e.financier || e.buyer || e.currency AS key
         FROM ledger_checkpoint k, exposure e LEFT JOIN followed_assessor f USING (financier)
         LEFT JOIN assessment a ON a.assessor = coalesce(f.assessor, e.financier)
           AND a.party = e.buyer AND a.currency = e.currency
         WHERE $1 OR e.financier = $2
       ) listed WHERE $3::text IS NULL OR key > $3 ORDER BY key LIMIT $4`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.limit],
    );
    return rows.map(toExposure);
  }
}

function toAssessment(row: AssessmentRow): Listed<AssessmentType> {
  return {
    assessor: row.assessor,
    party: row.party,
    currency: row.currency,
    limitMinor: BigInt(row.limit_minor),
    grade: row.grade,
    expiresAt: row.expires_at,
    modelVersion: Number(row.model_version),
    inputCommitment: row.input_commitment,
    publishedAt: row.published_at,
    keyset: [row.listed_at, row.key],
  };
}

function toExposure(row: ExposureRow): Listed<ExposureType> {
  return {
    financier: row.financier,
    buyer: row.buyer,
    currency: row.currency,
    assessor: row.assessor,
    exposureMinor: BigInt(row.exposure_minor),
    limitMinor: row.limit_minor === null ? null : BigInt(row.limit_minor),
    headroomMinor: BigInt(row.headroom_minor),
    keyset: [row.key, ''],
  };
}
