import type { EntryContext } from './drafts.js';
import {
  CASH_KINDS,
  EvidenceFact,
  type Hypothesis,
  MatchHold,
  MatchRule,
  MatchedKind,
} from './matching.model.js';
import type { MatchingPolicy } from './matching.policy.js';
import type { Scored } from './scoring.js';
import { WEIGHT, centibans } from './weights.js';

/** The likeliest explanations with their probabilities, and whether the first may be applied. */
export interface Ranking {
  readonly suggestions: readonly Hypothesis[];
  readonly isAutomatic: boolean;
  readonly hold: MatchHold | null;
}

const SUGGESTIONS_MAX = 5;
/** Evidence that stands alone: a number of five digits, an account, a name. */
const STRONG_MIN = 180;
const NAMED_MIN = 300;
const PAYER_MIN = 90;
const NAMED_ALONE_MIN = 520;
const UNNAMED_MAX = 1;
/** A fifth of what is open, at most, is a little. */
const NEAR_SHARE = 5n;
/** Less likely explanations by more than this do not count. */
const COUNTED_CENTIBANS = 1_200;

/** Another buyer's account or name weighs less than this, an unknown name and account more. */
const PAYER_STRANGE_MIN = -170;
const NAMED_IN_PART: ReadonlySet<EvidenceFact> = new Set([
  EvidenceFact.NUMBER_PART,
  EvidenceFact.NUMBER_NOISY,
  EvidenceFact.NUMBER_TRUNCATED,
  EvidenceFact.NOT_NAMED,
]);
const PAYS_NAMED: ReadonlySet<MatchRule> = new Set([
  MatchRule.EXACT,
  MatchRule.BUNDLE,
  MatchRule.PARTIAL,
  MatchRule.BUNDLE_PARTIAL,
  MatchRule.CHARGE,
  MatchRule.DEDUCTION,
  MatchRule.DISCOUNT,
  MatchRule.OVERPAYMENT,
]);

/** Rules that only a person applies. */
const FOR_PEOPLE: ReadonlySet<MatchRule> = new Set([
  MatchRule.BUNDLE_PARTIAL,
  MatchRule.DUPLICATE,
  MatchRule.NOT_PAYABLE,
  MatchRule.CURRENCY,
  MatchRule.AMOUNT_ONLY,
]);

/** Weighs what was found against each other and against what no rule finds. */
export function rank(
  found: readonly Scored[],
  context: EntryContext,
  policy: MatchingPolicy,
): Ranking {
  const known = policy.trustsNumbers ? found.filter((one) => !isPaddedByNobody(one)) : found;
  const scored = policy.oldestOfEqual ? withoutYoungerEquals(known) : known;
  const distinct = bestOfEachOutcome(scored);
  const [first, second] = distinct;
  if (first === undefined)
    return { suggestions: [], isAutomatic: false, hold: MatchHold.NOTHING_FITS };
  const others = nullScores(distinct, context);
  const top = Math.max(first.score, ...others);
  const total = [...distinct.map(({ score }) => score), ...others]
    .filter((score) => top - score < COUNTED_CENTIBANS)
    .reduce((sum, score) => sum + odds(score - top), 0);
  const suggestions = distinct.slice(0, SUGGESTIONS_MAX).map((one) => ({
    ...{ rule: ruleOf(one), rows: one.rows, evidence: one.tell(), scoreCentibans: one.score },
    confidenceBps: Math.floor((odds(one.score - top) / total) * 10_000),
  }));
  const lead = first.score - Math.max(second?.score ?? -Infinity, ...others);
  const confidenceBps = suggestions[0]?.confidenceBps ?? 0;
  const rival = distinct.slice(1).find(({ namedWeight }) => namedWeight > 0);
  const leadOfOthers = first.score - (rival?.score ?? -Infinity);
  const hold = holdOf({ first, confidenceBps, lead, leadOfOthers, policy });
  return { suggestions, isAutomatic: hold === null, hold };
}

function odds(score: number): number {
  return 10 ** (score / 100);
}

/** What no rule finds: something else of a likely payer, something else beside what is named, nothing at all. */
function nullScores(distinct: readonly Scored[], { payers, book }: EntryContext): number[] {
  const ofPayers = payers.likely.map(
    (buyer) => payers.weightOf(buyer) - centibans(book.buyerCount) + WEIGHT.payerUnexplained,
  );
  const ofNamed = distinct
    .filter(({ rule, namedWeight }) => isInexact(rule) && namedWeight > 0)
    .slice(0, 3)
    .map((one) => one.score + (isNear(one) ? WEIGHT.namedNear : WEIGHT.namedOtherwise));
  return [WEIGHT.nothing, ...ofPayers, ...ofNamed];
}

function isInexact(rule: MatchRule): boolean {
  return (
    rule === MatchRule.PARTIAL ||
    rule === MatchRule.OVERPAYMENT ||
    rule === MatchRule.BUNDLE_PARTIAL
  );
}

