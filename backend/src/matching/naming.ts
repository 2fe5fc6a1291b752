import type { BookBuyer, BookItem } from './book.js';
import { numbersOf } from './buyer.numbers.js';
import { type Evidence, EvidenceFact } from './matching.model.js';
import type { Mention, Mentions } from './mentions.js';
import {
  type Comparable,
  COMPARED_CHARS_MIN,
  comparable,
  slipWeight,
  spellingsOf,
} from './spellings.js';
import { Edge, type Span, type TextField } from './text.spans.js';
import { WEIGHT, centibans } from './weights.js';

/** A number that a text could mean although it is not spelled like that. */
interface Token extends Comparable {
  readonly fieldName: string;
}

/** The end of a text, which may be the beginning of a number. */
interface End {
  readonly key: string;
  readonly fieldName: string;
  /** {@link beginningWeight} for each buyer that was asked for. */
  readonly weights: Map<BookBuyer, number>;
}

/** Three digits, misread ones included. */
const DIGITS = /\d.*\d.*\d/;
const NO_TOKENS: readonly Token[] = [];
const TOKENS_MAX = 60;
const TAKEN_MIN = 450;
const WHOLE: ReadonlySet<EvidenceFact> = new Set([EvidenceFact.NUMBER, EvidenceFact.REFERENCE]);
const CUT_CHARS_MIN = 3;
/** A beginning that a tenth of the buyer's numbers share says little: often it is a year. */
const TRUNCATED_MIN = 100;
const LIST_CUT_CHARS_MIN = 60;

/** Tells how an entry names an item, spelled right or not; asked often, answered once. */
export class Naming {
  private readonly memo = new Map<BookItem, Evidence | null>();
  private tokens: ReadonlyMap<number, readonly Token[]> | null = null;
  private readonly ends: readonly End[];

  constructor(private readonly mentions: Mentions) {
    this.ends = mentions.fields.flatMap((field) =>
      lastKeys(field).map((key) => ({ key, fieldName: field.name, weights: new Map() })),
    );
  }

  /** Whether the texts hold something like a number that no item was found for. */
  get hasUnresolved(): boolean {
    return this.tokensByLength().size > 0 || this.ends.length > 0;
  }

  /** Whether a text is so long that some bank may have cut a list off. */
  get isLong(): boolean {
    return this.mentions.fields.some(({ clean }) => clean.length >= LIST_CUT_CHARS_MIN);
  }

  /** Numbers that name nothing, by their lengths; found when they are first asked for. */
  private tokensByLength(): ReadonlyMap<number, readonly Token[]> {
    this.tokens ??= Map.groupBy(
      this.mentions.fields.flatMap((field) => tokensOf(field, this.mentions)).slice(0, TOKENS_MAX),
      ({ key }) => key.length,
    );
    return this.tokens;
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

  /** Items of a buyer that some text may mean although none names them as printed. */
  mayMean(buyer: BookBuyer): BookItem[] {
    const numbers = numbersOf(buyer);
    const found = new Set<BookItem>();
    for (const tokens of this.tokensByLength().values()) {
      for (const token of tokens) for (const item of numbers.nearTo(token)) found.add(item);
    }
    for (const end of this.ends) {
      if (beginningWeight(end, buyer) < TRUNCATED_MIN) continue;
      for (const item of numbers.beginningWith(end.key)) found.add(item);
    }
    return [...found].filter((item) => this.mentionOf(item) === undefined);
  }

  private noisy(item: BookItem): Evidence | null {
    const tokensByLength = this.tokensByLength();
    if (tokensByLength.size === 0) return null;
    let best = 0;
    let bestToken: Token | null = null;
    for (const spelling of spellingsOf(item)) {
      const { length } = spelling.key;
      for (let chars = length - 1; chars <= length + 1; chars += 1) {
        for (const token of tokensByLength.get(chars) ?? NO_TOKENS) {
          const weight = slipWeight(token, spelling);
          if (weight <= best) continue;
          best = weight;
          bestToken = token;
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
    for (const end of this.ends) {
      if (!isBeginning(end.key, keys.full)) continue;
      const weight = beginningWeight(end, buyer);
      if (weight < TRUNCATED_MIN) continue;
      const detail = `beginning of ${candidate.number} at the end of ${end.fieldName}`;
      const weightCentibans = Math.min(weight, WEIGHT.truncatedMax);
      return { fact: EvidenceFact.NUMBER_TRUNCATED, detail, weightCentibans };
    }
    return null;
  }
}

/** Weight of the end of a text, by how few of the buyer's numbers begin with it. */
function beginningWeight({ key, weights }: End, buyer: BookBuyer): number {
  const known = weights.get(buyer);
  if (known !== undefined) return known;
  const alike = numbersOf(buyer)
    .beginningWith(key)
    .filter(({ availableMinor }) => availableMinor !== 0n).length;
  const owed = Math.max(WEIGHT.buyerItemsMin, buyer.items.length);
  const weight = centibans(owed / Math.max(1, alike));
  weights.set(buyer, weight);
  return weight;
}

function tokensOf(field: TextField, { everywhere }: Mentions): Token[] {
  // What is the number of something is no misspelling of another; a part of one may be.
  const taken = everywhere.filter(
    (one) => one.field === field && (one.weight >= TAKEN_MIN || WHOLE.has(one.fact)),
  );
  const isTaken = (span: Span): boolean =>
    taken.some(({ from, to }) => span.from <= to && span.to >= from);
  const tokens = new Map<string, Token>();
  for (const span of field.spans) {
    const { key, confused } = span;
    if (key.length < COMPARED_CHARS_MIN || span.edge === Edge.INNER || tokens.has(key)) continue;
    if (isTaken(span) || !DIGITS.test(confused)) continue;
    tokens.set(key, { ...comparable(key, confused), fieldName: field.name });
  }
  return [...tokens.values()];
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
