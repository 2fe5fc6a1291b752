import { normaliseInvoiceNumber } from '../documents/index.js';

/** A place in a text whose letters and digits could spell a number; both ends count atoms. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly keys: readonly string[];
}

/** How strongly two neighbouring runs of letters or digits hang together. */
enum Gap {
  /** A letter next to a digit. */
  NONE,
  /** One connector without space: `2024-0815`. */
  TIGHT,
  /** A slash without space: part of `2024/0815`, but between two numbers in a list or `/REMI/R-1/`. */
  SLASH,
  /** White space, with or without a connector: a number may be printed like that, or end here. */
  SPACE,
  /** Anything else ends a number. */
  BREAK,
}

interface Atom {
  readonly text: string;
  readonly isDigits: boolean;
  readonly gapBefore: Gap;
  readonly start: number;
  readonly end: number;
}

/** Runs of digits or of letters; Han characters only separate, since numbers are not written in them. */
const ATOM = /\d+|(?:(?!\p{Script=Han})\p{L})+/gu;
const CONNECTOR = /^[-._]$/;
const SPACED = /^[\s\-/._:#]+$/;
const FORMAT_CHARACTERS = /\p{Cf}+/gu;

/** Longest number in atoms: `INV-2024-08-15-001` has five. */
const ATOMS_MAX = 8;
/** EN 16931 sets no limit; banks carry 140 characters of text and 35 of a reference. */
const KEY_CHARS_MAX = 40;
/** Longest text that is looked at: a batch of many payments repeats itself. */
const TEXT_CHARS_MAX = 20_000;
/** Shorter keys are found by chance in any text. */
export const SIGNIFICANT_CHARS_MIN = 3;
/** Letters glued in front, as in RE471102, are dropped from numbers of at least this length. */
const PREFIXED_CHARS_MIN = 4;
/** Digits beyond a slash may belong to the number, unless it is long enough to stand alone. */
const SLASHED_CHARS_MIN = 6;

/** Letters and digits only, upper case: two spellings of one reference give the same text. */
export function rawKey(text: string): string {
  return atomsOf(text)
    .map((atom) => atom.text)
    .join('');
}

/**
 * Keys under which a number is looked for: as printed, and in normal form, both without separators.
 *
 * Empty when the text has no letter or digit at all.
 */
export function numberKeys(number: string): string[] {
  const keys = [rawKey(number), rawKey(normaliseInvoiceNumber(number)), strippedKey(number)];
  return [...new Set(keys)].filter((key) => key !== '');
}

/** Whether a key is long enough, and has a digit, to mean something inside a text. */
export function isSignificant(key: string): boolean {
  return key.length >= SIGNIFICANT_CHARS_MIN && /\d/.test(key);
}

/** Every place of the text that could spell a number, with the keys that it spells. */
export function spansOf(text: string): Span[] {
  const clean = cleanText(text);
  const atoms = atomsOf(text);
  const spans: Span[] = [];
  for (let from = 0; from < atoms.length; from++) {
    const neededBefore = charsNeededFrom(atoms, from);
    if (neededBefore === null) continue;
    for (let to = from; to < Math.min(from + ATOMS_MAX, atoms.length); to++) {
      if (to > from && atoms[to]?.gapBefore === Gap.BREAK) break;
      const printed = clean.slice(atoms[from]?.start, atoms[to]?.end);
      if (printed.length > 2 * KEY_CHARS_MAX) break;
      const neededAfter = charsNeededTo(atoms, to);
      if (neededAfter === null) continue;
      const needed = Math.max(neededBefore, neededAfter);
      const keys = numberKeys(printed).filter((key) => isKey(key, needed));
      if (keys.length > 0) spans.push({ from, to, keys });
    }
  }
  return spans;
}

function isKey(key: string, charsNeeded: number): boolean {
  return key.length >= charsNeeded && key.length <= KEY_CHARS_MAX && isSignificant(key);
}

/** The least length of a number that begins at this atom; null where none can begin. */
function charsNeededFrom(atoms: readonly Atom[], index: number): number | null {
  const first = atoms[index];
  const before = atoms[index - 1];
  if (first === undefined || before === undefined || isLoose(first)) return SIGNIFICANT_CHARS_MIN;
  if (first.gapBefore === Gap.SLASH) return charsNeededBeside(before);
  return !before.isDigits && (isLoose(before) || before.gapBefore === Gap.SLASH)
    ? PREFIXED_CHARS_MIN
    : null;
}

/** The least length of a number that ends at this atom; null where none can end. */
function charsNeededTo(atoms: readonly Atom[], index: number): number | null {
  const after = atoms[index + 1];
  if (after === undefined || isLoose(after)) return SIGNIFICANT_CHARS_MIN;
  return after.gapBefore === Gap.SLASH ? charsNeededBeside(after) : null;
}

function charsNeededBeside(atom: Atom): number {
  return atom.isDigits ? SLASHED_CHARS_MIN : PREFIXED_CHARS_MIN;
}

function isLoose({ gapBefore }: Atom): boolean {
  return gapBefore === Gap.SPACE || gapBefore === Gap.BREAK;
}

/** Without leading zeros in each run of digits, even where white space separates the runs. */
function strippedKey(text: string): string {
  return atomsOf(text)
    .map((atom) => (atom.isDigits ? atom.text.replace(/^0+(?=\d)/, '') : atom.text))
    .join('');
}

function cleanText(text: string): string {
  return text
    .slice(0, TEXT_CHARS_MAX)
    .normalize('NFKC')
    .toUpperCase()
    .normalize('NFKC')
    .replace(FORMAT_CHARACTERS, '');
}

function atomsOf(text: string): Atom[] {
  const clean = cleanText(text);
  let end = 0;
  return [...clean.matchAll(ATOM)].map((match, index) => {
    const gapBefore = index === 0 ? Gap.BREAK : gapOf(clean.slice(end, match.index));
    end = match.index + match[0].length;
    return {
      text: match[0],
      isDigits: /^\d/.test(match[0]),
      gapBefore,
      start: match.index,
      end,
    };
  });
}

function gapOf(between: string): Gap {
  if (between === '') return Gap.NONE;
  if (CONNECTOR.test(between)) return Gap.TIGHT;
  if (between === '/') return Gap.SLASH;
  return SPACED.test(between) ? Gap.SPACE : Gap.BREAK;
}