/** A little more, or less, than is open of one receivable that is named: whatever the reason, that is what was paid. */
function isNear({ rule, items, rows }: Scored): boolean {
  if (items.length !== 1) return false;
  if (rule === MatchRule.PARTIAL) return true;
  const over = rows.find(({ kind }) => kind === MatchedKind.OVERPAYMENT);
  const paid = rows.find(({ kind }) => kind === MatchedKind.PAYMENT);
  return (
    over !== undefined && paid !== undefined && over.amountMinor * NEAR_SHARE <= paid.amountMinor
  );
}

interface Verdict {
  readonly first: Scored;
  readonly confidenceBps: number;
  readonly lead: number;
  /** Over other explanations that the text names: an equal amount says nothing against a number. */
  readonly leadOfOthers: number;
  readonly policy: MatchingPolicy;
}

function holdOf({ first, confidenceBps, lead, leadOfOthers, policy }: Verdict): MatchHold | null {
  if (!policy.isAutomatic) return MatchHold.SWITCHED_OFF;
  if (policy.trustsNumbers && isNamedInFull(first) && leadOfOthers >= policy.marginCentibans)
    return null;
  if (FOR_PEOPLE.has(ruleOf(first))) return MatchHold.NEEDS_A_PERSON;
  if (confidenceBps < policy.thresholdBps) return MatchHold.BELOW_THRESHOLD;
  if (lead < policy.marginCentibans) return MatchHold.CLOSE_RUNNER_UP;
  return isWellFounded(first) ? null : MatchHold.WEAK_EVIDENCE;
}

/** An amount that does not come out needs a name beside the number, or a number that leaves no doubt. */
function isWellFounded(one: Scored): boolean {
  const { namedWeight, payerWeight, isExact } = one;
  if (isPaddedByNobody(one) || isPadded(one)) return false;
  if (isExact) return namedWeight >= STRONG_MIN || payerWeight >= STRONG_MIN;
  const isPayer = payerWeight >= PAYER_MIN;
  return (
    namedWeight >= NAMED_MIN && (isPayer || (payerWeight >= 0 && namedWeight >= NAMED_ALONE_MIN))
  );
}

/** Every item by a number or reference of its own, and by no payer that is known for another buyer. */
function isNamedInFull({ rule, naming, unnamedCount, payerWeight }: Scored): boolean {
  if (!PAYS_NAMED.has(rule) || unnamedCount > 0 || payerWeight < PAYER_STRANGE_MIN) return false;
  return !naming.some(({ fact }) => NAMED_IN_PART.has(fact));
}

/** Something unnamed beside what is named, of a payer that neither name nor account tell. */
function isPaddedByNobody({ items, unnamedCount, payerWeight }: Scored): boolean {
  return unnamedCount > 0 && unnamedCount < items.length && payerWeight < PAYER_MIN;
}

/** Several items that no text names, put beside some that one does: many sets would have added up. */
function isPadded({ items, unnamedCount }: Scored): boolean {
  return unnamedCount > UNNAMED_MAX && unnamedCount < items.length;
}

/** An amount that is met, and neither a name nor a number: only a person can know. */
function ruleOf({ rule, namedWeight, payerWeight, items }: Scored): MatchRule {
  const isBare = namedWeight <= 0 && payerWeight <= 0 && items.length > 0;
  return isBare && rule === MatchRule.EXACT ? MatchRule.AMOUNT_ONLY : rule;
}

/** Two ways to the same payments are one outcome; the better founded one tells it. */
function bestOfEachOutcome(scored: readonly Scored[]): Scored[] {
  const best = new Map<string, Scored>();
  for (const one of scored) {
    const [row, ...others] = one.rows.filter(({ kind }) => CASH_KINDS.has(kind));
    // All cash of an entry on one receivable is told by the receivable alone.
    const isOne = others.length === 0 && row?.kind === MatchedKind.PAYMENT;
    const key = isOne && row.receivableId !== null ? row.receivableId : outcomeOf(one);
    const known = best.get(key);
    if (known === undefined || one.score > known.score) best.set(key, one);
  }
  return [...best.values()].sort(
    (a, b) => b.score - a.score || (outcomeOf(a) < outcomeOf(b) ? -1 : 1),
  );
}

function outcomeOf({ rows }: Scored): string {
  return rows
    .filter(({ kind }) => CASH_KINDS.has(kind))
    .map(({ receivableId, amountMinor, kind }) => `${kind} ${receivableId} ${amountMinor}`)
    .sort()
    .join('\n');
}

/** Of single receivables that are equal but for their dates, the oldest stands for all of them. */
function withoutYoungerEquals(scored: readonly Scored[]): Scored[] {
  const oldest = new Map<string, Scored>();
  const rest: Scored[] = [];
  for (const one of scored) {
    const [item] = one.items;
    if (
      one.items.length !== 1 ||
      item === undefined ||
      one.namedWeight > 0 ||
      one.rule !== MatchRule.EXACT
    ) {
      rest.push(one);
      continue;
    }
    const key = `${item.buyer.id} ${item.availableMinor}`;
    const known = oldest.get(key);
    if (known === undefined || item.position < (known.items[0]?.position ?? 0))
      oldest.set(key, one);
  }
  return [...rest, ...oldest.values()];
}
