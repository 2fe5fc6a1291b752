import { AssessmentWorkDesk } from '../../../backend/src/assessment-work/assessment-work.desk.js';
import { AssessmentWorkReader } from '../../../backend/src/assessment-work/assessment-work.reader.js';
import { AssessmentWorkService } from '../../../backend/src/assessment-work/assessment-work.service.js';
import type { AssessmentWorkType } from '../../../backend/src/assessment-work/assessment-work.type.js';
import { AssessmentWorkWorker } from '../../../backend/src/assessment-work/assessment-work.worker.js';
import { WorkKinds } from '../../../backend/src/assessment-work/work-kinds.js';
import { present } from '../../../backend/src/common/index.js';
import type { BackendConfig } from '../../../backend/src/config/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { LedgerSignals, OffLedgerActs } from '../../../backend/src/ledger/index.js';
import type { TestDatabase } from '../../support/test-database.js';

/** Long work over a real database, with workers that are run by hand. */
export class WorkWorld {
  readonly kinds = new WorkKinds();
  readonly reader: AssessmentWorkReader;
  readonly service: AssessmentWorkService;
  readonly desk: AssessmentWorkDesk;

  constructor({ dataSource }: Pick<TestDatabase, 'dataSource'>) {
    this.service = new AssessmentWorkService(new OffLedgerActs(dataSource));
    this.reader = new AssessmentWorkReader(dataSource);
    this.desk = new AssessmentWorkDesk(dataSource);
  }

  /** A process that may work. */
  worker(): AssessmentWorkWorker {
    const config = {} as BackendConfig;
    return new AssessmentWorkWorker(config, new LedgerSignals(), this.desk, this.kinds);
  }

  /** Does the next work, and gives what became of one. */
  async done(viewer: Viewer, workId: string): Promise<AssessmentWorkType> {
    await this.worker().run();
    return present(await this.reader.find(viewer, workId), workId);
  }
}
