import type { BookItem } from './book.js';
import { Slip, charactersOf, findSlip, mayBeApart } from './edit-distance.js';
import { confusionKey } from './number.keys.js';
import { WEIGHT } from './weights.js';

/** A text that is compared with others character by character. */
export interface Comparable {
  readonly key: string;
  /** {@link confusionKey} of it. */
  readonly confused: string;
  /** {@link charactersOf} what it is confused with. */
  readonly characters: number;
}

/** A way to write the number or reference of an item. */
export interface Spelling extends Comparable {
  /** Most that a slip of it may weigh. */
  readonly limit: number;
}

/** Shorter texts are like too many others. */
export const COMPARED_CHARS_MIN = 4;
/** The end of a number is compared alone only if it is long enough to mean something. */
const TAIL_CHARS_MIN = 5;
const REFERENCE_CHARS_MIN = 8;
/** Each significant digit of a number with a slip is worth this much at most. */
const SLIP_PER_DIGIT = 60;
/** One misread character and another slip beside it. */
const TWICE_DAMAGED = -60;

/** What is compared of a text. */
export function comparable(key: string, confused: string = confusionKey(key)): Comparable {
  return { key, confused, characters: charactersOf(confused) };
}

/** The spellings of an item, made once. */
export function spellingsOf(item: BookItem): readonly Spelling[] {
  item.spellings ??= makeSpellings(item);
  return item.spellings;
}

function makeSpellings({ keys, referenceKey }: BookItem): Spelling[] {
  const ofNumber = keys === null ? [] : [keys.full, keys.stripped, keys.digits];
  if (keys !== null && keys.tailPrinted.length >= TAIL_CHARS_MIN) ofNumber.push(keys.tailPrinted);
  const limit = SLIP_PER_DIGIT * (keys?.significance ?? 0);
  const spellings = [...new Set(ofNumber)]
    .filter((key) => key.length >= COMPARED_CHARS_MIN)
    .map((key) => ({ ...comparable(key), limit }));
  if (referenceKey.length < REFERENCE_CHARS_MIN) return spellings;
  return [...spellings, { ...comparable(referenceKey), limit: WEIGHT.numberMax }];
}

/** Weight of a text that is one slip from a spelling, or one slip beside what is misread; 0 of any other. */
export function slipWeight(text: Comparable, spelling: Spelling): number {
  // A slip in what is printed is one, or none, in what it is confused with.
  if (!mayBeApart(text.characters, spelling.characters, 1)) return 0;
  const other = findSlip(text.confused, spelling.confused);
  if (other === null) return 0;
  const slip = findSlip(text.key, spelling.key);
  const weight = slip === null ? weightOfSlip(other) + TWICE_DAMAGED : weightOfSlip(slip);
  return Math.min(weight, spelling.limit);
}

function weightOfSlip(slip: Slip): number {
  switch (slip) {
    case Slip.REPLACED:
      return WEIGHT.slipReplaced;
    case Slip.SWAPPED:
      return WEIGHT.slipSwapped;
    case Slip.LENGTH:
    case Slip.NONE:
      return WEIGHT.slipLength;
  }
}
