import { type BookBuyer, type BookItem, compare } from './book.js';
import { mayBeApart } from './edit-distance.js';
import { type Comparable, spellingsOf } from './spellings.js';

/** All spellings of a buyer's numbers side by side, so that one text is compared with all of them at once. */
export class BuyerNumbers {
  /** Of each spelling: its item, its length, and what characters it has. */
  private readonly owners: readonly BookItem[];
  private readonly lengths: Uint16Array;
  private readonly characters: Int32Array;
  /** Items with a number, in the order of its characters, and the numbers. */
  private readonly sorted: readonly BookItem[];
  private readonly numbers: readonly string[];

  constructor(items: readonly BookItem[]) {
    const spellings = items.flatMap(spellingsOf);
    this.owners = items.flatMap((item) => spellingsOf(item).map(() => item));
    this.lengths = Uint16Array.from(spellings, ({ key }) => key.length);
    this.characters = Int32Array.from(spellings, ({ characters }) => characters);
    this.sorted = items
      .filter(({ keys }) => keys !== null)
      .toSorted((a, b) => compare(numberOf(a), numberOf(b)));
    this.numbers = this.sorted.map(numberOf);
  }

  /** Items of which a spelling may be one slip from the text; most of them are. */
  nearTo({ key, characters }: Comparable): BookItem[] {
    const found: BookItem[] = [];
    for (let at = 0; at < this.owners.length; at += 1) {
      const longer = (this.lengths[at] ?? 0) - key.length;
      if (longer > 1 || longer < -1) continue;
      if (!mayBeApart(characters, this.characters[at] ?? 0, 1)) continue;
      const owner = this.owners[at];
      if (owner !== undefined && owner !== found.at(-1)) found.push(owner);
    }
    return found;
  }

  /** Items with a longer number that begins like this. */
  beginningWith(key: string): BookItem[] {
    const found: BookItem[] = [];
    for (let at = this.firstFrom(key); this.numbers[at]?.startsWith(key) === true; at += 1) {
      const item = this.sorted[at];
      if (item !== undefined && this.numbers[at] !== key) found.push(item);
    }
    return found;
  }

  private firstFrom(key: string): number {
    let [from, end] = [0, this.numbers.length];
    while (from < end) {
      const middle = (from + end) >> 1;
      if ((this.numbers[middle] ?? '') < key) from = middle + 1;
      else end = middle;
    }
    return from;
  }
}

/** The numbers of a buyer, put side by side when they are first compared: a book never gets another one. */
export function numbersOf(buyer: BookBuyer): BuyerNumbers {
  buyer.numbers ??= new BuyerNumbers(buyer.items);
  return buyer.numbers;
}

function numberOf({ keys }: BookItem): string {
  return keys?.full ?? '';
}
