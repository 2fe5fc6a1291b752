import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { LeasedWorker, LedgerSignals, SIGNAL_ASSESSMENT } from '../ledger/index.js';
import { AssessmentWorkDesk, type BegunWork, WorkLostError } from './assessment-work.desk.js';
import { AssessmentWorkStatus } from './assessment-work.type.js';
import { WorkKinds, WorkRefusedError } from './work-kinds.js';

/** Signals may be lost, so that the table is looked at anyway. */
const IDLE_MS = 10_000;
const PROGRESS_EVERY_MS = 500;
/** A work that kills its process, or faults, is begun so many times. */
const ATTEMPTS_MAX = 3;
const DURATION_MAX_MS = 30 * 60_000;

/** Does long work of assessors one after the other, in one of all processes. */
@Injectable()
export class AssessmentWorkWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(AssessmentWorkWorker.name);
  private readonly worker: LeasedWorker;
  private readonly stopping = new AbortController();

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    signals: LedgerSignals,
    private readonly desk: AssessmentWorkDesk,
    private readonly kinds: WorkKinds,
  ) {
    this.worker = new LeasedWorker(
      {
        name: 'assessment-work',
        leaseKey: AdvisoryLock.ASSESSMENT_LEASE,
        wakeOn: [SIGNAL_ASSESSMENT],
        idleMs: IDLE_MS,
      },
      signals,
      () => this.run(),
    );
  }

  onApplicationBootstrap(): void {
    this.worker.start(this.config.databaseUrl);
  }

  async onModuleDestroy(): Promise<void> {
    // What is under way is left as it is: the next process begins it anew.
    this.stopping.abort();
    await this.worker.stop();
  }

  /** One work; true if there may be more. */
  async run(): Promise<boolean> {
    const work = await this.desk.begin();
    if (work === null) return false;
    if (work.attempt > ATTEMPTS_MAX) {
      const answer = `It was begun ${ATTEMPTS_MAX} times and never came to an end.`;
      await this.desk.end(work, AssessmentWorkStatus.FAILED, answer);
      return true;
    }
    try {
      await this.work(work);
    } catch (error) {
      await this.explain(work, error);
    }
    return !this.stopping.signal.aborted;
  }

  private async work(work: BegunWork): Promise<void> {
    const handler = this.kinds.find(work.kind);
    if (handler === null) throw new Error(`nobody does work of the kind ${work.kind}`);
    const lost = new AbortController();
    const late = AbortSignal.timeout(DURATION_MAX_MS);
    const signal = AbortSignal.any([lost.signal, late, this.stopping.signal]);
    let percent = 0;
    const tell = async (): Promise<void> => {
      if (!(await this.desk.progress(work, percent))) lost.abort(new WorkLostError(work.workId));
    };
    // A fault of the database ends the work where it writes, not here.
    const telling = setInterval(() => void tell().catch(() => undefined), PROGRESS_EVERY_MS);
    try {
      const write = await handler.run(work, {
        signal,
        progress: (done) => (percent = Math.min(Math.max(Math.floor(done), 0), 99)),
      });
      signal.throwIfAborted();
      await this.desk.finish(work, write);
    } catch (error) {
      if (late.aborted) throw new WorkRefusedError('It took longer than half an hour.');
      throw error;
    } finally {
      clearInterval(telling);
    }
  }

  private async explain(work: BegunWork, error: unknown): Promise<void> {
    if (error instanceof WorkRefusedError) {
      await this.desk.end(work, AssessmentWorkStatus.REFUSED, error.message);
      return;
    }
    if (error instanceof WorkLostError || this.stopping.signal.aborted) {
      this.logger.log(`work ${work.workId} is no longer this process's`);
      return;
    }
    throw error;
  }
}
