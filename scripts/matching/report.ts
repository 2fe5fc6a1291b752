import { type MatchHold, MatchRule, RULE_VERSION } from '../../backend/src/matching/index.js';
import type { JudgedBook, TruthRow } from './book.model.js';
import { type Convention, conventionOf, fromCash } from './conventions.js';
import { type Decision, type Evaluation, appliedRows } from './evaluate.js';

/** Basis points of 1. */
const WHOLE_BPS = 10_000;
const NOTHING = { rule: MatchRule.UNMATCHED, confidenceBps: 0, evidence: [] };
const BYTES_PER_MB = 1_024;

/** The figures and every decision as one JSON object, in parts: a large book does not become one text. */
export function* reportAsJson(evaluation: Evaluation, book: JudgedBook): Generator<string> {
  const convention = conventionOf(book);
  const figures = JSON.stringify({ ok: true, ruleVersion: RULE_VERSION, ...figuresOf(evaluation) });
  yield `${figures.slice(0, -1)},"convention":"${convention}","decisions":[`;
  let isFirst = true;
  for (const decision of evaluation.decisions) {
    yield `${isFirst ? '' : ','}\n${JSON.stringify(decisionAsJson(decision, convention))}`;
    isFirst = false;
  }
  yield '\n]}\n';
}

/** The figures for people, with why entries were left open. */
export function* reportAsText(evaluation: Evaluation, book: JudgedBook): Generator<string> {
  const { precision, precisionOfAllKinds, automatic, topThree, ...rest } = figuresOf(evaluation);
  const lines: Array<[string, string]> = [
    ['receivables', String(book.candidates.length)],
    ['entries', String(book.entries.length)],
    ['entries that pay something of the book', String(rest.matchableCount)],
    ['applied automatically', String(rest.appliedCount)],
    ['  of those that pay something', percent(automatic)],
    ['  precision: receivables and cash', percent(precision)],
    ['  precision: discounts and the like, too', percent(precisionOfAllKinds)],
    ['right answer among the first three', percent(topThree)],
    ['entries a second', String(rest.entriesPerSecond)],
    ['peak memory', `${rest.peakRssMb} MB`],
  ];
  for (const [label, value] of lines) yield `${label.padEnd(44)}${value}\n`;
  const holds = countsOf(evaluation.decisions);
  if (holds.length > 0) yield '\nleft to people\n';
  for (const [hold, count] of holds) yield `  ${hold.padEnd(42)}${count}\n`;
}

function figuresOf({ figures, matchingMs, decisions }: Evaluation): Figures {
  return {
    ...figures,
    entriesPerSecond: Math.floor(decisions.length / Math.max(matchingMs / 1_000, 0.001)),
    peakRssMb: Math.ceil(process.resourceUsage().maxRSS / BYTES_PER_MB),
  };
}

interface Figures {
  readonly matchableCount: number;
  readonly appliedCount: number;
  readonly precision: number;
  readonly precisionOfAllKinds: number;
  readonly automatic: number;
  readonly topThree: number;
  readonly entriesPerSecond: number;
  readonly peakRssMb: number;
}

function decisionAsJson(decision: Decision, convention: Convention): object {
  const { entry, isApplied, proposal } = decision;
  const suggestions = proposal?.suggestions ?? [];
  const [first, second] = suggestions;
  const best = first ?? NOTHING;
  return {
    entryId: entry.id,
    applied: isApplied,
    rule: best.rule,
    confidence: best.confidenceBps / WHOLE_BPS,
    allocations: rowsAsJson(appliedRows(decision), convention),
    suggestions: suggestions.map(({ rows }) => rowsAsJson(rows, convention)),
    hold: proposal?.hold ?? null,
    evidence: best.evidence,
    runnerUpConfidence: (second ?? NOTHING).confidenceBps / WHOLE_BPS,
  };
}

function rowsAsJson(rows: readonly TruthRow[], convention: Convention): object[] {
  return fromCash(rows, convention).map(({ receivableId, amountMinor, kind }) => ({
    receivableId,
    amountMinor: amountMinor.toString(),
    kind: kind.toLowerCase(),
  }));
}

function countsOf(decisions: readonly Decision[]): Array<[string, number]> {
  const counts = new Map<MatchHold, number>();
  for (const { proposal } of decisions) {
    const hold = proposal?.hold ?? null;
    if (hold !== null) counts.set(hold, (counts.get(hold) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)} %`;
}
