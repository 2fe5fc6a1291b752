import { randomUUID } from 'node:crypto';

import { id } from 'ethers';

import {
  type PartyRole,
  addDays,
  calendarDateOf,
  epochDayOf,
} from '../../../backend/src/common/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import type { TestDatabase } from '../../support/test-database.js';

const DAY_MS = 86_400_000;
const TABLES = ['ledger_event', 'receivable', 'ledger_checkpoint', 'party_class', 'party_profile'];

/** What happened to a receivable on a day, in the order in which it is told. */
export type Happening =
  | { readonly kind: 'paid' | 'credited' | 'writtenOff' | 'reversed'; readonly amountMinor: bigint }
  | { readonly kind: 'disputed' | 'resolved'; readonly amountMinor: bigint };

export interface TestReceivable {
  readonly supplier: string;
  readonly buyer: string;
  readonly currency?: string;
  readonly faceMinor: bigint;
  readonly registeredDate?: string;
  readonly confirmedDate: string;
  readonly dueDate: string;
  readonly happenings?: ReadonlyArray<Happening & { readonly date: string }>;
}

/** What was outstanding at the end of a day, counted by hand. */
export function outstandingOn(receivable: TestReceivable, date: string): bigint {
  if (receivable.confirmedDate > date) return 0n;
  const passed = (receivable.happenings ?? []).filter((one) => one.date <= date);
  return passed.reduce((left, { kind, amountMinor }) => {
    if (kind === 'reversed') return left + amountMinor;
    return kind === 'disputed' || kind === 'resolved' ? left : left - amountMinor;
  }, receivable.faceMinor);
}

export function party(name: string): string {
  return id(name).slice(0, 42);
}

export function viewerOf(name: string, ...roles: PartyRole[]): Viewer {
  return { userId: randomUUID(), userName: name, party: party(name), roles };
}

/** Writes events and read models of histories as the indexer would have left them. */
export class HistoryWorld {
  private sequence = 0;

  constructor(readonly database: TestDatabase) {}

  async clear(): Promise<void> {
    await this.database.truncate(...TABLES);
  }

  /** Receivables with all that happened, and the ledger's day. */
  async tell(receivables: readonly TestReceivable[], today: string): Promise<string[]> {
    const told = receivables.map((receivable) => ({
      ...receivable,
      receivableId: id(`receivable ${++this.sequence}`),
    }));
    await this.database.insert('receivable', told.map(rowOf));
    const events = told.flatMap(eventsOf).sort((a, b) => (a.day < b.day ? -1 : 1));
    const first = await this.nextBlock();
    await this.database.insert(
      'ledger_event',
      events.map(({ day, ...event }, index) => ({
        ...event,
        block_number: first + index,
        log_index: 0,
        block_time: timeOf(day, index),
        transaction_hash: id('a transaction'),
      })),
    );
    await this.day(today);
    return told.map(({ receivableId }) => receivableId);
  }

  async day(today: string): Promise<void> {
    await this.database.dataSource.query('DELETE FROM ledger_checkpoint');
    await this.database.insert('ledger_checkpoint', [
      {
        ...{ singleton: true, chain_id: 1, genesis_hash: '', block_number: await this.nextBlock() },
        ...{ block_hash: '', block_time: `${today}T12:00:00Z`, generation: 0 },
      },
    ]);
  }

  async event(event: {
    readonly contract: string;
    readonly name: string;
    readonly subject: string;
    readonly args: Readonly<Record<string, string>>;
    readonly date: string;
  }): Promise<void> {
    const { date, ...rest } = event;
    await this.database.insert('ledger_event', [
      {
        ...rest,
        ...{ block_number: await this.nextBlock(), log_index: 0 },
        ...{ block_time: timeOf(date, 0), transaction_hash: id('a transaction') },
      },
    ]);
  }

