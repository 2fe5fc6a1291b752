import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  asEvidence,
  lotIdArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { receivableIdOfLot } from '../receivables/index.js';
import {
  ArrangementEntity,
  EndedArrangementEntity,
  InstalmentEntity,
  PromiseRecordEntity,
} from './arrangement.entity.js';
import { arrangementHandlers } from './arrangement.projector.js';
import {
  courseVerification,
  instalmentVerification,
  mandateVerification,
  promiseRecordVerification,
} from './collections.verification.js';
import { CollectionStage, CourseEntity, StepEntity } from './course.entity.js';
import { MandateEntity } from './mandate.entity.js';

const receivableOf = (event: LedgerEvent): string => textArg(event, 'receivableId');
const receivableOfLot = (event: LedgerEvent): string => receivableIdOfLot(lotIdArg(event));
const courseKey = (event: LedgerEvent) => rowKey(CourseEntity, receivableOf(event));
const mandateKey = (event: LedgerEvent) => rowKey(MandateEntity, lotIdArg(event));

/** The contract counts from NONE = 0. */
function stageArg(event: LedgerEvent, name: string): CollectionStage | null {
  return Object.values(CollectionStage)[smallArg(event, name) - 1] ?? null;
}

const entering: EventHandler = {
  keys: (event) => [courseKey(event)],
  subject: receivableOf,
  apply: (event, rows) => {
    const receivableId = receivableOf(event);
    // A course never returns to NONE.
    const stage = stageArg(event, 'to') as CollectionStage;
    rows.insert(StepEntity, {
      blockNumber: event.blockNumber,
      logIndex: event.logIndex,
      receivableId,
      lotId: lotIdArg(event),
      actor: textArg(event, 'actor'),
      fromStage: stageArg(event, 'from'),
      stage,
      evidenceHash: textArg(event, 'evidenceHash'),
      enteredAt: event.blockTime,
    });
    const course = { receivableId, stage, since: event.blockTime };
    if (rows.find(courseKey(event)) === undefined) {
      rows.insert(CourseEntity, course);
    } else {
      rows.update(courseKey(event), (row) => Object.assign(row, course));
    }
  },
};

const mandating: EventHandler = {
  keys: (event) => [mandateKey(event)],
  subject: receivableOfLot,
  apply: (event, rows) => {
    const mandate: MandateEntity = {
      lotId: lotIdArg(event),
      receivableId: receivableOfLot(event),
      owner: textArg(event, 'owner'),
      collector: textArg(event, 'collector'),
      evidenceHash: textArg(event, 'evidenceHash'),
      givenAt: event.blockTime,
      endedAt: null,
    };
    if (rows.find(mandateKey(event)) === undefined) {
      rows.insert(MandateEntity, mandate);
    } else {
      rows.update(mandateKey(event), (row) => Object.assign(row, mandate));
    }
  },
};

/** Events of `Collections` -> courses, what buyers promised, and who collects. */
const handlers: Readonly<Record<string, EventHandler>> = {
  ...arrangementHandlers,
  StageEntered: entering,
  // The end of the plan follows and says the rest.
  InstalmentMissed: asEvidence(receivableOf),
  CollectorMandated: mandating,
  MandateEnded: {
    keys: (event) => [mandateKey(event)],
    subject: receivableOfLot,
    apply: (event, rows) =>
      rows.update(mandateKey(event), (row) => {
        row.endedAt = event.blockTime;
      }),
  },
};

export const collectionsReadModel: ReadModel = {
  contract: 'collections',
  entities: [
    ArrangementEntity,
    CourseEntity,
    EndedArrangementEntity,
    InstalmentEntity,
    MandateEntity,
    PromiseRecordEntity,
    StepEntity,
  ],
  handlers,
  verifications: [
    courseVerification,
    instalmentVerification,
    mandateVerification,
    promiseRecordVerification,
  ],
};
