import { Injectable } from '@nestjs/common';

import { DomainError, InputInvalidError } from '../api/index.js';
import { type CalendarDate, epochDayOf } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { type CommandEntity, CommandOutbox, contractInterfaces } from '../ledger/index.js';
import { type Actor, CollectableLotReader } from './collectable-lot.reader.js';
import { type Note, keepNotes } from './collection-evidence.js';
import type {
  MarkRecoveredInput,
  RecordCollectionStepsInput,
  RecordInstalmentPlanInput,
  RecordPromiseInput,
  WriteOffLotsInput,
} from './collections.input.js';
import { CollectionStage } from './course.entity.js';

const ACT_GAS = 200_000;
/** A step may end a plan of 36 instalments, which are read for it. */
const STEP_GAS = 220_000;
const INSTALMENT_GAS = 30_000;
/** Written off through the sums of lot, receivable and pair, and the stage that may follow. */
const WRITE_OFF_GAS = 300_000;
const RECOVERY_GAS = 60_000;
const STEPS_MAX = 50;
const RECOVERIES_MAX = 100;
const INSTALMENTS_MAX = 36;

const { collections } = contractInterfaces;

type Submitted = Promise<CommandEntity | DomainError>;

/** One call about lots, each with its evidence. */
interface LotAct {
  /** Name of the mutation. */
  readonly operation: string;
  readonly kind: string;
  readonly actor: Actor;
  readonly body: unknown;
  readonly notes: readonly Note[];
  readonly gas: number;
  readonly encode: (evidenceHashes: readonly string[]) => string;
}

