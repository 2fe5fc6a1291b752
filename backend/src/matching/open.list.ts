import { type SortedAmounts, sortAmounts, withoutPlace } from './sorted.amounts.js';

/** What a list needs to know of an item. */
export interface Listed {
  /** Rank by due date among all items. */
  readonly position: number;
  /** Days since 1970-01-01. */
  readonly dueDay: number;
  readonly availableMinor: bigint;
  /** What pays it with its cash discount taken; the same as what is available if it has none. */
  readonly netMinor: bigint;
  /** Last day of the discount, in days since 1970-01-01; null if it has none. */
  readonly discountDay: number | null;
}

const NO_DISCOUNT = -Infinity;

/** Open items of one buyer in one currency, the oldest due date first, with their amounts beside them. */
export class OpenList<Item extends Listed> {
  /** Of which something is to be paid. */
  readonly items: Item[] = [];
  /** Minor units of the items; a sum that is not exact at this size is checked where it is used. */
  readonly amounts: number[] = [];
  /** Minor units with the cash discount taken. */
  private readonly nets: number[] = [];
  /** Last days of the discounts. */
  private readonly netDays: number[] = [];
  /** Credit notes. */
  readonly credits: Item[] = [];

  private ascending: SortedAmounts | null = null;
  private lastNetDay: number | null = null;

  /** The amounts in ascending order. */
  sorted(): SortedAmounts {
    this.ascending ??= sortAmounts(this.amounts);
    return this.ascending;
  }

  /** What pays each item on a day, with the discounts that are still granted; null where none is. */
  amountsOn(day: number): number[] | null {
    this.lastNetDay ??= this.netDays.reduce((last, one) => Math.max(last, one), NO_DISCOUNT);
    if (day > this.lastNetDay) return null;
    return this.amounts.map((amount, at) =>
      day <= (this.netDays[at] ?? NO_DISCOUNT) ? (this.nets[at] ?? amount) : amount,
    );
  }

  /** How many of the items are due by a day; they are the first ones. */
  dueBy(day: number): number {
    return this.countWhile(({ dueDay }) => dueDay <= day);
  }

  /** Brings the place of an item up to date with what is available of it. */
  update(item: Item): void {
    const at = this.countWhile(({ position }) => position < item.position);
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
    if (item === null) {
      for (const list of [this.items, this.amounts, this.nets, this.netDays])
        list.splice(at, count);
    } else {
      this.items.splice(at, count, item);
      this.amounts.splice(at, count, Number(item.availableMinor));
      this.nets.splice(at, count, Number(item.netMinor));
      this.netDays.splice(at, count, item.discountDay ?? NO_DISCOUNT);
    }
    this.lastNetDay = null;
    // What is paid in full, as most is, leaves the others in their order.
    const { ascending } = this;
    this.ascending = item === null && ascending !== null ? withoutPlace(ascending, at) : null;
  }

  /** Length of the beginning of the items for which something holds that no later one regains. */
  private countWhile(holds: (item: Item) => boolean): number {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = this.items[middle];
      if (item !== undefined && holds(item)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
