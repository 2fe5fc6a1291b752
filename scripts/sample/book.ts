import { present } from '../../backend/src/common/assert.js';
import type { Fate } from './fate.js';
import type { StoryDeal, StoryOutcome, StoryReceivable, StoryStatus } from './story.model.js';

/** A receivable as the ledger would know it at this moment of the story. */
export interface Folio {
  readonly receivable: StoryReceivable;
  readonly fate: Fate;
  status: StoryStatus;
  outstandingMinor: bigint;
  paidMinor: bigint;
  creditedMinor: bigint;
  writtenOffMinor: bigint;
  /** Open dispute; 0 if there is none. */
  disputedMinor: bigint;
  /** The deal that reserves or holds it. */
  deal: StoryDeal | null;
  /** What its lot is bound to, so that nobody buys it. */
  bound: 'SPLIT' | 'PLEDGE' | 'EARLY' | 'FROZEN' | null;
}

/** The story's own books: what every act is checked against before it is told. */
export class Book {
  private readonly folios = new Map<string, Folio>();

  register(receivable: StoryReceivable, fate: Fate): void {
    if (this.folios.has(receivable.key)) throw new Error(`${receivable.key} is registered already`);
    this.folios.set(receivable.key, {
      receivable,
      fate,
      status: 'REGISTERED',
      outstandingMinor: 0n,
      paidMinor: 0n,
      creditedMinor: 0n,
      writtenOffMinor: 0n,
      disputedMinor: 0n,
      deal: null,
      bound: null,
    });
  }

  get(key: string): Folio {
    return present(this.folios.get(key), `registered receivable ${key}`);
  }

  all(): Folio[] {
    return [...this.folios.values()];
  }

  confirm(folio: Folio): void {
    folio.status = 'CONFIRMED';
    folio.outstandingMinor = folio.fate.confirmedMinor;
  }

  pay(folio: Folio, amountMinor: bigint): void {
    this.reduce(folio, amountMinor);
    folio.paidMinor += amountMinor;
  }

  credit(folio: Folio, amountMinor: bigint): void {
    this.reduce(folio, amountMinor);
    folio.creditedMinor += amountMinor;
  }

  /** The owner gives up all that is outstanding. */
  writeOff(folio: Folio): void {
    const amountMinor = folio.outstandingMinor;
    this.reduce(folio, amountMinor);
    folio.writtenOffMinor += amountMinor;
    folio.status = 'WRITTEN_OFF';
  }

  /** Paid after all; a part of what was written off stays so. */
  recover(folio: Folio, amountMinor: bigint): void {
    if (folio.status !== 'WRITTEN_OFF' || amountMinor >= folio.writtenOffMinor) {
      throw new Error(`${folio.receivable.key} cannot recover ${amountMinor}`);
    }
    folio.writtenOffMinor -= amountMinor;
    folio.paidMinor += amountMinor;
  }

  outcomes(): ReadonlyMap<string, StoryOutcome> {
    return new Map(
      this.all().map(({ receivable, status, paidMinor, creditedMinor, outstandingMinor }) => [
        receivable.key,
        { status, paidMinor, creditedMinor, outstandingMinor },
      ]),
    );
  }

  private reduce(folio: Folio, amountMinor: bigint): void {
    const { key } = folio.receivable;
    if (folio.status !== 'CONFIRMED' || amountMinor > folio.outstandingMinor) {
      throw new Error(`${key} cannot be reduced by ${amountMinor}`);
    }
    folio.outstandingMinor -= amountMinor;
    if (folio.outstandingMinor === 0n) folio.status = 'SETTLED';
  }
}

/** Confirmed, not sold, not bound, and without a dispute: its owner may do with it as it likes. */
export function isFree({ status, deal, bound, disputedMinor }: Folio): boolean {
  return status === 'CONFIRMED' && deal === null && bound === null && disputedMinor === 0n;
}

/** Groups in the order in which their first members come. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
