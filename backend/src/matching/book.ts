import { AmountDensity } from './amount.density.js';
import { BuyerHabits } from './habits.js';
import { type MatchCandidate } from './matching.model.js';
import { type NumberKeys, confusionKey, numberKeysOf } from './number.keys.js';
import { OpenList } from './open.list.js';
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
}

/** A receivable of the book; what is available of it shrinks as entries are allocated. */
export interface BookItem {
  readonly candidate: MatchCandidate;
  readonly buyer: BookBuyer;
  readonly keys: NumberKeys | null;
  readonly referenceKey: string;
  /** Rank by due date among all items. */
  readonly position: number;
  availableMinor: bigint;
  /** What pays it with its cash discount taken; the same as what is available if it has none. */
  netMinor: bigint;
  /** Last day of the discount, or an empty text. */
  readonly discountUntil: string;
}

/** The spellings under which items are found. */
export interface KeyIndices {
  readonly byReference: ReadonlyMap<string, readonly BookItem[]>;
  readonly byFull: ReadonlyMap<string, readonly BookItem[]>;
  readonly byDigits: ReadonlyMap<string, readonly BookItem[]>;
  readonly byTail: ReadonlyMap<string, readonly BookItem[]>;
  readonly byConfused: ReadonlyMap<string, readonly BookItem[]>;
}

const NOTHING: readonly never[] = [];

/** Open receivables, found by number, reference, amount and buyer. */
export class Book implements KeyIndices {
  readonly items: readonly BookItem[];
  readonly buyers = new Map<string, BookBuyer>();
  readonly byId = new Map<string, BookItem>();
  readonly byReference = new Map<string, BookItem[]>();
  readonly byFull = new Map<string, BookItem[]>();
  readonly byDigits = new Map<string, BookItem[]>();
  readonly byTail = new Map<string, BookItem[]>();
  readonly byConfused = new Map<string, BookItem[]>();
  readonly density = new AmountDensity();
  private readonly byAmount = new Map<bigint, BookItem[]>();
  private readonly byNet = new Map<bigint, BookItem[]>();

  constructor(candidates: readonly MatchCandidate[]) {
    this.items = inOrder(candidates).map((candidate, position) => this.add(candidate, position));
    for (const item of this.items) this.listOf(item).update(item);
  }

  get itemCount(): number {
    return Math.max(this.items.length, WEIGHT.bookItemsMin);
  }

  get buyerCount(): number {
    return Math.max(this.buyers.size, WEIGHT.buyersMin);
  }

  /** Items of which exactly this much is open. */
  withAmount(amountMinor: bigint): readonly BookItem[] {
    const found = this.byAmount.get(amountMinor) ?? NOTHING;
    return found.filter((item) => item.availableMinor === amountMinor);
  }

  /** Items that this much pays with their cash discount taken. */
  withNet(amountMinor: bigint): readonly BookItem[] {
    const found = this.byNet.get(amountMinor) ?? NOTHING;
    return found.filter((item) => item.availableMinor !== 0n);
  }

  /** Takes a payment from what is open; negative gives it back. */
  take(receivableId: string, amountMinor: bigint): void {
    const item = this.byId.get(receivableId);
    if (item === undefined) return;
    item.availableMinor -= amountMinor;
    this.indexAmounts(item);
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
      discountUntil: candidate.discountBps > 0 ? (candidate.discountUntil ?? '') : '',
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
      buyer = { id, items: [], open: new Map(), names, accounts, habits: new BuyerHabits() };
      this.buyers.set(id, buyer);
    }
    if (buyerName !== null && buyerName.trim() !== '') buyer.names.add(buyerName);
    for (const account of buyerAccounts) buyer.accounts.add(rawKey(account));
    buyer.accounts.delete('');
    return buyer;
  }

  private indexKeys(item: BookItem): void {
    const { keys, referenceKey } = item;
    if (referenceKey !== '') addTo(this.byReference, referenceKey, item);
    if (keys === null) return;
    addTo(this.byFull, keys.full, item);
    if (keys.stripped !== keys.full) addTo(this.byFull, keys.stripped, item);
    if (keys.digits !== keys.stripped) addTo(this.byDigits, keys.digits, item);
    if (keys.tail !== keys.digits) addTo(this.byTail, keys.tail, item);
    if (keys.core !== keys.tail && keys.core !== keys.digits) addTo(this.byTail, keys.core, item);
    addTo(this.byConfused, keys.confused, item);
    const digits = confusionKey(keys.full.replace(/^[A-Z]+/, ''));
    if (digits !== keys.confused && digits.length > 2) addTo(this.byConfused, digits, item);
  }

  private indexAmounts(item: BookItem): void {
    if (item.availableMinor === 0n) return;
    addTo(this.byAmount, item.availableMinor, item);
    item.netMinor = item.availableMinor - discountOf(item);
    if (item.netMinor !== item.availableMinor) addTo(this.byNet, item.netMinor, item);
  }
}

/** Cash discount of an item in full, half a minor unit counted as one in favour of the buyer. */
function discountOf({ availableMinor, candidate }: BookItem): bigint {
  if (candidate.discountBps === 0) return 0n;
  const discountMinor = (candidate.faceMinor * BigInt(candidate.discountBps) + 5_000n) / 10_000n;
  return discountMinor < availableMinor ? discountMinor : 0n;
}

function addTo<Key>(index: Map<Key, BookItem[]>, key: Key, item: BookItem): void {
  const found = index.get(key);
  if (found === undefined) index.set(key, [item]);
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
