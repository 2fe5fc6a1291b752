import { type SortedAmounts, sortAmounts } from './subsets.js';

/** What a list needs to know of an item. */
export interface Listed {
  /** Rank by due date among all items. */
  readonly position: number;
  readonly availableMinor: bigint;
  /** What pays it with its cash discount taken; the same as what is available if it has none. */
  readonly netMinor: bigint;
  /** Last day of the discount, or an empty text. */
  readonly discountUntil: string;
}

/** Open items of one buyer in one currency, the oldest due date first, with their amounts beside them. */
export class OpenList<Item extends Listed> {
  /** Of which something is to be paid. */
  readonly items: Item[] = [];
  /** Minor units of the items; a sum that is not exact at this size is checked where it is used. */
  readonly amounts: number[] = [];
  /** Minor units with the cash discount taken, and until when. */
  readonly nets: number[] = [];
  readonly netUntil: string[] = [];
  /** Credit notes. */
  readonly credits: Item[] = [];

  private ascending: SortedAmounts | null = null;

  /** The amounts in ascending order; made anew after a change. */
  sorted(): SortedAmounts {
    this.ascending ??= sortAmounts(this.amounts);
    return this.ascending;
  }

  /** Brings the place of an item up to date with what is available of it. */
  update(item: Item): void {
    const at = this.placeOf(item);
    this.ascending = null;
    const isListed = this.items[at] === item;
    if (item.availableMinor > 0n) {
      this.replace(at, isListed ? 1 : 0, item);
      return;
    }
    if (isListed) this.replace(at, 1, null);
    const credit = this.credits.indexOf(item);
    if (item.availableMinor === 0n && credit >= 0) this.credits.splice(credit, 1);
    if (item.availableMinor < 0n && credit < 0) this.credits.push(item);
  }

  private replace(at: number, count: number, item: Item | null): void {
    const added = item === null ? [] : [item];
    this.items.splice(at, count, ...added);
    this.amounts.splice(at, count, ...added.map(({ availableMinor }) => Number(availableMinor)));
    this.nets.splice(at, count, ...added.map(({ netMinor }) => Number(netMinor)));
    this.netUntil.splice(at, count, ...added.map(({ discountUntil }) => discountUntil));
  }

  private placeOf({ position }: Item): number {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.items[middle]?.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
