import type { CalendarDate } from '../common/index.js';
import type { PayableRow } from './payables.model.js';

/** Why a receivable is not the same in the lists of both sides. */
export enum DifferenceCause {
  /** The supplier's list has it, the buyer's has not, and the ledger does not say why. */
  MISSING_AT_BUYER = 'MISSING_AT_BUYER',
  /** The buyer's list has it, and the ledger knows no such receivable of the pair. */
  UNKNOWN_TO_SUPPLIER = 'UNKNOWN_TO_SUPPLIER',
  AMOUNT_DIFFERS = 'AMOUNT_DIFFERS',
  /** What was paid explains it: the ledger shows the payment, and one list does not yet. */
  PAID = 'PAID',
  CREDITED = 'CREDITED',
  /** No more differs than the open dispute is about. */
  DISPUTED = 'DISPUTED',
  DATE_DIFFERS = 'DATE_DIFFERS',
  /** Registered, and the buyer has not confirmed it. */
  NOT_CONFIRMED = 'NOT_CONFIRMED',
}

/** An item of the statement, and its number where it is known here. */
export interface StatedItem {
  readonly receivableId: string;
  readonly number: string | null;
  readonly outstandingMinor: bigint;
  readonly dueDate: CalendarDate;
}

/** What the ledger says of a receivable of the pair now. */
export interface LedgerState {
  readonly outstandingMinor: bigint;
  readonly paidMinor: bigint;
  readonly creditedMinor: bigint;
  readonly disputedMinor: bigint;
  readonly isConfirmed: boolean;
}

/** All rows of a buyer's list about one invoice, and the receivable that it is. */
export interface OwedItem {
  /** Null if the ledger knows no such receivable of the pair. */
  readonly receivableId: string | null;
  readonly number: string;
  /** Sum of the rows; negative for a credit. */
  readonly openMinor: bigint;
  /** Of the rows that have one. */
  readonly dueDates: readonly CalendarDate[];
  /** Of the first row. */
  readonly line: number;
}

export interface PayableDifference {
  readonly cause: DifferenceCause;
  readonly receivableId: string | null;
  readonly number: string | null;
  /** Null where the side does not have it. */
  readonly supplierMinor: bigint | null;
  readonly buyerMinor: bigint | null;
  readonly supplierDueDate: CalendarDate | null;
  readonly buyerDueDate: CalendarDate | null;
  /** Of the buyer's file; null where it is missing there. */
  readonly line: number | null;
}

/** Puts rows of one invoice together; rows that add up to nothing are as if they were not there. */
export function groupPayables(
  rows: readonly PayableRow[],
  receivableOf: (number: string) => { readonly key: string; readonly receivableId: string | null },
): OwedItem[] {
  const groups = new Map<string, OwedItem>();
  for (const { number, openMinor, dueDate, line } of rows) {
    const { key, receivableId } = receivableOf(number);
    const group = groups.get(key) ?? { receivableId, number, openMinor: 0n, dueDates: [], line };
    groups.set(key, {
      ...group,
      openMinor: group.openMinor + openMinor,
      dueDates: dueDate === null ? group.dueDates : [...group.dueDates, dueDate],
    });
  }
  return [...groups.values()].filter(({ openMinor }) => openMinor !== 0n);
}

/**
 * What is not the same on both sides, in the order of the statement and then of the buyer's list.
 *
 * A receivable is the same if amount and day are; a list that names no day agrees with every day.
 */
export function comparePayables(
  stated: readonly StatedItem[],
  owed: readonly OwedItem[],
  states: ReadonlyMap<string, LedgerState>,
): PayableDifference[] {
  const owedById = new Map(owed.map((item) => [item.receivableId, item]));
  const statedIds = new Set(stated.map(({ receivableId }) => receivableId));
  const differences: PayableDifference[] = [];
  for (const item of stated) {
    const own = owedById.get(item.receivableId) ?? null;
    const cause = causeOf(item, own, states.get(item.receivableId) ?? null);
    if (cause !== null) differences.push(describe(cause, item, own));
  }
  for (const own of owed) {
    if (own.receivableId !== null && statedIds.has(own.receivableId)) continue;
    const state = own.receivableId === null ? null : (states.get(own.receivableId) ?? null);
    differences.push(describe(causeOfUnstated(own, state), null, own));
  }
  return differences;
}

function causeOf(
  item: StatedItem,
  own: OwedItem | null,
  state: LedgerState | null,
): DifferenceCause | null {
  if (own !== null && own.openMinor === item.outstandingMinor) {
    const isSameDay = own.dueDates.length === 0 || own.dueDates.includes(item.dueDate);
    return isSameDay ? null : DifferenceCause.DATE_DIFFERS;
  }
  const explained = state === null ? null : explanationOf(item, own?.openMinor ?? 0n, state);
  return (
    explained ?? (own === null ? DifferenceCause.MISSING_AT_BUYER : DifferenceCause.AMOUNT_DIFFERS)
  );
}

/** Whether what happened on the ledger since the statement, or a dispute, makes up the difference. */
function explanationOf(
  item: StatedItem,
  buyerMinor: bigint,
  state: LedgerState,
): DifferenceCause | null {
  const differenceMinor = item.outstandingMinor - buyerMinor;
  if (differenceMinor <= 0n) return null;
  if (state.outstandingMinor < item.outstandingMinor && buyerMinor >= state.outstandingMinor) {
    const wentMinor = item.outstandingMinor - state.outstandingMinor;
    return state.creditedMinor >= wentMinor && state.paidMinor === 0n
      ? DifferenceCause.CREDITED
      : DifferenceCause.PAID;
  }
  return state.disputedMinor >= differenceMinor ? DifferenceCause.DISPUTED : null;
}

function causeOfUnstated(own: OwedItem, state: LedgerState | null): DifferenceCause {
  if (state === null || own.openMinor < 0n) return DifferenceCause.UNKNOWN_TO_SUPPLIER;
  if (!state.isConfirmed) return DifferenceCause.NOT_CONFIRMED;
  if (state.paidMinor > 0n) return DifferenceCause.PAID;
  return state.creditedMinor > 0n ? DifferenceCause.CREDITED : DifferenceCause.AMOUNT_DIFFERS;
}

function describe(
  cause: DifferenceCause,
  item: StatedItem | null,
  own: OwedItem | null,
): PayableDifference {
  return {
    cause,
    receivableId: (item ?? own)?.receivableId ?? null,
    number: (own ?? item)?.number ?? null,
    ...(item === null ? NOT_STATED : statedFigures(item)),
    ...(own === null ? NOT_OWED : owedFigures(own)),
  };
}

const NOT_STATED = { supplierMinor: null, supplierDueDate: null };
const NOT_OWED = { buyerMinor: null, buyerDueDate: null, line: null };

function statedFigures({ outstandingMinor, dueDate }: StatedItem) {
  return { supplierMinor: outstandingMinor, supplierDueDate: dueDate };
}

function owedFigures({ openMinor, dueDates, line }: OwedItem) {
  return { buyerMinor: openMinor, buyerDueDate: dueDates[0] ?? null, line };
}
