import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type DomainError, NotFoundError, NotPermittedError } from '../api/index.js';
import { isUuid } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { OffLedgerActs, SIGNAL_ASSESSMENT, notify } from '../ledger/index.js';
import type { AssessmentWorkKind } from './assessment-work.type.js';

/** What waits or runs for one party: all parties share one worker. */
const OPEN_MAX = 5;

interface AskedWork {
  readonly key: string;
  readonly operation: string;
  readonly kind: AssessmentWorkKind;
  readonly task: Readonly<Record<string, unknown>>;
}

/** Queues long work of assessors, and takes it back. */
@Injectable()
export class AssessmentWorkService {
  constructor(private readonly acts: OffLedgerActs) {}

  /** Id of the work. `check` refuses before anything is queued. */
  async ask<Refusal extends DomainError>(
    viewer: Viewer,
    { key, operation, kind, task }: AskedWork,
    check: (db: EntityManager) => Promise<Refusal | null>,
  ): Promise<string | DomainError> {
    return this.acts.once<DomainError>(viewer, { key, operation, body: task }, async (db) => {
      const refusal = await check(db);
      if (refusal !== null) return refusal;
      await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 8))', [viewer.party]);
      const open: unknown[] = await db.query(
        `SELECT FROM assessment_work WHERE owner = $1 AND status IN ('QUEUED', 'RUNNING')`,
        [viewer.party],
      );
      if (open.length >= OPEN_MAX) {
        return new NotPermittedError(`${OPEN_MAX} works of your party wait or run already.`);
      }
      const workId = randomUUID();
      await db.query(
        `INSERT INTO assessment_work (work_id, owner, kind, task, asked_by)
         VALUES ($1, $2, $3, $4, $5)`,
        [workId, viewer.party, kind, JSON.stringify(task), viewer.userId],
      );
      await notify(db, SIGNAL_ASSESSMENT);
      return workId;
    });
  }

  /** Takes back what has not ended; whoever works on it notices within a second. */
  async cancel(viewer: Viewer, key: string, workId: string): Promise<string | DomainError> {
    const act = { key, operation: 'cancelAssessmentWork', body: { workId } };
    return this.acts.once<DomainError>(viewer, act, async (db) => {
      const notFound = new NotFoundError(workId);
      if (!isUuid(workId)) return notFound;
      const rows: Array<{ status: string }> = await db.query(
        'SELECT status FROM assessment_work WHERE work_id = $1 AND owner = $2 FOR UPDATE',
        [workId, viewer.party],
      );
      const status = rows[0]?.status;
      if (status === undefined) return notFound;
      if (status !== 'QUEUED' && status !== 'RUNNING') {
        return new NotPermittedError(`It has ended: ${status}.`);
      }
      await db.query(
        `UPDATE assessment_work SET status = 'CANCELLED', ended_at = now() WHERE work_id = $1`,
        [workId],
      );
      return workId;
    });
  }
}
