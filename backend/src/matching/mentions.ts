import { type Book, type BookBuyer, type BookItem } from './book.js';
import { ofIso11649, schemesOf } from './check-digits.js';
import { type Spelled, SPELLS_NOTHING } from './key.index.js';
import { readSeries } from './mention.series.js';
import { EvidenceFact, type MatchEntry } from './matching.model.js';
import { withoutZeros } from './text.atoms.js';
import { Edge, readField, type Span, type TextField } from './text.spans.js';
import { WEIGHT, clamp } from './weights.js';

/** A place of the entry that names an item. */
export interface Mention {
  readonly item: BookItem;
  readonly fact: EvidenceFact;
  readonly detail: string;
  readonly weight: number;
  readonly field: TextField;
  readonly from: number;
  readonly to: number;
}

/** Everything that the texts of an entry name. */
export interface Mentions {
  readonly fields: readonly TextField[];
  /** Each place that names an item. */
  readonly everywhere: readonly Mention[];
  /** Without those inside a longer one, and one per item. */
  readonly all: readonly Mention[];
  readonly byItem: ReadonlyMap<BookItem, Mention>;
}

/** A key that more items share says so little that only items of likely payers are looked at. */
const SHARED_MAX = 24;
const SHARED_LOOKED_AT_MAX = 3_000;
/** Fewer digits are found by chance in any text. */
const SIGNIFICANCE_MIN = 2;
const MENTIONS_MAX = 400;
const NOTHING: readonly Mention[] = [];
/** What is misread must be long enough to be told from other words. */
const CONFUSED_CHARS_MIN = 5;

