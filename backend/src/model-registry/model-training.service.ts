import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { type DomainError, InputInvalidError, NotPermittedError } from '../api/index.js';
import {
  AssessmentWorkKind,
  AssessmentWorkService,
  type Work,
  type WorkKindHandler,
  WorkKinds,
  type WorkTools,
} from '../assessment-work/index.js';
import { PartyRole, epochDayOf } from '../common/index.js';
import { HISTORY_OF_EACH_MIN } from '../credit-models/index.js';
import type { Viewer } from '../identity/index.js';
import { LedgerClock } from '../ledger/index.js';
import {
  PaymentHistoryReader,
  StatementRatiosReader,
  invoicesOn,
} from '../payment-history/index.js';
import { HistoryTooShortRefusal } from './model-registry.errors.js';
import { ModelPurpose } from './model-purpose.js';
import { findChampion, findWaiting, storeTraining } from './model-store.js';
import type { TrainModelInput } from './model-version.input.js';
import { TRAINING_THREAD, trainInThread } from './training.runner.js';

/** Receivables that are learned from: bounds memory and time of a training. */
const ROWS_MAX = 100_000;

interface Counts {
  good: number;
  bad: number;
}

/** Trains models on the platform's own history, in the background. */
@Injectable()
export class ModelTrainingService implements OnModuleInit, WorkKindHandler {
  constructor(
    private readonly dataSource: DataSource,
    private readonly works: AssessmentWorkService,
    private readonly kinds: WorkKinds,
    private readonly clock: LedgerClock,
    private readonly history: PaymentHistoryReader,
    private readonly statements: StatementRatiosReader,
    @Inject(TRAINING_THREAD) private readonly thread: URL,
  ) {}

  onModuleInit(): void {
    this.kinds.register(AssessmentWorkKind.TRAIN_MODEL, this);
  }

  /** Id of the work. */
  async train(viewer: Viewer, input: TrainModelInput): Promise<string | DomainError> {
    if (!viewer.roles.includes(PartyRole.ASSESSOR)) {
      return new NotPermittedError('Only an assessor trains models.');
    }
    const { idempotencyKey: key, purpose, asOfDate } = input;
    const operation = 'trainModel';
    const kind = AssessmentWorkKind.TRAIN_MODEL;
    return this.works.ask(viewer, { key, operation, kind, task: { purpose, asOfDate } }, (db) =>
      this.check(db, asOfDate),
    );
  }

  /** As {@link WorkKindHandler.run} says. */
  async run(work: Work, tools: WorkTools): Promise<(db: EntityManager) => Promise<string>> {
    const { purpose, asOfDate } = work.task as { purpose: ModelPurpose; asOfDate: string };
    const rows = await this.history.ofAll(asOfDate, ROWS_MAX);
    const ratios = await this.statements.knownOn(asOfDate, null);
    const champion = await findChampion(this.dataSource.manager, purpose);
    const waiting = await findWaiting(this.dataSource.manager, purpose);
    const outcome = await trainInThread(
      this.thread,
      {
        ...{ purpose, rows, ratios, knownUntilDay: epochDayOf(asOfDate) },
        champion:
          champion === null
            ? null
            : { ...champion.record, knowledgeDay: epochDayOf(champion.knowledgeUntil) },
        imported: waiting.map(({ versionId, record, knowledgeUntil }) => ({
          ...{ versionId, record, knowledgeDay: epochDayOf(knowledgeUntil) },
        })),
      },
      tools,
    );
    const championId = champion?.versionId ?? null;
    return (db) => storeTraining(db, { purpose, work, outcome, championId });
  }

  /** What is clear before anything is trained; the parts are counted by the training itself. */
  private async check(db: EntityManager, asOfDate: string): Promise<DomainError | null> {
    const { today } = await this.clock.read(db);
    if (asOfDate > today) {
      return new InputInvalidError('asOfDate', `The ledger’s day is ${today}.`);
    }
    const [counts]: [Counts] = await db.query(
      `SELECT count(*) FILTER (WHERE first_settled_day <= due_date)::int AS good,
         count(*) FILTER (WHERE first_settled_day > due_date OR first_settled_day IS NULL)::int
           AS bad
       FROM (${invoicesOn('true')}) i WHERE due_date < $1::date`,
      [asOfDate],
    );
    return Math.min(counts.good, counts.bad) < HISTORY_OF_EACH_MIN
      ? new HistoryTooShortRefusal(counts.good, counts.bad, HISTORY_OF_EACH_MIN)
      : null;
  }
}
