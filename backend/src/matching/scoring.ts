import type { BookBuyer, BookItem } from './book.js';
import { type Draft, type EntryContext, SUBSET_WEIGHT } from './drafts.js';
import type { Mention } from './mentions.js';
import type { Explanation } from './explanations.js';
import { type Evidence, EvidenceFact, type MatchRule, type MatchedRow } from './matching.model.js';
import { RULE_WEIGHT, WEIGHT, centibans } from './weights.js';

const HABIT = { fact: EvidenceFact.HABIT, detail: 'how the buyer paid before' };
/** Money moved before there was anything to pay. */
const EARLY = -150;
/** Of a rule that has no weight of its own. */
const RULE_WEIGHT_DEFAULT = -200;

/** An explanation with the weight of everything that speaks for it. */
export interface Scored {
  readonly rule: MatchRule;
  readonly rows: readonly MatchedRow[];
  readonly items: readonly BookItem[];
  readonly score: number;
  /** What the texts say. */
  readonly naming: readonly Evidence[];
  /** Weight of the texts alone. */
  readonly namedWeight: number;
  /** Weight of name and account alone. */
  readonly payerWeight: number;
  readonly isExact: boolean;
  /** Items that no text names. */
  readonly unnamedCount: number;
  /** Everything that was weighed, in words; few explanations are ever told. */
  readonly tell: () => readonly Evidence[];
}

/** Adds up the evidence for one way to pay one set. */
export function scoreDraft(draft: Draft, explanation: Explanation, context: EntryContext): Scored {
  const { items } = draft;
  const [first] = items;
  if (first === undefined) throw new RangeError('a draft of no items');
  const { rule, rows, isExact, weight: amount } = explanation;
  const payer = context.payers.evidenceOf(first.buyer);
  const { evidence: naming, unnamedCount } = namingOf(draft, context);
  const [namedWeight, payerWeight] = [sumOf(naming), sumOf(payer)];
  const prior = priorWeight(draft, context);
  const date = dateWeight(first, context);
  const habit = habitWeight(first.buyer, rule, items.length);
  const tell = (): Evidence[] => [
    { fact: EvidenceFact.PRIOR, detail: priorDetail(draft), weightCentibans: prior },
    ...naming,
    ...payer,
    { fact: EvidenceFact.AMOUNT, detail: explanation.detail(), weightCentibans: amount },
    { fact: EvidenceFact.DATE, detail: dateDetail(first, context), weightCentibans: date },
    ...(habit === 0 ? [] : [{ ...HABIT, weightCentibans: habit }]),
  ];
  return {
    ...{ rule, rows, isExact, items, naming, unnamedCount, namedWeight, payerWeight, tell },
    score: prior + namedWeight + payerWeight + amount + date + habit,
  };
}

function priorDetail({ items, subset }: Draft): string {
  const set = items.length === 1 ? 'one receivable' : `${items.length} receivables`;
  return subset === null ? `${set} of the book` : `${set} that add up`;
}

/** How likely just this set is before anything is known of the entry. */
function priorWeight({ items, subset }: Draft, { book }: EntryContext): number {
  if (subset !== null) {
    return (
      -centibans(book.buyerCount) + SUBSET_WEIGHT[subset.kind] - Math.round(subset.choices * 100)
    );
  }
  const [first] = items;
  if (items.length === 1) return -centibans(book.itemCount);
  const owed = Math.max(WEIGHT.buyerItemsMin, first?.buyer.items.length ?? 0);
  const buyers = new Set(items.map(({ buyer }) => buyer)).size;
  // Each further item is chosen among those of the buyer, in any order.
  let weight = -centibans(book.itemCount) - (buyers - 1) * 150;
  for (let count = 2; count <= items.length; count += 1)
    weight -= centibans(owed / Math.min(count, owed));
  return weight + WEIGHT.severalItems;
}

/** What the texts say of a set. */
interface Named {
  readonly evidence: readonly Evidence[];
  /** Items without a place of their own in the texts. */
  readonly unnamedCount: number;
}

function namingOf({ items }: Draft, { naming, mentions }: EntryContext): Named {
  const named: Evidence[] = [];
  const places = new Set<string>();
  for (const item of items) {
    const evidence = naming.evidenceOf(item);
    // One place names one item, unless it is a range.
    const place = items.length === 1 ? null : placeOf(naming.mentionOf(item));
    if (evidence !== null && (place === null || !places.has(place))) named.push(evidence);
    if (place !== null) places.add(place);
  }
  const unnamedCount = items.length - named.length;
  if (named.length === 0) {
    const nothing = unnamedEvidence(items[0]?.buyer, mentions.fields.length > 0);
    return { evidence: [nothing], unnamedCount };
  }
  if (unnamedCount === 0) return { evidence: named, unnamedCount };
  const each = naming.isLong ? WEIGHT.unnamedWhereCut : WEIGHT.unnamedAmongNamed;
  const detail = `${unnamedCount} of them not named`;
  const unnamed = { fact: EvidenceFact.NOT_NAMED, detail, weightCentibans: each * unnamedCount };
  return { evidence: [...named, unnamed], unnamedCount };
}

function placeOf(mention: Mention | undefined): string | null {
  if (mention === undefined || mention.weight === WEIGHT.range) return null;
  return `${mention.field.name} ${mention.from} ${mention.to}`;
}

function unnamedEvidence(buyer: BookBuyer | undefined, hasText: boolean): Evidence {
  const weight = buyer?.habits.unnamedWeight() ?? 0;
  const weightCentibans = hasText ? weight : Math.round(weight / 2);
  return { fact: EvidenceFact.NOT_NAMED, detail: 'nothing names it', weightCentibans };
}

function dateWeight(item: BookItem, context: EntryContext): number {
  return isEarly(item, context) ? EARLY : item.buyer.habits.delayWeight(delayOf(item, context));
}

function dateDetail(item: BookItem, context: EntryContext): string {
  if (isEarly(item, context)) return 'before it was issued';
  const days = delayOf(item, context);
  return days < 0 ? `${-days} days early` : `${days} days after due`;
}

function isEarly({ issueDay }: BookItem, { question }: EntryContext): boolean {
  return issueDay !== null && question.terms.bookingDay < issueDay;
}

/** Days from the due date to the booking; negative before. */
function delayOf({ dueDay }: BookItem, { question }: EntryContext): number {
  return question.terms.bookingDay - dueDay;
}

function habitWeight({ habits }: BookBuyer, rule: MatchRule, itemCount: number): number {
  const ofRule = habits.ruleWeight(rule, RULE_WEIGHT[rule] ?? RULE_WEIGHT_DEFAULT);
  return ofRule + (itemCount > 1 ? habits.severalWeight() : 0);
}

function sumOf(evidence: readonly Evidence[]): number {
  return evidence.reduce((sum, { weightCentibans }) => sum + weightCentibans, 0);
}