  private async nextBlock(): Promise<number> {
    const rows = await this.database.dataSource.query(
      'SELECT coalesce(max(block_number), 0)::int + 1 AS next FROM ledger_event',
    );
    return rows[0].next;
  }
}

/** Some time of the day, later for a later event. */
function timeOf(day: string, index: number): string {
  return new Date(epochDayOf(day) * DAY_MS + (index % 86_399) * 1_000).toISOString();
}

type Told = TestReceivable & { readonly receivableId: string };

function rowOf(told: Told) {
  const { receivableId, supplier, buyer, faceMinor, dueDate, confirmedDate } = told;
  const registered = told.registeredDate ?? confirmedDate;
  return {
    ...{ receivable_id: receivableId, supplier, buyer, currency: told.currency ?? 'EUR' },
    ...{ face_minor: faceMinor, outstanding_minor: 0, paid_minor: 0, credited_minor: 0 },
    ...{ written_off_minor: 0, contested_minor: 0, disputed_minor: 0, due_date: dueDate },
    ...{ issue_date: registered, status: 'CONFIRMED', scope: 1, is_deemed: false },
    ...{ document_commitment: '', registered_at: registered, claimed_at: registered },
    ...{ confirmed_at: confirmedDate },
  };
}

const NAMES = {
  paid: 'PaymentApplied',
  reversed: 'PaymentReversed',
  credited: 'ReceivableCredited',
  writtenOff: 'ReceivableWrittenOff',
  disputed: 'DisputeOpened',
  resolved: 'DisputeResolved',
} as const;

function eventsOf(told: Told) {
  const { receivableId: subject, faceMinor, confirmedDate } = told;
  let left = faceMinor;
  const base = { contract: 'receivables', subject };
  const registered = {
    ...{ ...base, name: 'ReceivableRegistered', day: told.registeredDate ?? confirmedDate },
    args: { faceMinor: `${faceMinor}`, dueDay: `${epochDayOf(told.dueDate)}` },
  };
  const confirmed = {
    ...{ ...base, name: 'ReceivableConfirmed', day: confirmedDate },
    args: { faceMinor: `${faceMinor}`, scope: '1' },
  };
  const later = (told.happenings ?? []).map(({ kind, amountMinor, date: day }) => {
    if (kind === 'reversed') left += amountMinor;
    else if (kind !== 'disputed' && kind !== 'resolved') left -= amountMinor;
    const args =
      kind === 'disputed' || kind === 'resolved'
        ? { disputedMinor: `${amountMinor}` }
        : { amountMinor: `${amountMinor}`, outstandingMinor: `${left}` };
    return { ...base, name: NAMES[kind], day, args };
  });
  return [registered, confirmed, ...later];
}

/** Draws a history from whole numbers that a property test chose. */
export function drawHistory(
  draw: readonly number[],
  who: Pick<TestReceivable, 'supplier' | 'buyer'>,
) {
  const [face = 0, start = 0, terms = 0, ...moves] = draw;
  const confirmedDate = addDays('2025-01-01', start % 200);
  const faceMinor = BigInt(1 + face);
  const happenings: Array<Happening & { date: string }> = [];
  let left = faceMinor;
  let paid = 0n;
  let day = epochDayOf(confirmedDate);
  for (const move of moves) {
    day += move % 37;
    const date = calendarDateOf(day);
    const part = left === 0n ? 0n : 1n + ((BigInt(move) * 7_919n) % left);
    if (move % 5 === 4 && paid > 0n) {
      happenings.push({ kind: 'reversed', amountMinor: paid, date });
      left += paid;
      paid = 0n;
    } else if (part > 0n) {
      const kind =
        (['paid', 'paid', 'credited', 'writtenOff', 'paid'] as const)[move % 5] ?? 'paid';
      happenings.push({ kind, amountMinor: part, date });
      left -= part;
      if (kind === 'paid') paid = part;
    }
  }
  const dueDate = addDays(confirmedDate, terms % 60);
  return { ...who, faceMinor, confirmedDate, dueDate, happenings };
}
