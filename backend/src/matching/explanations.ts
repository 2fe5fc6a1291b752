import { type Terms, keptBack } from './discounts.js';
import { type BookItem } from './book.js';
import { MatchRule, type MatchedRow, MatchedKind } from './matching.model.js';
import { RULE_WEIGHT, centibans } from './weights.js';

/** How an amount could pay a set of items. */
export interface Explanation {
  readonly rule: MatchRule;
  readonly rows: readonly MatchedRow[];
  /** Weight of the rule and of the amount, without habits. */
  readonly weight: number;
  /** How the amount came out; few explanations are ever told. */
  readonly detail: () => string;
  /** Whether the amount came out to the minor unit. */
  readonly isExact: boolean;
}

/** What explanations of one entry share. */
export interface AmountQuestion {
  readonly amountMinor: bigint;
  /** Evidence of this amount met exactly. */
  readonly exactWeight: number;
  readonly terms: Terms;
  readonly toleranceMinor: bigint;
  readonly namesCharges: boolean;
  readonly namesDeduction: boolean;
}

/** Banks on the way keep no more than this of one payment, in minor units. */
const CHARGE_MINOR_MAX = 6_000n;
const CHARGE_STEP_MINOR = 50n;
/** Of what is open a charge is a small part. */
const CHARGE_SHARE_MAX = 20n;

/** All ways in which the amount could pay just these items; empty for other signs. */
export function explain(items: readonly BookItem[], question: AmountQuestion): Explanation[] {
  const openMinor = items.reduce((sum, { availableMinor }) => sum + availableMinor, 0n);
  const { amountMinor } = question;
  if (openMinor <= 0n) return [];
  if (amountMinor === openMinor) return [exact(items, question)];
  const net = keptBack(items, question.terms, openMinor - amountMinor);
  if (net !== null) return [discounted(items, net, question)];
  return amountMinor < openMinor
    ? below({ items, openMinor, question })
    : [above({ items, openMinor, question })];
}

interface Gapped {
  readonly items: readonly BookItem[];
  readonly openMinor: bigint;
  readonly question: AmountQuestion;
}

function exact(items: readonly BookItem[], { exactWeight }: AmountQuestion): Explanation {
  const isNetted = items.some(({ availableMinor }) => availableMinor < 0n);
  const rule = isNetted
    ? MatchRule.NETTED
    : items.length === 1
      ? MatchRule.EXACT
      : MatchRule.BUNDLE;
  return {
    rule,
    rows: items.map((item) => payment(item, item.availableMinor)),
    weight: weightOf(rule) + exactWeight,
    detail: () => (isNetted ? 'what is open less credit notes' : 'what is open'),
    isExact: true,
  };
}

function discounted(
  items: readonly BookItem[],
  { minorOf, weight, detail }: NonNullable<ReturnType<typeof keptBack>>,
  { exactWeight }: AmountQuestion,
): Explanation {
  const rows = items.flatMap((item) => {
    const keptMinor = minorOf.get(item) ?? 0n;
    const paid = payment(item, item.availableMinor - keptMinor);
    return keptMinor > 0n ? [paid, row(item, keptMinor, MatchedKind.DISCOUNT)] : [paid];
  });
  return {
    rule: MatchRule.DISCOUNT,
    rows,
    weight: weightOf(MatchRule.DISCOUNT) + weight + exactWeight,
    detail: () => detail,
    isExact: true,
  };
}

function below({ items, openMinor, question }: Gapped): Explanation[] {
  const [only] = items;
  if (only === undefined || items.some(({ availableMinor }) => availableMinor < 0n)) return [];
  if (items.length > 1) return [oldestFirst(items, question)];
  return [shortOf(only, { shortMinor: openMinor - question.amountMinor, openMinor, question })];
}

interface Short {
  readonly shortMinor: bigint;
  readonly openMinor: bigint;
  readonly question: AmountQuestion;
}

