import { type Book, type BookItem } from './book.js';
import { EvidenceFact } from './matching.model.js';
import type { Mention } from './mentions.js';
import { type Atom, withoutZeros } from './text.atoms.js';
import type { TextField } from './text.spans.js';
import { WEIGHT } from './weights.js';

/** What stands between two numbers of a list. */
const LIST = /^\s*(?:[,;/+&|]|UND|AND|U\.?|ET|E|Y|EN|OG|OCH|JA|SOWIE|和|及|、|\s)*\s*$/u;
/** What stands between the ends of a range. */
const RANGE = /^\s*(?:-|–|—|~|\.\.\.?|…|BIS|TO|THRU|THROUGH|TILL|UNTIL|À|AU|AL|至|到)\s*$/u;
/** A longer range is more likely two numbers with a hyphen between them. */
const RANGE_MAX = 60;
const LIST_MAX = 60;

/**
 * Numbers that a text abbreviates after one that it names: `INV-0123/124/25` and `4711 to 4715`.
 *
 * Each is looked up with the beginning of the number before it.
 */
export function readSeries(field: TextField, named: readonly Mention[], book: Book): Mention[] {
  const found: Mention[] = [];
  for (const anchor of named) {
    if (anchor.fact === EvidenceFact.REFERENCE || anchor.item.keys === null) continue;
    found.push(...readFrom({ field, anchor, book }));
  }
  return found;
}

interface Start {
  readonly field: TextField;
  readonly anchor: Mention;
  readonly book: Book;
}

function readFrom(start: Start): Mention[] {
  const { field, anchor } = start;
  const found: Mention[] = [];
  let previous = anchor.item;
  let at = anchor.to;
  for (let count = 0; count < LIST_MAX; count += 1) {
    const step = nextNumber(field, at);
    if (step === null) return found;
    const tail = completedTail(previous, step.atom.text);
    if (step.isRange) {
      found.push(...rangeBetween({ start, previous, tail, at: step.index }));
      const end = tail === null ? null : siblingOf(previous, tail, start.book);
      if (end === null) return found;
      previous = end;
    } else {
      const item = tail === null ? null : siblingOf(previous, tail, start.book);
      if (item === null) return found;
      const detail = `number ${item.candidate.number}, abbreviated in ${field.name}`;
      found.push({
        item,
        fact: EvidenceFact.NUMBER_PART,
        detail,
        weight: WEIGHT.sibling,
        field,
        from: step.index,
        to: step.index,
      });
      previous = item;
    }
    at = step.index;
  }
  return found;
}

interface Step {
  readonly atom: Atom;
  readonly index: number;
  readonly isRange: boolean;
}

/** The next run of digits of a list or range; one letter prefix such as `RE` may be repeated before it. */
function nextNumber({ atoms, clean }: TextField, at: number): Step | null {
  const last = atoms[at];
  for (let index = at + 1; index <= at + 4; index += 1) {
    const atom = atoms[index];
    if (atom === undefined || last === undefined) return null;
    if (!atom.isDigits) continue;
    const between = clean.slice(last.end, atom.start);
    if (RANGE.test(between)) return { atom, index, isRange: true };
    if (LIST.test(between)) return { atom, index, isRange: false };
    const withoutPrefix = between.replace(/[A-Z]{1,4}[-. ]?$/u, '');
    if (withoutPrefix !== '' && RANGE.test(withoutPrefix)) return { atom, index, isRange: true };
    return null;
  }
  return null;
}

/** `25` after `0123` is `0125`; null where more digits stand there than the number has. */
function completedTail(previous: BookItem, digits: string): string | null {
  const printed = previous.keys?.tailPrinted ?? '';
  if (digits.length > printed.length) return null;
  return printed.slice(0, printed.length - digits.length) + digits;
}

function rangeBetween(range: {
  readonly start: Start;
  readonly previous: BookItem;
  readonly tail: string | null;
  readonly at: number;
}): Mention[] {
  const { start, previous, tail, at } = range;
  const first = Number(withoutZeros(previous.keys?.tailPrinted ?? ''));
  const last = Number(tail ?? 'NaN');
  if (!(last > first && last - first <= RANGE_MAX && last < Number.MAX_SAFE_INTEGER)) return [];
  const found: Mention[] = [];
  for (let number = first; number <= last; number += 1) {
    const printed = String(number).padStart(previous.keys?.tailPrinted.length ?? 0, '0');
    const item = siblingOf(previous, printed, start.book);
    if (item === null) continue;
    const detail = `number ${item.candidate.number} within a range in ${start.field.name}`;
    found.push({
      item,
      fact: EvidenceFact.NUMBER_PART,
      detail,
      weight: WEIGHT.range,
      field: start.field,
      from: at,
      to: at,
    });
  }
  return found;
}

/** The item whose number ends differently and is the same otherwise; of the same buyer, if several have it. */
function siblingOf(item: BookItem, tail: string, book: Book): BookItem | null {
  const { keys } = item;
  if (keys === null || !keys.full.endsWith(keys.tailPrinted)) return null;
  const key = keys.full.slice(0, keys.full.length - keys.tailPrinted.length) + tail;
  const found = book.keys.find(key).full;
  const ofBuyer = found.find(({ buyer }) => buyer === item.buyer);
  return ofBuyer ?? (found.length === 1 ? (found[0] ?? null) : null);
}
