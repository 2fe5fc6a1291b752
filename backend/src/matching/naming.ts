import type { BookItem } from './book.js';
import { Slip, findSlip } from './edit-distance.js';
import { type Evidence, EvidenceFact } from './matching.model.js';
import type { Mention, Mentions } from './mentions.js';
import { confusionKey } from './number.keys.js';
import { Edge, type Span, type TextField } from './text.spans.js';
import { WEIGHT, centibans } from './weights.js';

/** A number that a text could mean although it is not spelled like that. */
interface Token {
  readonly key: string;
  readonly confused: string;
  readonly fieldName: string;
}

/** Three digits, misread ones included. */
const DIGITS = /\d.*\d.*\d/;
const TOKENS_MAX = 60;
const TAKEN_MIN = 450;
const WHOLE: ReadonlySet<EvidenceFact> = new Set([EvidenceFact.NUMBER, EvidenceFact.REFERENCE]);
const TOKEN_CHARS_MIN = 4;
/** The end of a number is compared alone only if it is long enough to mean something. */
const TAIL_CHARS_MIN = 5;
const CUT_CHARS_MIN = 3;
/** A beginning that a tenth of the buyer's numbers share says little: often it is a year. */
const TRUNCATED_MIN = 100;
const LIST_CUT_CHARS_MIN = 60;
const REFERENCE_CHARS_MIN = 8;
/** Each significant digit of a number with a slip is worth this much at most. */
const SLIP_PER_DIGIT = 60;
/** One misread character and another slip beside it. */
const TWICE_DAMAGED = -60;

/** Tells how an entry names an item, spelled right or not; asked often, answered once. */
export class Naming {
  private readonly memo = new Map<BookItem, Evidence | null>();
  private readonly tokensByLength = new Map<number, Token[]>();
  private readonly ends: ReadonlyArray<{ readonly key: string; readonly fieldName: string }>;

  constructor(private readonly mentions: Mentions) {
    const { fields } = mentions;
    for (const token of fields.flatMap((field) => tokensOf(field, mentions)).slice(0, TOKENS_MAX)) {
      const alike = this.tokensByLength.get(token.key.length);
      if (alike === undefined) this.tokensByLength.set(token.key.length, [token]);
      else alike.push(token);
    }
    this.ends = fields.flatMap((field) =>
      lastKeys(field).map((key) => ({ key, fieldName: field.name })),
    );
  }

  /** Whether the texts hold something like a number that no item was found for. */
  get hasUnresolved(): boolean {
    return this.tokensByLength.size > 0 || this.ends.length > 0;
  }

  /** Whether a text is so long that some bank may have cut a list off. */
  get isLong(): boolean {
    return this.mentions.fields.some(({ clean }) => clean.length >= LIST_CUT_CHARS_MIN);
  }

  mentionOf(item: BookItem): Mention | undefined {
    return this.mentions.byItem.get(item);
  }

  evidenceOf(item: BookItem): Evidence | null {
    const known = this.memo.get(item);
    if (known !== undefined) return known;
    const mention = this.mentions.byItem.get(item);
    const evidence =
      mention === undefined
        ? (this.noisy(item) ?? this.truncated(item))
        : { fact: mention.fact, detail: mention.detail, weightCentibans: mention.weight };
    this.memo.set(item, evidence);
    return evidence;
  }

  private noisy(item: BookItem): Evidence | null {
    let [best, bestToken]: [number, Token | null] = [0, null];
    for (const spelling of spellingsOf(item)) {
      const { length } = spelling.key;
      for (let chars = length - 1; chars <= length + 1; chars += 1) {
        for (const token of this.tokensByLength.get(chars) ?? []) {
          const weight = Math.min(slipWeight(token, spelling), spelling.limit);
          if (weight > best) [best, bestToken] = [weight, token];
        }
      }
    }
    if (bestToken === null) return null;
    const meant = item.candidate.number ?? item.candidate.paymentReference;
    const detail = `"${bestToken.key}" in ${bestToken.fieldName}, one slip from ${meant}`;
    return { fact: EvidenceFact.NUMBER_NOISY, detail, weightCentibans: best };
  }

