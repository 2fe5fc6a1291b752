import { atomsOf, cleanText, withoutZeros } from './text.atoms.js';

/** The spellings under which a number is looked for. */
export interface NumberKeys {
  /** Letters and digits as printed. */
  readonly full: string;
  /** The same without leading zeros in its runs of digits. */
  readonly stripped: string;
  /** Digits alone, without leading zeros in their runs; equal to `stripped` for a number of digits. */
  readonly digits: string;
  /** Last run of digits, without leading zeros: what people quote of a long number. */
  readonly tail: string;
  /** Last run of digits as printed. */
  readonly tailPrinted: string;
  /** Longest run of digits, without leading zeros: `4711` of `4711/25`. */
  readonly core: string;
  /** {@link confusionKey} of `full`. */
  readonly confused: string;
  /** How many digits tell it from other numbers. */
  readonly significance: number;
}

/** Characters that eyes, scanners and keyboards take for one another. */
const CONFUSIONS: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
};

const CONFUSABLE = /[OQDILZSGB]/g;

/** Letters count a little: most numbers of a supplier begin with the same. */
const LETTER_SIGNIFICANCE = 0.25;
const LETTERS_COUNTED_MAX = 4;

/** The keys of a number as printed; null where it has no digit. */
export function numberKeysOf(number: string): NumberKeys | null {
  const atoms = atomsOf(cleanText(number));
  const runs = atoms.filter(({ isDigits }) => isDigits).map(({ text }) => text);
  const tailPrinted = runs.at(-1);
  if (tailPrinted === undefined) return null;
  const full = atoms.map(({ text }) => text).join('');
  return {
    full,
    stripped: atoms.map(({ text, isDigits }) => (isDigits ? withoutZeros(text) : text)).join(''),
    digits: runs.map(withoutZeros).join(''),
    tail: withoutZeros(tailPrinted),
    tailPrinted,
    core: withoutZeros(
      runs.reduce((longest, run) => (run.length > longest.length ? run : longest), ''),
    ),
    confused: confusionKey(full),
    significance: significanceOf(runs, full.length - runs.join('').length),
  };
}

function significanceOf(runs: readonly string[], letterCount: number): number {
  const digits = runs.map((run, index) =>
    index < runs.length - 1 && isYear(run) ? 1 : withoutZeros(run).length,
  );
  const letters = Math.min(letterCount, LETTERS_COUNTED_MAX) * LETTER_SIGNIFICANCE;
  return digits.reduce((sum, one) => sum + one, 0) + letters;
}

function isYear(run: string): boolean {
  return /^(19|20)\d\d$/.test(run);
}

/** One text for all spellings that a scanner could make of it, as long as the one that was read. */
export function confusionKey(key: string): string {
  return key.replace(CONFUSABLE, (char) => CONFUSIONS[char] ?? char);
}
