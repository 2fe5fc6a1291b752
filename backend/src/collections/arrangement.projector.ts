import {
  type EventHandler,
  type LedgerEvent,
  bigintArg,
  lotIdArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import {
  ArrangementEntity,
  ArrangementKind,
  ArrangementStatus,
  EndedArrangementEntity,
  InstalmentEntity,
  PromiseRecordEntity,
} from './arrangement.entity.js';
import { dateOfLedgerDay } from './ledger-day.js';

const receivableOf = (event: LedgerEvent): string => textArg(event, 'receivableId');
const arrangementKey = (event: LedgerEvent) => rowKey(ArrangementEntity, receivableOf(event));
const buyerKey = (event: LedgerEvent) => rowKey(PromiseRecordEntity, textArg(event, 'buyer'));

type Instalment = Pick<InstalmentEntity, 'dueDate' | 'amountMinor'>;

/** The newest arrangement takes the place of the one before, which is over and kept as such. */
function recording(
  kind: ArrangementKind,
  instalmentsOf: (event: LedgerEvent) => Instalment[],
): EventHandler {
  return {
    keys: (event) => [arrangementKey(event)],
    subject: receivableOf,
    apply: (event, rows) => {
      const instalments = instalmentsOf(event);
      const state = recorded(event, kind, instalments);
      const key = arrangementKey(event);
      if (rows.find(key) === undefined) {
        rows.insert(ArrangementEntity, state);
      } else {
        rows.update(key, (row) => Object.assign(row, state));
      }
      const { recordedBlock, recordedLogIndex } = state;
      instalments.forEach((instalment, index) =>
        rows.insert(InstalmentEntity, {
          ...{ recordedBlock, recordedLogIndex, number: index + 1 },
          ...instalment,
        }),
      );
    },
  };
}

function recorded(
  event: LedgerEvent,
  kind: ArrangementKind,
  instalments: readonly Instalment[],
): ArrangementEntity {
  return {
    receivableId: receivableOf(event),
    recordedBlock: event.blockNumber,
    recordedLogIndex: event.logIndex,
    lotId: lotIdArg(event),
    actor: textArg(event, 'actor'),
    kind,
    status: ArrangementStatus.RUNNING,
    instalmentCount: instalments.length,
    metCount: 0,
    lastDate: instalments.at(-1)?.dueDate ?? '',
    amountMinor: instalments.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    openMinor: bigintArg(event, 'openMinor'),
    evidenceHash: textArg(event, 'evidenceHash'),
    recordedAt: event.blockTime,
    endedAt: null,
  };
}

function promised(event: LedgerEvent): Instalment[] {
  const dueDate = dateOfLedgerDay(smallArg(event, 'promisedDay'));
  return [{ dueDate, amountMinor: bigintArg(event, 'amountMinor') }];
}

function planned(event: LedgerEvent): Instalment[] {
  const instalments = event.args['instalments'] as ReadonlyArray<Record<string, bigint>>;
  return instalments.map(({ dueDay = 0n, amountMinor = 0n }) => ({
    dueDate: dateOfLedgerDay(Number(dueDay)),
    amountMinor,
  }));
}

function statusOf(event: LedgerEvent): ArrangementStatus {
  return Object.values(ArrangementStatus)[smallArg(event, 'status') - 1] as ArrangementStatus;
}

function ended(row: ArrangementEntity, event: LedgerEvent): void {
  row.status = statusOf(event);
  row.endedAt = event.blockTime;
  // A promise is one instalment, of which no event tells by itself.
  if (row.kind === ArrangementKind.PROMISE && row.status === ArrangementStatus.KEPT) {
    row.metCount = 1;
  }
}

function counted(row: PromiseRecordEntity, kind: ArrangementKind, isKept: boolean): void {
  if (kind === ArrangementKind.PROMISE) {
    row.promisesKept += isKept ? 1 : 0;
    row.promisesBroken += isKept ? 0 : 1;
  } else {
    row.plansKept += isKept ? 1 : 0;
    row.plansBroken += isKept ? 0 : 1;
  }
}

const ending: EventHandler = {
  keys: (event) => [arrangementKey(event), buyerKey(event)],
  subject: receivableOf,
  apply: (event, rows) => {
    rows.update(arrangementKey(event), (row) => ended(row, event));
    const arrangement = rows.getOrThrow(arrangementKey(event));
    rows.insert(EndedArrangementEntity, { ...arrangement });
    if (arrangement.status === ArrangementStatus.CANCELLED) {
      return;
    }
    if (rows.find(buyerKey(event)) === undefined) {
      rows.insert(PromiseRecordEntity, {
        ...{ buyer: textArg(event, 'buyer'), promisesKept: 0, promisesBroken: 0 },
        ...{ plansKept: 0, plansBroken: 0 },
      });
    }
    const isKept = arrangement.status === ArrangementStatus.KEPT;
    rows.update(buyerKey(event), (row) => counted(row, arrangement.kind, isKept));
  },
};

/** Events of `Collections` about promises and plans. */
export const arrangementHandlers: Readonly<Record<string, EventHandler>> = {
  PromiseRecorded: recording(ArrangementKind.PROMISE, promised),
  InstalmentPlanRecorded: recording(ArrangementKind.INSTALMENT_PLAN, planned),
  InstalmentsMet: {
    keys: (event) => [arrangementKey(event)],
    subject: receivableOf,
    apply: (event, rows) =>
      rows.update(arrangementKey(event), (row) => {
        row.metCount = smallArg(event, 'metCount');
      }),
  },
  ArrangementEnded: ending,
};