  private truncated({ keys, buyer, candidate }: BookItem): Evidence | null {
    if (keys === null) return null;
    for (const { key, fieldName } of this.ends) {
      if (!isBeginning(key, keys.full)) continue;
      const alike = buyer.items.filter(
        (one) => one.availableMinor !== 0n && one.keys !== null && isBeginning(key, one.keys.full),
      ).length;
      const owed = Math.max(WEIGHT.buyerItemsMin, buyer.items.length);
      const weight = centibans(owed / Math.max(1, alike));
      if (weight < TRUNCATED_MIN) continue;
      const detail = `beginning of ${candidate.number} at the end of ${fieldName}`;
      const weightCentibans = Math.min(weight, WEIGHT.truncatedMax);
      return { fact: EvidenceFact.NUMBER_TRUNCATED, detail, weightCentibans };
    }
    return null;
  }
}

function tokensOf(field: TextField, { all }: Mentions): Token[] {
  // What is the number of something is no misspelling of another; a part of one may be.
  const taken = all.filter(
    (one) => one.field === field && (one.weight >= TAKEN_MIN || WHOLE.has(one.fact)),
  );
  const isTaken = (span: Span): boolean =>
    taken.some(({ from, to }) => span.from <= to && span.to >= from);
  const keys = new Set<string>();
  for (const span of field.spans) {
    if (span.key.length < TOKEN_CHARS_MIN || span.edge === Edge.INNER || isTaken(span)) continue;
    if (DIGITS.test(confusionKey(span.key))) keys.add(span.key);
  }
  return [...keys].map((key) => ({ key, confused: confusionKey(key), fieldName: field.name }));
}

/** Spellings with their confusion keys, made once for each item that is ever compared. */
const spelled = new WeakMap<BookItem, readonly Spelling[]>();

interface Spelling {
  readonly key: string;
  readonly confused: string;
  /** Most that a slip of it may weigh. */
  readonly limit: number;
}

function spellingsOf(item: BookItem): readonly Spelling[] {
  let spellings = spelled.get(item);
  if (spellings === undefined) {
    spellings = makeSpellings(item);
    spelled.set(item, spellings);
  }
  return spellings;
}

function makeSpellings({ keys, referenceKey }: BookItem): Spelling[] {
  const ofNumber = keys === null ? [] : [keys.full, keys.stripped, keys.digits];
  if (keys !== null && keys.tailPrinted.length >= TAIL_CHARS_MIN) ofNumber.push(keys.tailPrinted);
  const limit = SLIP_PER_DIGIT * (keys?.significance ?? 0);
  const spellings = [...new Set(ofNumber)]
    .filter((key) => key.length >= TOKEN_CHARS_MIN)
    .map((key) => ({ key, confused: confusionKey(key), limit }));
  if (referenceKey.length < REFERENCE_CHARS_MIN) return spellings;
  const confused = confusionKey(referenceKey);
  return [...spellings, { key: referenceKey, confused, limit: WEIGHT.numberMax }];
}

function slipWeight(token: Token, spelling: Spelling): number {
  const slip = findSlip(token.key, spelling.key);
  if (slip !== null) return weightOfSlip(slip);
  const isPlain = token.confused === token.key && spelling.confused === spelling.key;
  const other = isPlain ? null : findSlip(token.confused, spelling.confused);
  return other === null ? 0 : weightOfSlip(other) + TWICE_DAMAGED;
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

function lastKeys({ spans, atoms, mayBeCut }: TextField): string[] {
  if (!mayBeCut) return [];
  return spans
    .filter(({ to, key }) => to === atoms.length - 1 && key.length >= CUT_CHARS_MIN)
    .map(({ key }) => key);
}

function isBeginning(key: string, number: string): boolean {
  return key.length < number.length && number.startsWith(key);
}
