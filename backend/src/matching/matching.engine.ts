import { Book, type BookBuyer, type BookItem } from './book.js';
import { rank } from './decision.js';
import { dayOf } from './days.js';
import { readDiscount } from './discounts.js';
import {
  type Draft,
  type EntryContext,
  namedDrafts,
  payerDrafts,
  singleDrafts,
  sortedItems,
} from './drafts.js';
import { type AmountQuestion, explain } from './explanations.js';
import type { ConfirmedMatch } from './habits.js';
import {
  type MatchCandidate,
  type MatchEntry,
  type MatchProposal,
  MatchRule,
  type MatchedRow,
  MatchedKind,
  NotPayable,
} from './matching.model.js';
import { DEFAULT_POLICY, type MatchingPolicy } from './matching.policy.js';
import { KnownProposals } from './known.proposals.js';
import { findMentions } from './mentions.js';
import { Naming } from './naming.js';
import { PayerFinder } from './payers.js';
import { type Scored, scoreDraft } from './scoring.js';
import { cleanText, rawKey } from './text.atoms.js';
import { RULE_VERSION } from './weights.js';

/** What is remembered of a decision: its payments and what it taught of the buyer. */
export interface Confirmation {
  readonly entry: MatchEntry;
  readonly rule: MatchRule;
  readonly isNamed: boolean;
  readonly rows: readonly MatchedRow[];
}

/** What a match that was settled, or undone since, taught of a buyer. */
export interface Lesson {
  readonly buyer: string;
  readonly match: ConfirmedMatch;
  readonly isUndone: boolean;
}

const CHARGES =
  /CHARGE|\bFEES?\b|GEB(?:Ü|UE?)HR|SPESEN|FRAIS|COMMISSION|KOSTEN|\b(?:SHA|BEN)\b|手续费/u;
const DEDUCTIONS =
  /DEDUCT|ABZUG|ABZ(?:Ü|UE)GL|K(?:Ü|UE?)RZUNG|GEK(?:Ü|UE?)RZT|CLAIM|DAMAGE|SHORT(?:AGE|FALL)?\b|RETOUR|RETURN|M(?:Ä|AE?)NGEL|REKLAMATION|DISPUTE|MINUS|\bLESS\b|BONUS|WERBEKOSTEN|扣款|索赔/u;
/** Further weight beyond which rarer explanations are not looked for. */
const CLEAR_SCORE_MIN = 250;
const CLEAR_NAMED_MIN = 250;
const MET_SCORE_MIN = 50;
const FUZZY_BUYERS_MAX = 2;
const FUZZY_SINGLES_MAX = 6;
const NOT_PAYABLE_MAX = 4;

/**
 * Explains bank entries by open receivables.
 *
 * The state is the book, and what was taken from it and learned since: the same book, entries and policy in the same
 * order give the same proposals under one {@link RULE_VERSION}.
 */
export class MatchingEngine {
  private readonly book: Book;
  private readonly payers: PayerFinder;
  private readonly known: KnownProposals;

  constructor(
    candidates: readonly MatchCandidate[],
    private readonly policy: MatchingPolicy = DEFAULT_POLICY,
  ) {
    this.book = new Book(candidates);
    this.payers = new PayerFinder(this.book);
    this.known = new KnownProposals(this.book, this.payers);
  }

  /** Explains one credit entry; changes nothing. */
  propose(entry: MatchEntry): MatchProposal {
    const known = this.known.find(entry);
    if (known !== null) return known;
    const context = this.contextOf(entry);
    const found = entry.amountMinor > 0n ? this.findAll(context) : [];
    const ranking = rank(found, context, this.policy);
    const proposal = { ruleVersion: RULE_VERSION, ...ranking };
    // What is applied is not asked for again.
    if (!proposal.isAutomatic) this.known.keep(proposal, context, found);
    return proposal;
  }

  /** What may still be paid of a receivable; zero of one that is not in the book. */
  availableMinor(receivableId: string): bigint {
    return this.book.byId.get(receivableId)?.availableMinor ?? 0n;
  }

  /** Takes what rows pay or close from what later entries may pay. */
  take(rows: readonly MatchedRow[]): void {
    for (const { receivableId, amountMinor, kind } of rows) {
      const closes = kind !== MatchedKind.OVERPAYMENT && kind !== MatchedKind.UNKNOWN;
      if (receivableId !== null && closes) this.book.take(receivableId, amountMinor);
    }
  }

  /** Learns from a match that was confirmed: applied automatically and not undone, or made by a person. */
  learn(confirmation: Confirmation): void {
    const lesson = this.lessonOf(confirmation);
    if (lesson === null) return;
    this.book.markChanged(lesson.buyer);
    lesson.buyer.habits.learn(lesson.match);
    if (lesson.match.account !== null) this.payers.addAccount(lesson.match.account, lesson.buyer);
  }

  /** Learns from a match of which the receivables need not be in the book any more. */
  remember({ buyer: id, match, isUndone }: Lesson): void {
    const buyer = this.book.buyers.get(id);
    if (buyer === undefined) return;
    this.book.markChanged(buyer);
    if (isUndone) buyer.habits.unlearn(match);
    else buyer.habits.learn(match);
    if (!isUndone && match.account !== null) this.payers.addAccount(rawKey(match.account), buyer);
  }

  /** An undone match counts against what it had taught. */
  unlearn(confirmation: Confirmation): void {
    const lesson = this.lessonOf(confirmation);
    if (lesson === null) return;
    this.book.markChanged(lesson.buyer);
    lesson.buyer.habits.unlearn(lesson.match);
  }