/** What owners and collectors do about receivables that are past due. The contract decides; this answers early. */
@Injectable()
export class CollectionActsService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly lots: CollectableLotReader,
  ) {}

  async recordSteps(
    viewer: Viewer,
    { idempotencyKey, steps }: RecordCollectionStepsInput,
  ): Submitted {
    const notes = notesOf('steps', steps);
    return (
      checkSize('steps', steps.length, STEPS_MAX) ??
      this.submit(viewer, idempotencyKey, {
        operation: 'recordCollectionSteps',
        kind: 'RECORD_COLLECTION_STEPS',
        actor: 'COLLECTOR',
        body: steps,
        notes,
        gas: ACT_GAS + STEP_GAS * steps.length,
        encode: (hashes) =>
          collections.encodeFunctionData('advance', [
            steps.map(({ stage }, index) => ({
              lotId: notes[index]?.subject ?? '',
              stage: Object.values(CollectionStage).indexOf(stage) + 1,
              evidenceHash: hashes[index] ?? '',
            })),
          ]),
      })
    );
  }

  async recordPromise(viewer: Viewer, input: RecordPromiseInput): Submitted {
    const { idempotencyKey, amountMinor, promisedDate, note } = input;
    const lotId = input.lotId.toLowerCase();
    return (
      checkDay('promisedDate', promisedDate) ??
      this.submit(viewer, idempotencyKey, {
        operation: 'recordPromise',
        kind: 'RECORD_PROMISE',
        actor: 'COLLECTOR',
        body: { lotId, amountMinor, promisedDate, note },
        notes: [{ subject: lotId, note, path: 'note' }],
        gas: ACT_GAS + STEP_GAS,
        encode: ([evidenceHash = '']) =>
          collections.encodeFunctionData('recordPromise', [
            ...([lotId, amountMinor, epochDayOf(promisedDate), evidenceHash] as const),
          ]),
      })
    );
  }

  async recordPlan(viewer: Viewer, input: RecordInstalmentPlanInput): Submitted {
    const { idempotencyKey, instalments, note } = input;
    const lotId = input.lotId.toLowerCase();
    return (
      checkInstalments(instalments) ??
      this.submit(viewer, idempotencyKey, {
        operation: 'recordInstalmentPlan',
        kind: 'RECORD_INSTALMENT_PLAN',
        actor: 'COLLECTOR',
        body: { lotId, instalments, note },
        notes: [{ subject: lotId, note, path: 'note' }],
        gas: ACT_GAS + STEP_GAS + INSTALMENT_GAS * instalments.length,
        encode: ([evidenceHash = '']) => {
          const planned = instalments.map(({ dueDate, amountMinor }) => ({
            dueDay: epochDayOf(dueDate),
            amountMinor,
          }));
          return collections.encodeFunctionData('recordPlan', [lotId, planned, evidenceHash]);
        },
      })
    );
  }

  async writeOff(viewer: Viewer, { idempotencyKey, writeOffs }: WriteOffLotsInput): Submitted {
    const notes = notesOf('writeOffs', writeOffs);
    return (
      checkSize('writeOffs', writeOffs.length, STEPS_MAX) ??
      this.submit(viewer, idempotencyKey, {
        operation: 'writeOffLots',
        kind: 'WRITE_OFF_LOTS',
        actor: 'OWNER',
        body: writeOffs,
        notes,
        gas: ACT_GAS + WRITE_OFF_GAS * writeOffs.length,
        encode: (hashes) =>
          collections.encodeFunctionData('writeOff', [
            writeOffs.map(({ amountMinor }, index) => ({
              lotId: notes[index]?.subject ?? '',
              amountMinor,
              evidenceHash: hashes[index] ?? '',
            })),
          ]),
      })
    );
  }

  async markRecovered(
    viewer: Viewer,
    { idempotencyKey, recoveries }: MarkRecoveredInput,
  ): Submitted {
    const notes = notesOf('recoveries', recoveries);
    return (
      checkSize('recoveries', recoveries.length, RECOVERIES_MAX) ??
      this.submit(viewer, idempotencyKey, {
        operation: 'markRecovered',
        kind: 'MARK_RECOVERED',
        actor: 'COLLECTOR',
        body: recoveries,
        notes,
        gas: ACT_GAS + RECOVERY_GAS * recoveries.length,
        encode: (hashes) =>
          collections.encodeFunctionData('markRecovered', [
            notes.map(({ subject }, index) => ({
              lotId: subject,
              evidenceHash: hashes[index] ?? '',
            })),
          ]),
      })
    );
  }

  private submit(viewer: Viewer, key: string, act: LotAct): Submitted {
    const idempotency = { key, operation: act.operation, body: act.body };
    return this.outbox.submit(viewer, idempotency, async (db, commandId) => {
      const lotIds = act.notes.map(({ subject }) => subject);
      const refusal = await this.lots.findRefusal(db, viewer, lotIds, act.actor);
      if (refusal !== null) {
        return refusal;
      }
      const hashes = await keepNotes(db, { party: viewer.party, commandId }, act.notes);
      return hashes instanceof InputInvalidError
        ? hashes
        : {
            kind: act.kind,
            contract: 'collections',
            callData: act.encode(hashes),
            gas: act.gas,
            subjects: lotIds,
          };
    });
  }
}

function notesOf(
  path: string,
  items: ReadonlyArray<{ readonly lotId: string; readonly note?: string | null }>,
): Note[] {
  return items.map(({ lotId, note }, index) => ({
    subject: lotId.toLowerCase(),
    note,
    path: `${path}[${index}].note`,
  }));
}

function checkSize(path: string, size: number, max: number): InputInvalidError | null {
  return size < 1 || size > max
    ? new InputInvalidError(path, `${path} has 1 to ${max} items, not ${size}.`)
    : null;
}

/** The ledger counts days from 1970-01-01. */
function checkDay(path: string, date: CalendarDate): InputInvalidError | null {
  return epochDayOf(date) < 0
    ? new InputInvalidError(path, 'The ledger has no days before 1970.')
    : null;
}

function checkInstalments(
  instalments: RecordInstalmentPlanInput['instalments'],
): InputInvalidError | null {
  const wrongDay = instalments.map(({ dueDate }, index) =>
    checkDay(`instalments[${index}].dueDate`, dueDate),
  );
  return (
    checkSize('instalments', instalments.length, INSTALMENTS_MAX) ??
    wrongDay.find((wrong) => wrong !== null) ??
    null
  );
}
