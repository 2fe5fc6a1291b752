import type { BookItem } from './book.js';
import { Slip, findSlip } from './edit-distance.js';
import { type Evidence, EvidenceFact } from './matching.model.js';
import type { Mention, Mentions } from './mentions.js';
import { confusionKey } from './number.keys.js';
import type { Span, TextField } from './text.spans.js';
import { WEIGHT, centibans } from './weights.js';

/** A number that a text could mean although it is not spelled like that. */
interface Token {
  readonly key: string;
  readonly confused: string;
  readonly fieldName: string;
}

const TOKENS_MAX = 160;
const TOKEN_CHARS_MIN = 4;
/** The end of a number is compared alone only if it is long enough to mean something. */
const TAIL_CHARS_MIN = 5;
const CUT_CHARS_MIN = 3;
/** Each significant digit of a number with a slip is worth this much at most. */
const SLIP_PER_DIGIT = 60;
/** One misread character and another slip beside it. */
const TWICE_DAMAGED = -60;

/** Tells how an entry names an item, spelled right or not; asked often, answered once. */
export class Naming {
  private readonly memo = new Map<BookItem, Evidence | null>();
  private readonly tokens: readonly Token[];

  constructor(private readonly mentions: Mentions) {
    this.tokens = mentions.fields
      .flatMap((field) => tokensOf(field, mentions))
      .slice(0, TOKENS_MAX);
  }

  /** Whether the texts hold something like a number that no item was found for. */
  get hasUnresolved(): boolean {
    return this.tokens.length > 0;
  }

  /** Fields that end in what may be the beginning of a number. */
  get mayBeCut(): boolean {
    return this.mentions.fields.some(({ mayBeCut }) => mayBeCut);
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
    const { keys, referenceKey } = item;
    let best: Evidence | null = null;
    const limit = SLIP_PER_DIGIT * (keys?.significance ?? 0);
    for (const token of this.tokens) {
      const weight = keys === null ? null : slipWeight(token, spellingsOf(item), limit);
      const ofReference = referenceKey.length < 8 ? null : slipWeight(token, [referenceKey], 600);
      const weightCentibans = Math.max(weight ?? 0, ofReference ?? 0);
      if (weightCentibans > (best?.weightCentibans ?? 0)) {
        const detail = `"${token.key}" in ${token.fieldName}, one slip from ${item.candidate.number ?? 'the reference'}`;
        best = { fact: EvidenceFact.NUMBER_NOISY, detail, weightCentibans };
      }
    }
    return best;
  }

  private truncated({ keys, buyer, candidate }: BookItem): Evidence | null {
    if (keys === null) return null;
    for (const field of this.mentions.fields) {
      for (const key of lastKeys(field)) {
        if (!isBeginning(key, keys.full)) continue;
        const alike = buyer.items.filter(
          (one) =>
            one.availableMinor !== 0n && one.keys !== null && isBeginning(key, one.keys.full),
        ).length;
        const weight = centibans(
          Math.max(WEIGHT.buyerItemsMin, buyer.items.length) / Math.max(1, alike),
        );
        if (weight <= 0) continue;
        const detail = `beginning of ${candidate.number} at the end of ${field.name}`;
        return {
          fact: EvidenceFact.NUMBER_TRUNCATED,
          detail,
          weightCentibans: Math.min(weight, WEIGHT.truncatedMax),
        };
      }
    }
    return null;
  }
}

function tokensOf(field: TextField, { all }: Mentions): Token[] {
  // What names something exactly is no misspelling of something else, unless the hit is weak.
  const taken = all.filter((one) => one.field === field && one.weight >= 450);
  const isTaken = (span: Span): boolean =>
    taken.some(({ from, to }) => span.from <= to && span.to >= from);
  const keys = new Set<string>();
  for (const span of field.spans) {
    if (span.key.length >= TOKEN_CHARS_MIN && !isTaken(span)) keys.add(span.key);
  }
  return [...keys].map((key) => ({ key, confused: confusionKey(key), fieldName: field.name }));
}

function spellingsOf({ keys }: BookItem): string[] {
  if (keys === null) return [];
  const spellings = [keys.full, keys.stripped, keys.digits];
  if (keys.tailPrinted.length >= TAIL_CHARS_MIN) spellings.push(keys.tailPrinted);
  return [...new Set(spellings)].filter((one) => one.length >= TOKEN_CHARS_MIN);
}

function slipWeight(token: Token, spellings: readonly string[], limit: number): number | null {
  let best: number | null = null;
  for (const spelling of spellings) {
    if (Math.abs(spelling.length - token.key.length) > 1) continue;
    const slip = findSlip(token.key, spelling);
    const other = slip === null ? findSlip(token.confused, confusionKey(spelling)) : null;
    const weight =
      slip === null
        ? other === null
          ? null
          : weightOfSlip(other) + TWICE_DAMAGED
        : weightOfSlip(slip);
    if (weight !== null && weight > (best ?? 0)) best = Math.min(weight, limit);
  }
  return best;
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
