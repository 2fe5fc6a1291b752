import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { isUuid } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type {
  AssessmentWorkKind,
  AssessmentWorkStatus,
  AssessmentWorkType,
} from './assessment-work.type.js';

interface WorkRow {
  work_id: string;
  kind: AssessmentWorkKind;
  status: AssessmentWorkStatus;
  percent: number;
  attempt: number;
  answer: string | null;
  asked_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  listed_at: string;
}

const SELECT = 'SELECT w.*, w.asked_at::text AS listed_at FROM assessment_work w';

/** Work of the viewer's own party; operator and auditor see all. */
@Injectable()
export class AssessmentWorkReader {
  constructor(private readonly dataSource: DataSource) {}

  async find(viewer: Viewer, workId: string): Promise<AssessmentWorkType | null> {
    if (!isUuid(workId)) return null;
    const rows: WorkRow[] = await this.dataSource.query(
      `${SELECT} WHERE w.work_id = $1 AND ($2 OR w.owner = $3)`,
      [workId, seesEverything(viewer), viewer.party],
    );
    return rows[0] === undefined ? null : toWork(rows[0]);
  }

  /** The latest first. */
  async list(viewer: Viewer, page: Page): Promise<AssessmentWorkType[]> {
    const rows: WorkRow[] = await this.dataSource.query(
      `${SELECT} WHERE ($1 OR w.owner = $2)
         AND ($3::timestamptz IS NULL OR (w.asked_at, w.work_id) < ($3, $4::uuid))
       ORDER BY w.asked_at DESC, w.work_id DESC LIMIT $5`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toWork);
  }
}

function toWork(row: WorkRow): AssessmentWorkType {
  return {
    ...{ workId: row.work_id, kind: row.kind, status: row.status, percent: row.percent },
    ...{ attempt: row.attempt, answer: row.answer, askedAt: row.asked_at },
    ...{ startedAt: row.started_at, endedAt: row.ended_at },
    keyset: [row.listed_at, row.work_id],
  };
}
