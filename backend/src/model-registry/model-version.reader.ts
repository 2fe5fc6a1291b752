import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { isUuid } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type {
  ComparisonDecision,
  ModelOrigin,
  ModelPurpose,
  ModelStatus,
} from './model-purpose.js';
import { type Champion, findChampion } from './model-store.js';
import type {
  ModelComparisonType,
  ModelFiguresType,
  ModelVersionType,
} from './model-version.type.js';

interface VersionRow {
  version_id: string;
  purpose: ModelPurpose;
  version: number;
  algorithm: string;
  status: ModelStatus;
  origin: ModelOrigin;
  trained_at: Date;
  trained_by: string;
  knowledge_until: string;
  training_rows: number;
  training_data_hash: string;
  holdout_from: string | null;
  holdout_until: string | null;
  figures: ModelFiguresType | null;
  model_hash: string;
  listed_at: string;
}

interface ComparisonRow {
  champion_version: number | null;
  rows: number;
  bad: number;
  challenger_auc: number | null;
  challenger_brier: number | null;
  champion_auc: number | null;
  champion_brier: number | null;
  margin: number;
  decision: ComparisonDecision;
  compared_at: Date;
}

const COLUMNS = `v.version_id, v.purpose, v.version, v.algorithm, v.status, v.origin, v.trained_at, v.trained_by,
  v.knowledge_until, v.training_rows, v.training_data_hash, v.holdout_from, v.holdout_until,
  v.figures, v.model_hash, v.trained_at::text AS listed_at`;

/** Versions that the viewer's own party trained; operator and auditor see all. */
@Injectable()
export class ModelVersionReader {
  /** Champions that were read and parsed, by purpose: a version never changes. */
  private readonly champions = new Map<ModelPurpose, Champion>();

  constructor(private readonly dataSource: DataSource) {}

  /** The latest first. */
  async list(
    viewer: Viewer,
    page: Page,
    purpose: ModelPurpose | null,
  ): Promise<ModelVersionType[]> {
    const rows: VersionRow[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM model_version v
       WHERE ($1 OR v.owner = $2) AND ($3::text IS NULL OR v.purpose = $3)
         AND ($4::timestamptz IS NULL OR (v.trained_at, v.version_id) < ($4, $5::uuid))
       ORDER BY v.trained_at DESC, v.version_id DESC LIMIT $6`,
      [
        ...[seesEverything(viewer), viewer.party, purpose],
        ...[page.after?.[0], page.after?.[1], page.limit],
      ],
    );
    return rows.map(toVersion);
  }

  async find(viewer: Viewer, versionId: string): Promise<ModelVersionType | null> {
    if (!isUuid(versionId)) return null;
    const rows: VersionRow[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM model_version v
       WHERE v.version_id = $1 AND ($2 OR v.owner = $3)`,
      [versionId, seesEverything(viewer), viewer.party],
    );
    return rows[0] === undefined ? null : toVersion(rows[0]);
  }

  /** The model itself as canonical JSON, of versions that the viewer sees. */
  async model(viewer: Viewer, versionId: string): Promise<string> {
    const rows: Array<{ model: string }> = await this.dataSource.query(
      'SELECT model FROM model_version WHERE version_id = $1 AND ($2 OR owner = $3)',
      [versionId, seesEverything(viewer), viewer.party],
    );
    return rows[0]?.model ?? '';
  }

  /** Comparisons in which the version was the challenger. */
  async comparisons(versionId: string): Promise<ModelComparisonType[]> {
    const rows: ComparisonRow[] = await this.dataSource.query(
      `SELECT c.*, v.version AS champion_version FROM model_comparison c
       LEFT JOIN model_version v ON v.version_id = c.champion_id
       WHERE c.challenger_id = $1 ORDER BY c.compared_at`,
      [versionId],
    );
    return rows.map((row) => ({
      ...{ championVersion: row.champion_version, rows: row.rows, bad: row.bad },
      ...{ challengerAuc: row.challenger_auc, challengerBrier: row.challenger_brier },
      ...{ championAuc: row.champion_auc, championBrier: row.champion_brier },
      ...{ margin: row.margin, decision: row.decision, comparedAt: row.compared_at },
    }));
  }

  /** What a purpose is forecast with, for the platform itself. */
  async champion(purpose: ModelPurpose): Promise<Champion | null> {
    const rows: Array<{ version_id: string }> = await this.dataSource.query(
      `SELECT version_id FROM model_version WHERE purpose = $1 AND status = 'CHAMPION'`,
      [purpose],
    );
    const known = this.champions.get(purpose);
    if (rows[0] === undefined || rows[0].version_id === known?.versionId) {
      return rows[0] === undefined ? null : (known ?? null);
    }
    const found = await findChampion(this.dataSource.manager, purpose);
    if (found !== null) this.champions.set(purpose, found);
    return found;
  }
}

function toVersion(row: VersionRow): ModelVersionType {
  return {
    ...{ versionId: row.version_id, purpose: row.purpose, version: row.version },
    ...{ algorithm: row.algorithm, status: row.status, trainedAt: row.trained_at },
    ...{ origin: row.origin },
    ...{ trainedById: row.trained_by, knowledgeUntil: row.knowledge_until },
    ...{ trainingRows: row.training_rows, trainingDataHash: row.training_data_hash },
    ...{ holdoutFrom: row.holdout_from, holdoutUntil: row.holdout_until },
    ...{ figures: row.figures, modelHash: row.model_hash },
    keyset: [row.listed_at, row.version_id],
  };
}
