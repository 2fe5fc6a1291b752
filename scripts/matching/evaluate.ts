import {
  DEFAULT_POLICY,
  type Hypothesis,
  EvidenceFact,
  MatchingEngine,
  type MatchingPolicy,
  type MatchProposal,
  MatchedKind,
} from '../../backend/src/matching/index.js';
import type { BookEntry, JudgedBook, TruthRow } from './book.model.js';
import { toCash } from './conventions.js';

/** What the engine made of one entry in the end. */
export interface Decision {
  readonly entry: BookEntry;
  readonly isApplied: boolean;
  readonly proposal: MatchProposal | null;
}

/** How good the decisions were; shares are of 1. */
export interface Figures {
  /** Entries that truly pay something of the book. */
  readonly matchableCount: number;
  readonly appliedCount: number;
  /** Of what was applied, the share with the very receivables and cash; 1 if nothing was applied. */
  readonly precision: number;
  /** The same with discounts, charges, deductions and overpayments compared, too. */
  readonly precisionOfAllKinds: number;
  /** Share of the matchable entries that were applied. */
  readonly automatic: number;
  /** Share of the matchable entries whose right answer is among the first three. */
  readonly topThree: number;
}

export interface Evaluation {
  readonly decisions: readonly Decision[];
  readonly figures: Figures;
  /** Time that matching alone took, without indexing the book. */
  readonly matchingMs: number;
  /** The same in time of a processor core, which other programs do not lengthen. */
  readonly matchingCpuMs: number;
}

export interface EvaluationOptions {
  readonly policy?: MatchingPolicy;
  /** Told now and then how many proposals were made, and of how many so far known. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What is left open is looked at again when others are settled, as a running system does after every change. */
const PASSES_MAX = 4;
const PROGRESS_STEP = 250;
const TOP = 3;

/**
 * Matches the entries of a book by booking date, and judges the decisions.
 *
 * Nothing of the truth is shown to the engine: it learns from what it applied itself.
 */
export function evaluate(book: JudgedBook, options: EvaluationOptions = {}): Evaluation {
  const engine = new MatchingEngine(book.candidates, options.policy ?? DEFAULT_POLICY);
  const started = performance.now();
  const cpuStarted = process.cpuUsage();
  const decisions = new Map<BookEntry, Decision>();
  let open = inOrder(
    book.entries.filter(({ isCredit, amountMinor }) => isCredit && amountMinor > 0n),
  );
  let done = 0;
  for (let pass = 0; pass < PASSES_MAX && open.length > 0; pass += 1) {
    const left: BookEntry[] = [];
    for (const entry of open) {
      const decision = decide(engine, entry);
      decisions.set(entry, decision);
      if (!decision.isApplied) left.push(entry);
      done += 1;
      if (done % PROGRESS_STEP === 0) options.onProgress?.(done, book.entries.length + left.length);
    }
    if (left.length === open.length) break;
    open = left;
  }
  const matchingMs = performance.now() - started;
  const cpu = process.cpuUsage(cpuStarted);
  const matchingCpuMs = (cpu.user + cpu.system) / 1_000;
  const all = book.entries.map(
    (entry) => decisions.get(entry) ?? { entry, isApplied: false, proposal: null },
  );
  return { decisions: all, figures: figuresOf(all, book), matchingMs, matchingCpuMs };
}

function decide(engine: MatchingEngine, entry: BookEntry): Decision {
  const proposal = engine.propose(entry);
  const [first] = proposal.suggestions;
  const isApplied = proposal.isAutomatic && first !== undefined;
  if (isApplied) {
    engine.take(first.rows);
    engine.learn({ entry, rule: first.rule, isNamed: isNamed(first), rows: first.rows });
  }
  return { entry, isApplied, proposal };
}

function isNamed({ evidence }: Hypothesis): boolean {
  return evidence.some(({ fact }) => fact.startsWith('NUMBER') || fact === EvidenceFact.REFERENCE);
}

function inOrder(entries: readonly BookEntry[]): BookEntry[] {
  return [...entries].sort((a, b) =>
    a.bookingDate < b.bookingDate ? -1 : a.bookingDate > b.bookingDate ? 1 : 0,
  );
}

/** Rows of the applied explanation; everything unknown where none was applied; nothing for money out. */
export function appliedRows({ entry, isApplied, proposal }: Decision): TruthRow[] {
  const [first] = proposal?.suggestions ?? [];
  if (isApplied && first !== undefined) return [...first.rows];
  return proposal === null
    ? []
    : [{ receivableId: null, amountMinor: entry.amountMinor, kind: MatchedKind.UNKNOWN }];
}

function figuresOf(decisions: readonly Decision[], { truth }: JudgedBook): Figures {
  const judged = decisions.map((decision) => judge(decision, truth.get(decision.entry.id) ?? []));
  const count = (is: (one: Judgement) => boolean): number => judged.filter(is).length;
  const appliedCount = count(({ isApplied }) => isApplied);
  const matchableCount = count(({ isMatchable }) => isMatchable);
  return {
    matchableCount,
    appliedCount,
    precision: share(
      count(({ isRight }) => isRight),
      appliedCount,
    ),
    precisionOfAllKinds: share(
      count(({ isRightInAll }) => isRightInAll),
      appliedCount,
    ),
    automatic: share(
      count(({ isMatchable, isApplied }) => isMatchable && isApplied),
      matchableCount,
    ),
    topThree: share(
      count(({ isOnTop }) => isOnTop),
      matchableCount,
    ),
  };
}

interface Judgement {
  readonly isMatchable: boolean;
  readonly isApplied: boolean;
  readonly isRight: boolean;
  readonly isRightInAll: boolean;
  readonly isOnTop: boolean;
}

function judge(decision: Decision, truth: readonly TruthRow[]): Judgement {
  const { entry, isApplied, proposal } = decision;
  const rows = toCash(truth, entry.amountMinor);
  const paid = paymentsOf(rows);
  const isMatchable = paid !== '';
  const own = appliedRows(decision);
  const first = proposal?.suggestions.slice(0, TOP) ?? [];
  return {
    isMatchable,
    isApplied,
    isRight: isMatchable && isApplied && paymentsOf(own) === paid,
    isRightInAll: isMatchable && isApplied && kindsOf(own) === kindsOf(rows),
    isOnTop: isMatchable && first.some((one) => paymentsOf(one.rows) === paid),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** The cash of each receivable as one text; empty where none is paid. */
export function paymentsOf(rows: readonly TruthRow[]): string {
  return textOf(
    rows.filter(({ kind, receivableId }) => kind === MatchedKind.PAYMENT && receivableId !== null),
  );
}

/** Everything; which receivable an overpayment is booked with is a matter of taste. */
function kindsOf(rows: readonly TruthRow[]): string {
  const isBesides = (kind: MatchedKind): boolean =>
    kind === MatchedKind.OVERPAYMENT || kind === MatchedKind.UNKNOWN;
  return textOf(rows.map((row) => (isBesides(row.kind) ? { ...row, receivableId: null } : row)));
}

function textOf(rows: readonly TruthRow[]): string {
  const sums = new Map<string, bigint>();
  for (const { receivableId, amountMinor, kind } of rows) {
    const key = `${kind} ${receivableId ?? ''}`;
    sums.set(key, (sums.get(key) ?? 0n) + amountMinor);
  }
  return [...sums]
    .filter(([, amountMinor]) => amountMinor !== 0n)
    .map(([key, amountMinor]) => `${key} ${amountMinor}`)
    .sort()
    .join('\n');
}
