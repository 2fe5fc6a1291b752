/** How strongly two neighbouring runs of letters or digits hang together. */
export enum Gap {
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

/** A run of digits or of letters. */
export interface Atom {
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
const ASCII = /^[\x20-\x7e]*$/;

/** Longest text that is looked at: a batch of many payments repeats itself. */
const TEXT_CHARS_MAX = 4_000;
/** A list of a hundred numbers with words between them. */
const ATOMS_MAX = 600;

/** Upper case, compatibility characters unified, nothing invisible. */
export function cleanText(text: string): string {
  const head = text.slice(0, TEXT_CHARS_MAX);
  if (ASCII.test(head)) return head.toUpperCase();
  return head.normalize('NFKC').toUpperCase().normalize('NFKC').replace(FORMAT_CHARACTERS, '');
}

/** The runs of a text that {@link cleanText} cleaned. */
export function atomsOf(clean: string): Atom[] {
  if (ASCII.test(clean)) return asciiAtomsOf(clean);
  const atoms: Atom[] = [];
  let end = 0;
  for (const match of clean.matchAll(ATOM)) {
    if (atoms.length === ATOMS_MAX) break;
    const [text] = match;
    const gapBefore = atoms.length === 0 ? Gap.BREAK : gapOf(clean.slice(end, match.index));
    end = match.index + text.length;
    const code = text.charCodeAt(0);
    atoms.push({ text, isDigits: code >= 48 && code <= 57, gapBefore, start: match.index, end });
  }
  return atoms;
}

/** The same by characters, since most texts need no more: 0 is no part of a number, 1 a digit, 2 a letter. */
function asciiAtomsOf(clean: string): Atom[] {
  const atoms: Atom[] = [];
  let end = 0;
  let start = 0;
  while (start < clean.length && atoms.length < ATOMS_MAX) {
    const kind = kindOf(clean.charCodeAt(start));
    let next = start + 1;
    while (next < clean.length && kindOf(clean.charCodeAt(next)) === kind) next += 1;
    if (kind !== 0) {
      const gapBefore = atoms.length === 0 ? Gap.BREAK : gapOf(clean.slice(end, start));
      atoms.push({
        text: clean.slice(start, next),
        isDigits: kind === 1,
        gapBefore,
        start,
        end: next,
      });
      end = next;
    }
    start = next;
  }
  return atoms;
}

function kindOf(code: number): number {
  if (code >= 48 && code <= 57) return 1;
  return code >= 65 && code <= 90 ? 2 : 0;
}

/** Letters and digits only, upper case: two spellings of one reference give the same text. */
export function rawKey(text: string): string {
  if (ASCII.test(text))
    return text
      .slice(0, TEXT_CHARS_MAX)
      .toUpperCase()
      .replace(/[^0-9A-Z]+/g, '');
  return atomsOf(cleanText(text))
    .map((atom) => atom.text)
    .join('');
}

/** A run of digits without leading zeros. */
export function withoutZeros(digits: string): string {
  let start = 0;
  while (start < digits.length - 1 && digits.charCodeAt(start) === 48) start += 1;
  return start === 0 ? digits : digits.slice(start);
}

function gapOf(between: string): Gap {
  if (between === '') return Gap.NONE;
  if (between === ' ') return Gap.SPACE;
  if (CONNECTOR.test(between)) return Gap.TIGHT;
  if (between === '/') return Gap.SLASH;
  return SPACED.test(between) ? Gap.SPACE : Gap.BREAK;
}
