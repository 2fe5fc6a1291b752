import type { AssessmentWorkType } from '../../../backend/src/assessment-work/assessment-work.type.js';
import { addDays } from '../../../backend/src/common/index.js';
import type { BackendConfig } from '../../../backend/src/config/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { LedgerClock, NetworkKey } from '../../../backend/src/ledger/index.js';
import { ModelPurpose } from '../../../backend/src/model-registry/model-purpose.js';
import { ModelTrainingService } from '../../../backend/src/model-registry/model-training.service.js';
import { ModelVersionReader } from '../../../backend/src/model-registry/model-version.reader.js';
import {
  PaymentHistoryReader,
  StatementRatiosReader,
} from '../../../backend/src/payment-history/index.js';
import { seededRandom } from '../../../backend/src/credit-models/random.js';
import type { TestDatabase } from '../../support/test-database.js';
import { WorkWorld } from '../assessment-work/work.world.js';
import { HistoryWorld, type TestReceivable, party } from '../credit/history.world.js';

/** The compiled thread: a thread is not loaded from the sources. */
const THREAD = new URL(
  '../../../dist/backend/src/model-registry/training.thread.js',
  import.meta.url,
);
export const TODAY = '2026-12-31';

/** Ten buyers over two years, the later the higher their number, and later with large amounts. */
export function drawnReceivables(count: number, seed = 5): TestReceivable[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_one, at) => {
    const number = random.below(10);
    const confirmedDate = addDays('2025-01-01', Math.floor((at * 640) / count));
    const dueDate = addDays(confirmedDate, 30);
    const faceMinor = BigInt(1_000 + random.below(90_000));
    const slower = faceMinor > 60_000n ? 12 : 0;
    const date = addDays(dueDate, 2 * number - 16 + slower + random.below(9));
    return {
      ...{ supplier: party(`s${at % 3}`), buyer: party(`b${number}`), faceMinor },
      ...{ confirmedDate, dueDate },
      happenings: [{ kind: 'paid', amountMinor: faceMinor, date } as const],
    };
  });
}

/** The registry over a real database, with a worker that is run by hand. */
export class RegistryWorld {
  readonly history: HistoryWorld;
  readonly training: ModelTrainingService;
  readonly work: WorkWorld;
  readonly models: ModelVersionReader;
  readonly payments: PaymentHistoryReader;
  readonly networkKey: NetworkKey;
  readonly statements: StatementRatiosReader;
  private sequence = 0;

  constructor(readonly database: TestDatabase) {
    const { dataSource } = database;
    this.history = new HistoryWorld(database);
    this.work = new WorkWorld(database);
    this.payments = new PaymentHistoryReader(dataSource);
    this.models = new ModelVersionReader(dataSource);
    const clock = new LedgerClock(dataSource);
    this.networkKey = new NetworkKey({ networkKey: '22'.repeat(32) } as BackendConfig);
    this.statements = new StatementRatiosReader(dataSource, this.networkKey);
    const { payments, statements } = this;
    const { service, kinds } = this.work;
    this.training = new ModelTrainingService(
      ...([dataSource, service, kinds, clock, payments, statements, THREAD] as const),
    );
    this.training.onModuleInit();
  }

  key(): string {
    return `key ${++this.sequence}`;
  }

  ask(viewer: Viewer, asOfDate = TODAY, purpose = ModelPurpose.LATE_PAYMENT) {
    return this.training.train(viewer, { idempotencyKey: this.key(), purpose, asOfDate });
  }

  /** Asks for a training and does it. */
  async train(viewer: Viewer, asOfDate = TODAY): Promise<AssessmentWorkType> {
    const workId = await this.ask(viewer, asOfDate);
    if (typeof workId !== 'string') throw new Error(JSON.stringify(workId));
    return this.work.done(viewer, workId);
  }

  async clear(): Promise<void> {
    await this.history.clear();
    await this.database.truncate(
      'assessment_work',
      'model_version',
      'portfolio_day',
      'credit_record',
    );
  }
}
