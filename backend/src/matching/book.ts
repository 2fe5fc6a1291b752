import { AmountDensity } from './amount.density.js';
import { dayOf } from './days.js';
import type { BuyerNumbers } from './buyer.numbers.js';
import { BuyerHabits } from './habits.js';
import { KeyIndex } from './key.index.js';
import { type MatchCandidate } from './matching.model.js';
import { type NumberKeys, confusionKey, numberKeysOf } from './number.keys.js';
import { OpenList } from './open.list.js';
import type { Spelling } from './spellings.js';
import { rawKey } from './text.atoms.js';
import { WEIGHT } from './weights.js';

/** A buyer of the book with what it owes. */
export interface BookBuyer {
  readonly id: string;
  /** By due date, then number; paid ones stay, since a duplicate payment names them. */
  readonly items: BookItem[];
  /** Those of them that are not paid, by currency. */
  readonly open: Map<string, OpenList<BookItem>>;
  readonly names: Set<string>;
  readonly accounts: Set<string>;
  readonly habits: BuyerHabits;
  /** Made when texts are first compared with them. */
  numbers: BuyerNumbers | null;
  /** {@link Book.revision} when something was last taken from it or learned of it. */
  changedAt: number;
}

/** A receivable of the book; what is available of it shrinks as entries are allocated. */
export interface BookItem {
  readonly candidate: MatchCandidate;
  readonly buyer: BookBuyer;
  readonly keys: NumberKeys | null;
  readonly referenceKey: string;
  /** Rank by due date among all items. */
  readonly position: number;
  /** Days since 1970-01-01, as the two below. */
  readonly dueDay: number;
  readonly issueDay: number | null;
  /** Last day of the cash discount; null if it has none. */
  readonly discountDay: number | null;
  /** What texts are compared with; made when the item is first compared. */
  spellings: readonly Spelling[] | null;
  availableMinor: bigint;
  /** What pays it with its cash discount taken; the same as what is available if it has none. */
  netMinor: bigint;
}

const NOTHING: readonly never[] = [];

/** Open receivables, found by number, reference, amount and buyer. */
export class Book {
  readonly items: readonly BookItem[];
  readonly buyers = new Map<string, BookBuyer>();
  readonly byId = new Map<string, BookItem>();
  readonly keys = new KeyIndex();
  readonly density = new AmountDensity();
  // By plain numbers: amounts that are not exact at this size share a place.
  private readonly byAmount = new Map<number, BookItem[]>();
  private readonly byNet = new Map<number, BookItem[]>();
  private readonly amountsOpenedAt = new Map<number, number>();
  private readonly openCount: number;
  private changes = 0;
  private reopening = 0;

  constructor(candidates: readonly MatchCandidate[]) {
    this.items = inOrder(candidates).map((candidate, position) => this.add(candidate, position));
    this.openCount = this.items.filter(({ availableMinor }) => availableMinor !== 0n).length;
    for (const item of this.items) this.listOf(item).update(item);
  }

  /** Of how many an entry may pay one: those that were open when the book was made. */
  get itemCount(): number {
    return Math.max(this.openCount, WEIGHT.bookItemsMin);
  }

  get buyerCount(): number {
    return Math.max(this.buyers.size, WEIGHT.buyersMin);
  }

  /** Items of which exactly this much is open. */
  withAmount(amountMinor: bigint): readonly BookItem[] {
    const found = this.byAmount.get(Number(amountMinor)) ?? NOTHING;
    return found.filter((item) => item.availableMinor === amountMinor);
  }

  /** Items that this much pays with their cash discount taken. */
  withNet(amountMinor: bigint): readonly BookItem[] {
    const found = this.byNet.get(Number(amountMinor)) ?? NOTHING;
    return found.filter((item) => item.availableMinor !== 0n);
  }

  /** Counts what was taken and learned. */
  get revision(): number {
    return this.changes;
  }

  /** The revision in which something that was paid became open again. */
  get reopenedAt(): number {
    return this.reopening;
  }

  /** The revision in which something came to be open, or to be paid net, with just this amount; 0 for never. */
  openedAt(amount: number): number {
    return this.amountsOpenedAt.get(amount) ?? 0;
  }

  /** Tells that something of a buyer is not as it was. */
  markChanged(buyer: BookBuyer): void {
    this.changes += 1;
    buyer.changedAt = this.changes;
  }