  private lessonOf({ entry, rule, isNamed, rows }: Confirmation): {
    readonly buyer: BookBuyer;
    readonly match: ConfirmedMatch;
  } | null {
    const ids = rows.flatMap(({ receivableId, kind }) =>
      kind === MatchedKind.PAYMENT && receivableId !== null ? [receivableId] : [],
    );
    const items = sortedItems(ids.flatMap((id) => this.book.byId.get(id) ?? []));
    const [first] = items;
    if (first === undefined || items.some(({ buyer }) => buyer !== first.buyer)) return null;
    const account = rawKey(entry.counterpartyAccount ?? '');
    const delayDays = dayOf(entry.bookingDate) - first.dueDay;
    const match = {
      rule,
      isNamed,
      delayDays,
      account: account === '' ? null : account,
      receivableCount: items.length,
    };
    return { buyer: first.buyer, match };
  }

  private contextOf(entry: MatchEntry): EntryContext {
    const payers = this.payers.view(entry);
    const mentions = findMentions(entry, this.book, payers.likely);
    const { book } = this;
    return {
      entry,
      book,
      mentions,
      naming: new Naming(mentions),
      payers,
      question: this.questionOf(entry),
    };
  }

  private questionOf(entry: MatchEntry): AmountQuestion {
    const text = cleanText([entry.remittance ?? '', ...entry.references].join(' '));
    return {
      amountMinor: entry.amountMinor,
      exactWeight: this.book.density.weightOf(entry.amountMinor),
      terms: {
        bookingDay: dayOf(entry.bookingDate),
        graceDays: this.policy.discountGraceDays,
        ...readDiscount(text),
      },
      toleranceMinor: this.policy.toleranceMinor,
      namesCharges: CHARGES.test(text),
      namesDeduction: DEDUCTIONS.test(text),
    };
  }

  private findAll(context: EntryContext): Scored[] {
    const found = scoreAll([...namedDrafts(context), ...singleDrafts(context)], context);
    const isClear = found.some(
      ({ isExact, score, namedWeight }) =>
        isExact && score >= CLEAR_SCORE_MIN && namedWeight >= CLEAR_NAMED_MIN,
    );
    if (isClear) return found;
    const more = scoreAll(payerDrafts(context), context);
    const isMet = [...found, ...more].some(
      ({ isExact, score }) => isExact && score >= MET_SCORE_MIN,
    );
    const noisy = isMet ? [] : scoreAll(noisyDrafts(context), context);
    return [...found, ...more, ...noisy, ...notPayable(context)];
  }
}

function scoreAll(drafts: readonly Draft[], context: EntryContext): Scored[] {
  const seen = new Set<string | number>();
  return drafts.flatMap((draft) => {
    const key = keyOf(draft);
    if (draft.items.length === 0 || seen.has(key)) return [];
    seen.add(key);
    return explain(draft.items, context.question).map((one) => scoreDraft(draft, one, context));
  });
}

/** What tells a draft from the others of one entry; most are one item. */
function keyOf({ items, subset }: Draft): string | number {
  const [first] = items;
  if (items.length === 1 && subset === null && first !== undefined) return first.position;
  return `${subset?.kind ?? ''} ${items.map(({ position }) => position).join()}`;
}

/** Items of likely payers that a damaged number may mean, where the amount did not lead to them. */
function noisyDrafts(context: EntryContext): Draft[] {
  const { payers, naming, entry } = context;
  if (!naming.hasUnresolved) return [];
  return payers.likely.slice(0, FUZZY_BUYERS_MAX).flatMap((buyer) => {
    const alike: Array<{ readonly item: BookItem; readonly weight: number }> = [];
    for (const item of naming.mayMean(buyer)) {
      if (item.availableMinor <= 0n || item.candidate.currency !== entry.currency) continue;
      const weight = naming.evidenceOf(item)?.weightCentibans ?? 0;
      if (weight > 0) alike.push({ item, weight });
    }
    return alike
      .sort((a, b) => b.weight - a.weight || a.item.position - b.item.position)
      .slice(0, FUZZY_SINGLES_MAX)
      .map(({ item }) => ({ items: [item], subset: null }));
  });
}

/** What names something that is paid already, that is not to be paid here, or that is owed in another currency. */
function notPayable(context: EntryContext): Scored[] {
  const { mentions, entry, question } = context;
  return mentions.all
    .filter(({ item }) => item.availableMinor === 0n || item.candidate.currency !== entry.currency)
    .slice(0, NOT_PAYABLE_MAX)
    .map(({ item }) => {
      const { rule, kind, detail } = reasonOf(item, entry);
      const { receivableId, faceMinor } = item.candidate;
      const rows = [{ receivableId, amountMinor: entry.amountMinor, kind }];
      const isInFull = rule !== MatchRule.CURRENCY && faceMinor === entry.amountMinor;
      const weight = -180 + (isInFull ? question.exactWeight : 0);
      return scoreDraft(
        { items: [item], subset: null },
        { rule, rows, weight, detail: () => detail, isExact: false },
        context,
      );
    });
}

function reasonOf(
  { candidate, availableMinor }: BookItem,
  entry: MatchEntry,
): { readonly rule: MatchRule; readonly kind: MatchedKind; readonly detail: string } {
  if (candidate.currency !== entry.currency) {
    const detail = `owed in ${candidate.currency}`;
    return { rule: MatchRule.CURRENCY, kind: MatchedKind.UNKNOWN, detail };
  }
  // What entries before this one have paid is paid, whatever it was when the book was made.
  const reason = candidate.availableMinor === availableMinor ? candidate.notPayable : null;
  return reason === undefined || reason === null || reason === NotPayable.PAID
    ? { rule: MatchRule.DUPLICATE, kind: MatchedKind.OVERPAYMENT, detail: NotPayable.PAID }
    : { rule: MatchRule.NOT_PAYABLE, kind: MatchedKind.UNKNOWN, detail: reason };
}
