import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { AssessmentWorkStatus } from './assessment-work.type.js';
import type { Work } from './work-kinds.js';

/** A work under the number of its attempt: whoever has an older number has lost it. */
export interface BegunWork extends Work {
  readonly attempt: number;
}

/** Another process does the work, or it was taken back. */
export class WorkLostError extends Error {
  override readonly name = 'WorkLostError';
}

interface BegunRow {
  work_id: string;
  owner: string;
  asked_by: string;
  kind: Work['kind'];
  task: Work['task'];
  attempt: number;
}

const OWN = `work_id = $1 AND attempt = $2 AND status = 'RUNNING'`;

/** Hands out works and takes their ends, each guarded by the number of the attempt. */
@Injectable()
export class AssessmentWorkDesk {
  constructor(readonly dataSource: DataSource) {}

  /** The next work, begun: first what a process left behind. */
  async begin(): Promise<BegunWork | null> {
    const [rows]: [BegunRow[], number] = await this.dataSource.query(
      `UPDATE assessment_work SET status = 'RUNNING', attempt = attempt + 1, percent = 0,
         started_at = coalesce(started_at, now())
       WHERE work_id = (
         SELECT work_id FROM assessment_work WHERE status IN ('QUEUED', 'RUNNING')
         ORDER BY status = 'RUNNING' DESC, asked_at, work_id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING *`,
    );
    const row = rows[0];
    if (row === undefined) return null;
    return {
      ...{ workId: row.work_id, owner: row.owner, askedBy: row.asked_by },
      ...{ kind: row.kind, task: row.task, attempt: row.attempt },
    };
  }

  /** False if the work is no longer this attempt's. */
  async progress({ workId, attempt }: BegunWork, percent: number): Promise<boolean> {
    const [, count]: [unknown[], number] = await this.dataSource.query(
      `UPDATE assessment_work SET percent = $3 WHERE ${OWN}`,
      [workId, attempt, percent],
    );
    return count > 0;
  }

  /** @throws {WorkLostError} and writes nothing, if the work is no longer this attempt's */
  async finish(
    { workId, attempt }: BegunWork,
    write: (db: EntityManager) => Promise<string>,
  ): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const rows: unknown[] = await db.query(
        `SELECT FROM assessment_work WHERE ${OWN} FOR UPDATE`,
        [workId, attempt],
      );
      if (rows.length === 0) throw new WorkLostError(workId);
      const answer = await write(db);
      await db.query(
        `UPDATE assessment_work SET status = 'DONE', percent = 100, answer = $3, ended_at = now()
         WHERE ${OWN}`,
        [workId, attempt, answer],
      );
    });
  }

  async end(
    { workId, attempt }: BegunWork,
    status: AssessmentWorkStatus,
    answer: string,
  ): Promise<void> {
    await this.dataSource.query(
      `UPDATE assessment_work SET status = $3, answer = $4, ended_at = now() WHERE ${OWN}`,
      [workId, attempt, status, answer],
    );
  }
}