/** Less than is open of one item: what the missing part probably is. */
function shortOf(only: BookItem, short: Short): Explanation {
  const { shortMinor, openMinor, question } = short;
  const keeping = (rule: MatchRule, kind: MatchedKind): Pick<Explanation, 'rule' | 'rows'> => ({
    rule,
    rows: [payment(only, question.amountMinor), row(only, shortMinor, kind)],
  });
  if (shortMinor <= question.toleranceMinor) {
    const told = { weight: weightOf(MatchRule.DEDUCTION) + 100, isExact: true };
    const detail = (): string => 'short by less than is tolerated';
    return { ...keeping(MatchRule.DEDUCTION, MatchedKind.DEDUCTION), ...told, detail };
  }
  if (isCharge(shortMinor, openMinor)) {
    const detail = (): string => `short by ${shortMinor}, as bank charges are`;
    return { ...keeping(MatchRule.CHARGE, MatchedKind.CHARGE), ...chargeWeight(short), detail };
  }
  if (question.namesDeduction) {
    const told = { weight: weightOf(MatchRule.DEDUCTION) + 80, isExact: false };
    const detail = (): string => `short by ${shortMinor}, and a deduction is named`;
    return { ...keeping(MatchRule.DEDUCTION, MatchedKind.DEDUCTION), ...told, detail };
  }
  return {
    rule: MatchRule.PARTIAL,
    rows: [payment(only, question.amountMinor)],
    weight: weightOf(MatchRule.PARTIAL) + roundness(question.amountMinor, openMinor),
    detail: () => `${question.amountMinor} of ${openMinor} that are open`,
    isExact: false,
  };
}

/** A charge of a usual step says something; any other small difference says little. */
function chargeWeight({ shortMinor, question }: Short): Pick<Explanation, 'weight' | 'isExact'> {
  const isUsual = shortMinor % CHARGE_STEP_MINOR === 0n || question.namesCharges;
  const chance = (isUsual ? -150 : -330) + (question.namesCharges ? 100 : 0);
  return { weight: weightOf(MatchRule.CHARGE) + question.exactWeight + chance, isExact: isUsual };
}

function isCharge(shortMinor: bigint, openMinor: bigint): boolean {
  return shortMinor <= CHARGE_MINOR_MAX && shortMinor * CHARGE_SHARE_MAX <= openMinor;
}

/** Instalments are halves, thirds or round amounts. */
function roundness(amountMinor: bigint, openMinor: bigint): number {
  const isPart = [2n, 3n, 4n].some((part) => {
    const off = amountMinor * part - openMinor;
    return off >= -part && off <= part;
  });
  return isPart || amountMinor % 10_000n === 0n ? 80 : 0;
}

function oldestFirst(items: readonly BookItem[], { amountMinor }: AmountQuestion): Explanation {
  const rows: MatchedRow[] = [];
  let restMinor = amountMinor;
  for (const item of items) {
    const paidMinor = item.availableMinor < restMinor ? item.availableMinor : restMinor;
    if (paidMinor > 0n) rows.push(payment(item, paidMinor));
    restMinor -= paidMinor;
  }
  const rule = MatchRule.BUNDLE_PARTIAL;
  return {
    rule,
    rows,
    weight: weightOf(rule),
    detail: () => 'less than is open, the oldest first',
    isExact: false,
  };
}

function above({ items, openMinor, question }: Gapped): Explanation {
  const overMinor = question.amountMinor - openMinor;
  const rows = [
    ...items.map((item) => payment(item, item.availableMinor)),
    {
      receivableId: items[0]?.candidate.receivableId ?? null,
      amountMinor: overMinor,
      kind: MatchedKind.OVERPAYMENT,
    },
  ];
  const isTwice = overMinor === openMinor;
  // The more is over, the likelier it pays something that was not found.
  const excess = isTwice
    ? 0
    : overMinor * 5n <= openMinor
      ? 0
      : -centibans(1 + Number(overMinor) / Number(openMinor)) - 100;
  const rule = MatchRule.OVERPAYMENT;
  const detail = (): string => `${overMinor} more than is open`;
  return { rule, rows, weight: weightOf(rule) + excess, detail, isExact: false };
}

function weightOf(rule: MatchRule): number {
  return RULE_WEIGHT[rule] ?? 0;
}

function payment(item: BookItem, amountMinor: bigint): MatchedRow {
  return row(item, amountMinor, MatchedKind.PAYMENT);
}

function row({ candidate }: BookItem, amountMinor: bigint, kind: MatchedKind): MatchedRow {
  return { receivableId: candidate.receivableId, amountMinor, kind };
}
