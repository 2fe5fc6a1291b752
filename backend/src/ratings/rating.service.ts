import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { DomainError, InputInvalidError, NotFoundError, NotPermittedError } from '../api/index.js';
import {
  AssessmentWorkKind,
  AssessmentWorkService,
  type Work,
  type WorkKindHandler,
  WorkKinds,
  WorkRefusedError,
  type WorkTools,
} from '../assessment-work/index.js';
import { BehaviourReader } from '../behaviour/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { LedgerClock, OffLedgerActs } from '../ledger/index.js';
import { checkScale } from './grade-scale.rules.js';
import type { GradeScaleInput, RateBuyersInput } from './rating.input.js';
import { findScale, storedJson } from './rating.rows.js';
import { ratedBy } from './rating.sql.js';

const OF_DAY = `SELECT * FROM behaviour WHERE as_of_date = $5 AND supplier = ''`;
const STORE = `
  INSERT INTO rating (assessor, party, currency, as_of_date, scale_version, points, grade, rank,
    reasons)
  SELECT $4, r.buyer, r.currency, $5, $6, r.points, r.grade, r.rank, r.reasons
  FROM (${ratedBy(OF_DAY)}) r
  ON CONFLICT (assessor, party, currency, as_of_date) DO UPDATE SET rated_at = now(),
    scale_version = EXCLUDED.scale_version, points = EXCLUDED.points, grade = EXCLUDED.grade,
    rank = EXCLUDED.rank, reasons = EXCLUDED.reasons`;

/** Working out the figures takes most of the time. */
const FIGURES_PERCENT = 80;

/** Assessors grade buyers by scales of their own. */
@Injectable()
export class RatingService implements OnModuleInit, WorkKindHandler {
  constructor(
    private readonly dataSource: DataSource,
    private readonly acts: OffLedgerActs,
    private readonly works: AssessmentWorkService,
    private readonly kinds: WorkKinds,
    private readonly clock: LedgerClock,
    private readonly behaviour: BehaviourReader,
  ) {}

  onModuleInit(): void {
    this.kinds.register(AssessmentWorkKind.RATE_BUYERS, this);
  }

  /** The version of the scale that holds from now on. */
  async setScale(viewer: Viewer, input: GradeScaleInput): Promise<number | DomainError> {
    if (!viewer.roles.includes(PartyRole.ASSESSOR)) {
      return new NotPermittedError('Only an assessor has a scale of grades.');
    }
    const { idempotencyKey: key, ...scale } = input;
    const wrong = checkScale(scale);
    if (wrong !== null) return wrong;
    const act = { key, operation: 'setGradeScale', body: scale };
    const made = await this.acts.once(viewer, act, async (db) => {
      await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 2))', [viewer.party]);
      const rows: Array<{ version: number }> = await db.query(
        `INSERT INTO grade_scale (assessor, version, base_points, rules, grades, set_by)
         SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5
         FROM grade_scale WHERE assessor = $1 RETURNING version`,
        [
          ...[viewer.party, scale.basePoints, storedJson(scale.rules), storedJson(scale.grades)],
          viewer.userId,
        ],
      );
      return String(rows[0]?.version);
    });
    return typeof made === 'string' ? Number(made) : made;
  }

  /** Id of the work that grades every buyer by what was known at the end of a day. */
  async rateAll(viewer: Viewer, input: RateBuyersInput): Promise<string | DomainError> {
    if (!viewer.roles.includes(PartyRole.ASSESSOR)) {
      return new NotPermittedError('Only an assessor rates buyers.');
    }
    const { idempotencyKey: key, asOfDate } = input;
    const kind = AssessmentWorkKind.RATE_BUYERS;
    const asked = { key, operation: 'rateBuyers', kind, task: { asOfDate } };
    return this.works.ask<DomainError>(viewer, asked, async (db) => {
      const { today } = await this.clock.read(db);
      if (asOfDate > today) {
        return new InputInvalidError('asOfDate', `The ledger’s day is ${today}.`);
      }
      const scale = await findScale(db, viewer.party);
      return scale === null ? new NotFoundError('grade scale') : null;
    });
  }

  /** As {@link WorkKindHandler.run} says. */
  async run(
    { owner, task }: Work,
    { progress, signal }: WorkTools,
  ): Promise<(db: EntityManager) => Promise<string>> {
    const asOfDate = String(task['asOfDate']);
    await this.dataSource.transaction(async (db) => {
      // Figures of a day are the same for all assessors: one works them out at a time.
      await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [asOfDate]);
      await this.behaviour.keep(db, asOfDate);
    });
    signal.throwIfAborted();
    progress(FIGURES_PERCENT);
    return async (db) => {
      const count = await this.rate(db, owner, asOfDate);
      return `Ratings of ${asOfDate}: ${count}.`;
    };
  }

  private async rate(db: EntityManager, assessor: string, asOfDate: string): Promise<number> {
    const scale = await findScale(db, assessor);
    if (scale === null) throw new WorkRefusedError('Your party has no scale of grades.');
    await this.behaviour.ensure(db, asOfDate);
    const { rules, grades } = scale;
    const terms = [scale.basePoints, storedJson(rules), storedJson(grades)];
    await db.query(STORE, [...terms, assessor, asOfDate, scale.version]);
    const rows: Array<{ count: number }> = await db.query(
      'SELECT count(*)::int AS count FROM rating WHERE assessor = $1 AND as_of_date = $2',
      [assessor, asOfDate],
    );
    return rows[0]?.count ?? 0;
  }
}