  /** Takes a payment from what is open; negative gives it back. */
  take(receivableId: string, amountMinor: bigint): void {
    const item = this.byId.get(receivableId);
    if (item === undefined) return;
    this.markChanged(item.buyer);
    if (item.availableMinor === 0n) this.reopening = this.changes;
    item.availableMinor -= amountMinor;
    this.indexAmounts(item);
    for (const minor of [item.availableMinor, item.netMinor])
      this.amountsOpenedAt.set(Number(minor), this.changes);
    this.listOf(item).update(item);
  }

  private listOf({ buyer, candidate }: BookItem): OpenList<BookItem> {
    let list = buyer.open.get(candidate.currency);
    if (list === undefined) {
      list = new OpenList();
      buyer.open.set(candidate.currency, list);
    }
    return list;
  }

  private add(candidate: MatchCandidate, position: number): BookItem {
    const buyer = this.buyerOf(candidate);
    const item: BookItem = {
      candidate,
      buyer,
      keys: candidate.number === null ? null : numberKeysOf(candidate.number),
      referenceKey: rawKey(candidate.paymentReference ?? ''),
      position,
      availableMinor: candidate.availableMinor,
      netMinor: candidate.availableMinor,
      dueDay: dayOf(candidate.dueDate),
      issueDay: dayOrNull(candidate.issueDate),
      discountDay: candidate.discountBps > 0 ? dayOrNull(candidate.discountUntil) : null,
      spellings: null,
    };
    buyer.items.push(item);
    this.byId.set(candidate.receivableId, item);
    this.indexKeys(item);
    this.indexAmounts(item);
    if (candidate.availableMinor > 0n) this.density.add(candidate.availableMinor);
    return item;
  }

  private buyerOf({ buyer: id, buyerName, buyerAccounts }: MatchCandidate): BookBuyer {
    let buyer = this.buyers.get(id);
    if (buyer === undefined) {
      const [names, accounts] = [new Set<string>(), new Set<string>()];
      const habits = new BuyerHabits();
      buyer = {
        id,
        items: [],
        open: new Map(),
        names,
        accounts,
        habits,
        numbers: null,
        changedAt: 0,
      };
      this.buyers.set(id, buyer);
    }
    if (buyerName !== null && buyerName.trim() !== '') buyer.names.add(buyerName);
    for (const account of buyerAccounts) buyer.accounts.add(rawKey(account));
    buyer.accounts.delete('');
    return buyer;
  }

  private indexKeys(item: BookItem): void {
    const { keys, referenceKey } = item;
    if (referenceKey !== '') this.keys.add('reference', referenceKey, item);
    if (keys === null) return;
    this.keys.add('full', keys.full, item);
    if (keys.stripped !== keys.full) this.keys.add('full', keys.stripped, item);
    if (keys.digits !== keys.stripped) this.keys.add('digits', keys.digits, item);
    if (keys.tail !== keys.digits) this.keys.add('tail', keys.tail, item);
    if (keys.core !== keys.tail && keys.core !== keys.digits)
      this.keys.add('tail', keys.core, item);
    this.keys.add('confused', keys.confused, item);
    const digits = confusionKey(keys.full.replace(/^[A-Z]+/, ''));
    if (digits !== keys.confused && digits.length > 2) this.keys.add('confused', digits, item);
  }

  private indexAmounts(item: BookItem): void {
    if (item.availableMinor === 0n) return;
    addTo(this.byAmount, Number(item.availableMinor), item);
    item.netMinor = item.availableMinor - discountOf(item);
    if (item.netMinor !== item.availableMinor) addTo(this.byNet, Number(item.netMinor), item);
  }
}

/** Cash discount of an item in full, half a minor unit counted as one in favour of the buyer. */
function discountOf({ availableMinor, candidate }: BookItem): bigint {
  if (candidate.discountBps === 0) return 0n;
  const discountMinor = (candidate.faceMinor * BigInt(candidate.discountBps) + 5_000n) / 10_000n;
  return discountMinor < availableMinor ? discountMinor : 0n;
}

function dayOrNull(date: string | null): number | null {
  return date === null ? null : dayOf(date);
}

function addTo(index: Map<number, BookItem[]>, amount: number, item: BookItem): void {
  const found = index.get(amount);
  if (found === undefined) index.set(amount, [item]);
  else if (found.at(-1) !== item) found.push(item);
}

/** Oldest due date first; the number, then the id, decide between equals. */
function inOrder(candidates: readonly MatchCandidate[]): MatchCandidate[] {
  return [...candidates].sort(
    (a, b) =>
      compare(a.dueDate, b.dueDate) ||
      compare(a.number ?? '', b.number ?? '') ||
      compare(a.receivableId, b.receivableId),
  );
}

/** By code units: the order of no locale. */
export function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
