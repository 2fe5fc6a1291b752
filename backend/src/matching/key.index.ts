import type { BookItem } from './book.js';

/** What of an item a spelling can be. */
export type KeyKind = 'reference' | 'full' | 'digits' | 'tail' | 'confused';

/** The items that one spelling may name, by what it is of them. */
export type Spelled = Readonly<Record<KeyKind, readonly BookItem[]>>;

const NOTHING: readonly BookItem[] = [];
/** What most texts spell. */
export const SPELLS_NOTHING: Spelled = {
  reference: NOTHING,
  full: NOTHING,
  digits: NOTHING,
  tail: NOTHING,
  confused: NOTHING,
};

/** The spellings under which items are found: one look tells everything that a spelling may be. */
export class KeyIndex {
  private readonly bySpelling = new Map<string, Record<KeyKind, readonly BookItem[]>>();

  /** Length and first character of every spelling: a book has few forms, and most texts have none of them. */
  private readonly forms = new Set<number>();

  find(key: string): Spelled {
    if (!this.forms.has(formOf(key))) return SPELLS_NOTHING;
    return this.bySpelling.get(key) ?? SPELLS_NOTHING;
  }

  add(kind: KeyKind, key: string, item: BookItem): void {
    let spelled = this.bySpelling.get(key);
    if (spelled === undefined) {
      spelled = { ...SPELLS_NOTHING };
      this.bySpelling.set(key, spelled);
      this.forms.add(formOf(key));
    }
    const found = spelled[kind];
    if (found.length === 0) spelled[kind] = [item];
    else if (found.at(-1) !== item) (found as BookItem[]).push(item);
  }
}

function formOf(key: string): number {
  return key.length * 65_536 + key.charCodeAt(0);
}
