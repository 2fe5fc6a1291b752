import { KeptBackKind, type KeptBackRow } from '../kept-back/index.js';
import {
  type Evidence,
  EvidenceFact,
  type Hypothesis,
  type MatchHold,
  type MatchProposal,
  MatchRule,
  MatchedKind,
} from '../matching/index.js';

/** One remittance pays at most as many receivables as the ledger takes in one act. */
export const ALLOCATIONS_MAX = 100;

/** Cash of an entry that pays a receivable. */
export interface Allocation {
  readonly receivableId: string;
  readonly amountMinor: bigint;
}

/** An explanation as it is kept with its entry; amounts are text, since a JSON number is exact to 2^53 only. */
export interface StoredSuggestion {
  readonly rule: MatchRule;
  readonly confidenceBps: number;
  readonly evidence: readonly Evidence[];
  readonly rows: ReadonlyArray<{
    readonly receivableId: string | null;
    readonly amountMinor: string;
    readonly kind: MatchedKind;
  }>;
}

/** What is kept of a proposal with its entry. */
export interface StoredMatch {
  /** Null for what a person decided. */
  readonly ruleVersion: string | null;
  readonly hold: MatchHold | null;
  /** The most likely first, the one that was applied included. */
  readonly suggestions: readonly StoredSuggestion[];
}

/** What an entry pays, and what is told of why. */
export interface EntryProposal {
  readonly rule: MatchRule;
  /** Σ is at most the entry, and each at most what is available of its receivable; empty if people decide. */
  readonly allocations: readonly Allocation[];
  readonly match: StoredMatch;
}

/** The proposal of an agent's own statement. */
export function manualProposal(allocations: readonly Allocation[]): EntryProposal {
  const match = { ruleVersion: null, hold: null, suggestions: [] };
  return { rule: MatchRule.MANUAL, allocations, match };
}

/** What the ledger is told of a proposal: payments, if it may be applied without a person. */
export function entryProposalOf(proposal: MatchProposal): EntryProposal {
  const [first] = proposal.suggestions;
  const payments = first === undefined || !proposal.isAutomatic ? [] : paymentsOf(first);
  return {
    rule: first?.rule ?? MatchRule.UNMATCHED,
    allocations: payments.length > ALLOCATIONS_MAX ? [] : payments,
    match: {
      ruleVersion: proposal.ruleVersion,
      hold: proposal.hold,
      suggestions: proposal.suggestions.map(storedSuggestionOf),
    },
  };
}

/** The cash of an explanation, receivable by receivable. */
export function paymentsOf({ rows }: Pick<Hypothesis, 'rows'>): Allocation[] {
  return rows.flatMap(({ receivableId, amountMinor, kind }) =>
    kind === MatchedKind.PAYMENT && receivableId !== null && amountMinor > 0n
      ? [{ receivableId, amountMinor }]
      : [],
  );
}

const KEPT_BACK: Partial<Record<MatchedKind, KeptBackKind>> = {
  [MatchedKind.DISCOUNT]: KeptBackKind.DISCOUNT,
  [MatchedKind.CHARGE]: KeptBackKind.CHARGE,
  [MatchedKind.DEDUCTION]: KeptBackKind.DEDUCTION,
};

/** What an explanation says that the payer kept back, and why it says so. */
export function keptBackOf(
  entryHash: string,
  { rows, evidence }: Pick<Hypothesis, 'evidence' | 'rows'>,
): KeptBackRow[] {
  const cause = evidence.find(({ fact }) => fact === EvidenceFact.AMOUNT)?.detail ?? null;
  return rows.flatMap(({ receivableId, amountMinor, kind: matchedKind }) => {
    const kind = KEPT_BACK[matchedKind];
    return kind !== undefined && receivableId !== null && amountMinor > 0n
      ? [{ entryHash, receivableId, kind, amountMinor, cause }]
      : [];
  });
}

function storedSuggestionOf({ rule, confidenceBps, evidence, rows }: Hypothesis): StoredSuggestion {
  const texts = rows.map((row) => ({ ...row, amountMinor: row.amountMinor.toString() }));
  return { rule, confidenceBps, evidence, rows: texts };
}

/** An explanation as it was before it was kept. */
export function exactSuggestion(
  stored: StoredSuggestion,
): Omit<StoredSuggestion, 'rows'> & Pick<Hypothesis, 'rows'> {
  const rows = stored.rows.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) }));
  return { ...stored, rows };
}