const KEYWORD =
  /(?:^|[^A-Z])(?:INV(?:OICES?|S)?|RECHNUNG(?:EN|SNR|SNUMMER)?|RE|RG|RGNR|RNR|RENR|FACT(?:URES?|URAS?)?|FAKT(?:URA|UUR|NR)?|FATTURA|BILL|NR|NO|NUM(?:BER)?|DOC|BELEG(?:NR)?|REF|BETREFF|KD|FV|LASKU)\W{0,4}$|(?:发票|票号|号|#|№)\W{0,3}$/u;

/** Finds what references and text name, among all items of the book. */
export function findMentions(
  entry: MatchEntry,
  book: Book,
  payers: readonly BookBuyer[],
): Mentions {
  const fields = [
    ...entry.references.map((text, index) => readField(`reference ${index + 1}`, text)),
    ...(entry.remittance === null ? [] : [readField('remittance', entry.remittance)]),
  ];
  const found: Mention[] = [];
  for (const field of fields) {
    const inField = field.spans.flatMap((span) => mentionsAt({ field, span, book, payers }));
    found.push(...inField, ...readSeries(field, withoutContained(inField), book));
  }
  const everywhere = withoutContained(found.slice(0, MENTIONS_MAX));
  const all = bestOfEachItem(everywhere);
  return {
    fields,
    everywhere,
    all,
    byItem: new Map(all.map((mention) => [mention.item, mention])),
  };
}

interface Place {
  readonly field: TextField;
  readonly span: Span;
  readonly book: Book;
  readonly payers: readonly BookBuyer[];
}

function mentionsAt(place: Place): readonly Mention[] {
  const { span, book } = place;
  const { key, stripped, confused } = span;
  if (key.length < 2 && !isWholeField(place)) return NOTHING;
  const printed = book.keys.find(key);
  const short = stripped === key ? printed : book.keys.find(stripped);
  const misread = confused === key ? printed : book.keys.find(confused);
  const isUnknown =
    printed === SPELLS_NOTHING && short === SPELLS_NOTHING && misread === SPELLS_NOTHING;
  if (isUnknown && !key.startsWith('RF')) return NOTHING;
  const whole = [
    ...byReference(place, printed),
    ...byFull(place, printed.full.length > 0 ? printed : short),
  ];
  if (whole.length > 0) return whole;
  return [...byDigits(place, short), ...byTail(place, short), ...byConfusion(place, misread)];
}

function byReference(place: Place, { reference }: Spelled): Mention[] {
  const { book, span } = place;
  const items = fitting(place, reference);
  if (items.length > 0) {
    const scheme = schemesOf(span.key)[0];
    const digits = span.key.replace(/\D/g, '').replace(/^0+/, '').length;
    const weight = scheme === undefined || digits < 6 ? 100 + 100 * digits : WEIGHT.referenceMax;
    const detail = `payment reference${scheme === undefined ? '' : ` (${scheme})`}`;
    return items.map((item) =>
      mention(place, {
        item,
        fact: EvidenceFact.REFERENCE,
        detail,
        weight: Math.min(weight, WEIGHT.referenceMax),
      }),
    );
  }
  const core = ofIso11649(span.key);
  if (core === null) return [];
  // A creditor reference is often made of the number of the invoice.
  const { full } = book.keys.find(core);
  const made = fitting(place, full.length > 0 ? full : book.keys.find(withoutZeros(core)).full);
  return made.map((item) =>
    mention(place, {
      item,
      fact: EvidenceFact.REFERENCE,
      detail: 'number within an ISO 11649 reference',
      weight: WEIGHT.numberMax,
    }),
  );
}

function byFull(place: Place, { full }: Spelled): Mention[] {
  const { span } = place;
  return fitting(place, full).flatMap((item) => {
    const significance = item.keys?.significance ?? 0;
    if (significance < SIGNIFICANCE_MIN && !isWholeField(place)) return [];
    const letters = span.isDigits ? WEIGHT.numberBare : WEIGHT.numberLetters;
    const weight = Math.min(WEIGHT.numberMax, Math.round(100 * significance) + letters);
    return [
      mention(place, {
        item,
        fact: EvidenceFact.NUMBER,
        detail: `number ${item.candidate.number}`,
        weight,
      }),
    ];
  });
}

function byDigits(place: Place, { digits }: Spelled): Mention[] {
  const { span } = place;
  if (!span.isDigits || span.stripped.length < 3) return [];
  const weight = Math.min(WEIGHT.digitsMax, 100 * span.stripped.length + WEIGHT.digits);
  return fitting(place, digits).map((item) =>
    mention(place, {
      item,
      fact: EvidenceFact.NUMBER_PART,
      detail: `digits of ${item.candidate.number}`,
      weight: weight + strangeLetters(place, item),
    }),
  );
}

function byTail(place: Place, { tail }: Spelled): Mention[] {
  const { span } = place;
  if (!span.isDigits || span.from !== span.to || span.stripped.length < SIGNIFICANCE_MIN) return [];
  return fitting(place, tail).map((item) => {
    // Printed zeros count, too: nobody writes 000123 for another 123.
    const length = item.keys?.tailPrinted === span.key ? span.key.length : span.stripped.length;
    const weight = Math.min(WEIGHT.tailMax, 100 * length + WEIGHT.tail);
    const detail = `part of ${item.candidate.number}`;
    return mention(place, {
      item,
      fact: EvidenceFact.NUMBER_PART,
      detail,
      weight: weight + strangeLetters(place, item),
    });
  });
}

function byConfusion(place: Place, { confused }: Spelled): Mention[] {
  const { span } = place;
  if (span.key.length < CONFUSED_CHARS_MIN) return [];
  return fitting(place, confused).flatMap((item) => {
    if (item.keys === null || item.keys.full === span.key) return [];
    const weight =
      Math.min(WEIGHT.numberMax, Math.round(100 * item.keys.significance)) + WEIGHT.misread;
    const detail = `number ${item.candidate.number}, misread`;
    return [mention(place, { item, fact: EvidenceFact.NUMBER_NOISY, detail, weight })];
  });
}

/** Letters glued in front that are not the number's own: `XINV-2026-0017` is another number than `INV-2026-0017`. */
function strangeLetters({ field, span }: Place, item: BookItem): number {
  const before = field.atoms[span.from - 1];
  const letters = /^[A-Z]+/.exec(item.keys?.full ?? '')?.[0];
  if (before === undefined || before.isDigits || letters === undefined) return 0;
  const isGlued = span.edge !== Edge.CLEAN && field.atoms[span.from]?.gapBefore !== undefined;
  return isGlued && before.text !== letters && before.text.endsWith(letters)
    ? WEIGHT.otherLetters
    : 0;
}

function fitting({ payers }: Place, items: readonly BookItem[]): readonly BookItem[] {
  if (items.length <= SHARED_MAX) return items;
  const among = items.length > SHARED_LOOKED_AT_MAX ? items.slice(0, SHARED_LOOKED_AT_MAX) : items;
  return among.filter(({ buyer }) => payers.includes(buyer)).slice(0, SHARED_MAX);
}

function mention(
  place: Place,
  what: Pick<Mention, 'item' | 'fact' | 'detail' | 'weight'>,
): Mention {
  const { field, span } = place;
  let { weight } = what;
  if (isWholeField(place)) weight += WEIGHT.ownField;
  else if (hasKeyword(place)) weight += WEIGHT.keyword;
  if (span.edge === Edge.GLUED) weight += WEIGHT.edgeGlued;
  if (span.edge === Edge.INNER) weight += WEIGHT.edgeInner;
  const detail = `${what.detail} in ${field.name}`;
  return {
    ...what,
    detail,
    weight: clamp(weight, [20, WEIGHT.referenceMax]),
    field,
    from: span.from,
    to: span.to,
  };
}

function isWholeField({ field, span }: Place): boolean {
  return span.from === 0 && span.to === field.atoms.length - 1;
}

function hasKeyword({ field, span }: Place): boolean {
  const start = field.atoms[span.from]?.start ?? 0;
  return KEYWORD.test(field.clean.slice(Math.max(0, start - 18), start));
}

/** `INV 1` inside `INV 1 2` names nothing if the whole is a number too. */
function withoutContained(mentions: readonly Mention[]): Mention[] {
  return mentions.filter(
    (inner) =>
      !mentions.some(
        (outer) =>
          outer.field === inner.field &&
          outer.from <= inner.from &&
          outer.to >= inner.to &&
          outer.to - outer.from > inner.to - inner.from &&
          outer.weight >= inner.weight - 100,
      ),
  );
}

function bestOfEachItem(mentions: readonly Mention[]): Mention[] {
  const best = new Map<BookItem, Mention>();
  for (const one of mentions) {
    if (one.weight > (best.get(one.item)?.weight ?? 0)) best.set(one.item, one);
  }
  return [...best.values()];
}
