import type { BookBuyer, BookItem } from './book.js';
import { daysBetween } from './discounts.js';
import { type Draft, type EntryContext, SUBSET_WEIGHT } from './drafts.js';
import type { Mention } from './mentions.js';
import type { Explanation } from './explanations.js';
import { type Evidence, EvidenceFact, type MatchRule, type MatchedRow } from './matching.model.js';
import { RULE_WEIGHT, WEIGHT, centibans } from './weights.js';

/** An explanation with everything that speaks for it. */
export interface Scored {
  readonly rule: MatchRule;
  readonly rows: readonly MatchedRow[];
  readonly items: readonly BookItem[];
  readonly evidence: readonly Evidence[];
  readonly score: number;
  /** Weight of the texts alone. */
  readonly namedWeight: number;
  /** Weight of name and account alone. */
  readonly payerWeight: number;
  readonly isExact: boolean;
  /** Items that no text names. */
  readonly unnamedCount: number;
}

/** Adds up the evidence for one way to pay one set. */
export function scoreDraft(draft: Draft, explanation: Explanation, context: EntryContext): Scored {
  const [first] = draft.items;
  if (first === undefined) throw new RangeError('a draft of no items');
  const { rule, rows, detail, weight, isExact } = explanation;
  const payer = context.payers.evidenceOf(first.buyer);
  const { evidence: naming, unnamedCount } = namingOf(draft, context);
  const evidence: Evidence[] = [
    {
      fact: EvidenceFact.PRIOR,
      detail: priorDetail(draft),
      weightCentibans: priorWeight(draft, context),
    },
    ...naming,
    ...payer,
    { fact: EvidenceFact.AMOUNT, detail, weightCentibans: weight },
    dateEvidence(first, context),
    ...habitEvidence(first.buyer, rule, draft.items.length),
  ];
  return {
    ...{ rule, rows, isExact, items: draft.items, evidence, score: sumOf(evidence) },
    unnamedCount,
    namedWeight: sumOf(naming),
    payerWeight: sumOf(payer),
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
  const owed = Math.max(WEIGHT.buyerItemsMin, first?.buyer.items.length ?? 0);
  const buyers = new Set(items.map(({ buyer }) => buyer)).size;
  // Each further item is chosen among those of the buyer, in any order.
  let weight = -centibans(book.itemCount) - (buyers - 1) * 150;
  for (let count = 2; count <= items.length; count += 1)
    weight -= centibans(owed / Math.min(count, owed));
  return weight + (items.length > 1 ? WEIGHT.severalItems : 0);
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
    const place = placeOf(naming.mentionOf(item));
    // One place names one item, unless it is a range.
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

function dateEvidence({ candidate, buyer }: BookItem, { entry }: EntryContext): Evidence {
  const delay = daysBetween(candidate.dueDate, entry.bookingDate);
  const isEarly = candidate.issueDate !== null && entry.bookingDate < candidate.issueDate;
  const weightCentibans = isEarly ? -150 : buyer.habits.delayWeight(delay);
  const detail = isEarly
    ? 'before it was issued'
    : delay < 0
      ? `${-delay} days early`
      : `${delay} days after due`;
  return { fact: EvidenceFact.DATE, detail, weightCentibans };
}

function habitEvidence(buyer: BookBuyer, rule: MatchRule, itemCount: number): Evidence[] {
  const ofRule = buyer.habits.ruleWeight(rule, RULE_WEIGHT[rule] ?? -200);
  const ofSeveral = itemCount > 1 ? buyer.habits.severalWeight() : 0;
  const weightCentibans = ofRule + ofSeveral;
  return weightCentibans === 0
    ? []
    : [{ fact: EvidenceFact.HABIT, detail: 'how the buyer paid before', weightCentibans }];
}

function sumOf(evidence: readonly Evidence[]): number {
  return evidence.reduce((sum, { weightCentibans }) => sum + weightCentibans, 0);
}
