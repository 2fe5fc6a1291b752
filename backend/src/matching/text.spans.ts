import { confusionKey } from './number.keys.js';
import { type Atom, atomsOf, cleanText, Gap, withoutZeros } from './text.atoms.js';

/** How a span ends in the text around it. */
export enum Edge {
  /** White space, punctuation, or the end of the text. */
  CLEAN,
  /** Letters glued in front of digits, as in `RE471102`, or digits beyond a slash. */
  GLUED,
  /** More of a number follows or precedes: `0017` in `INV-2026-0017-2`. */
  INNER,
}

/** A place in a text whose letters and digits could spell a number; both ends count atoms. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** Letters and digits, upper case. */
  readonly key: string;
  /** The same without leading zeros in its runs of digits. */
  readonly stripped: string;
  /** {@link confusionKey} of the key. */
  readonly confused: string;
  readonly isDigits: boolean;
  readonly edge: Edge;
}

/** One field of an entry, cut into atoms and into everything that could be a number. */
export interface TextField {
  readonly name: string;
  readonly clean: string;
  readonly atoms: readonly Atom[];
  readonly spans: readonly Span[];
  /** Whether the field may have been cut off at the end by a limit of some bank. */
  readonly mayBeCut: boolean;
}

/** Longest number in atoms: `INV-2024-08-15-001` has five, some more when letters were misread. */
const ATOMS_MAX = 7;
/** EN 16931 sets no limit; banks carry 140 characters of text and 35 of a reference. */
const KEY_CHARS_MAX = 36;
const SPANS_MAX = 2_000;
/** Shorter than any limit that banks cut at. */
const CUT_CHARS_MIN = 18;

/** Cuts one field of an entry. */
export function readField(name: string, text: string): TextField {
  const clean = cleanText(text);
  const atoms = atomsOf(clean);
  const spans = spansOf(atoms);
  return { name, clean, atoms, spans, mayBeCut: clean.trimEnd().length >= CUT_CHARS_MIN };
}

interface Part extends Atom {
  readonly stripped: string;
  readonly confused: string;
}

function spansOf(atoms: readonly Atom[]): Span[] {
  const parts = atoms.map((atom) => ({
    ...atom,
    stripped: atom.isDigits ? withoutZeros(atom.text) : atom.text,
    confused: atom.isDigits ? atom.text : confusionKey(atom.text),
  }));
  const spans: Span[] = [];
  for (let from = 0; from < parts.length && spans.length < SPANS_MAX; from += 1) {
    spans.push(...spansFrom(parts, from));
  }
  return spans;
}

function spansFrom(parts: readonly Part[], from: number): Span[] {
  const spans: Span[] = [];
  let [key, stripped, confused] = ['', '', ''];
  let [hasDigit, isDigits] = [false, true];
  for (let to = from; to < Math.min(from + ATOMS_MAX, parts.length); to += 1) {
    const part = parts[to];
    if (part === undefined || (to > from && part.gapBefore === Gap.BREAK)) break;
    key += part.text;
    stripped += part.stripped;
    confused += part.confused;
    hasDigit ||= part.isDigits;
    isDigits &&= part.isDigits;
    if (key.length > KEY_CHARS_MAX) break;
    if (!hasDigit) continue;
    spans.push({ from, to, key, stripped, confused, isDigits, edge: edgeOf(parts, from, to) });
  }
  return spans;
}

function edgeOf(atoms: readonly Atom[], from: number, to: number): Edge {
  return Math.max(edgeBefore(atoms, from), edgeAfter(atoms, to));
}

function edgeBefore(atoms: readonly Atom[], index: number): Edge {
  const [first, before] = [atoms[index], atoms[index - 1]];
  if (first === undefined || before === undefined) return Edge.CLEAN;
  if (first.gapBefore === Gap.SLASH) return before.isDigits ? Edge.GLUED : Edge.CLEAN;
  if (first.gapBefore === Gap.NONE || first.gapBefore === Gap.TIGHT) {
    return before.isDigits || !first.isDigits ? Edge.INNER : Edge.GLUED;
  }
  return Edge.CLEAN;
}

function edgeAfter(atoms: readonly Atom[], index: number): Edge {
  const [last, after] = [atoms[index], atoms[index + 1]];
  if (last === undefined || after === undefined) return Edge.CLEAN;
  if (after.gapBefore === Gap.SLASH) return after.isDigits ? Edge.GLUED : Edge.CLEAN;
  if (after.gapBefore === Gap.NONE) return after.isDigits ? Edge.INNER : Edge.GLUED;
  if (after.gapBefore === Gap.TIGHT) return after.isDigits ? Edge.INNER : Edge.GLUED;
  return Edge.CLEAN;
}
