import { type CandidateIndex, indexCandidates } from './match-index.js';
import { numberKeys, rawKey, spansOf } from './match-keys.js';
import {
  type Allocation,
  type MatchCandidate,
  type MatchEntry,
  type MatchProposal,
  MatchRule,
} from './match.model.js';

/** Everything that a proposal depends on: the same input gives the same proposal. */
export interface MatchInput {
  readonly entry: MatchEntry;
  readonly candidates: CandidateIndex | readonly MatchCandidate[];
}

/** One remittance pays at most as many receivables as the ledger takes in one act. */
export const ALLOCATIONS_MAX = 100;
const SUGGESTIONS_MAX = 10;
const EVIDENCE_MAX = 20;
/** Past the last place of any field. */
const WHOLE_FIELD = Number.MAX_SAFE_INTEGER;

/** A place of the entry that names a candidate. */
interface Naming {
  readonly candidate: MatchCandidate;
  readonly key: string;
  readonly field: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Explains one credit entry by the receivables that its references and text name.
 *
 * A number or reference that fits several candidates counts only if account or name of the payer leave one of them.
 * An equal amount alone is never more than a suggestion.
 */
export function matchEntry({ entry, candidates }: MatchInput): MatchProposal {
  const index = 'byKey' in candidates ? candidates : indexCandidates(candidates);
  const namings = withoutContained(findNamings(entry, index));
  const named = inOrderOfPayment(new Set(namings.map(({ candidate }) => candidate)));
  if (named.length === 0) {
    return suggestByAmount(entry, index);
  }
  const evidence = [...new Set(namings.map(describe))].slice(0, EVIDENCE_MAX);
  if (named.length > ALLOCATIONS_MAX) {
    const reason = `names ${named.length} receivables, more than ${ALLOCATIONS_MAX}`;
    return { ...UNMATCHED, evidence: [reason] };
  }
  return { ...allocate(entry.amountMinor, named), evidence, suggestions: [] };
}

const UNMATCHED: MatchProposal = {
  rule: MatchRule.UNMATCHED,
  evidence: [],
  allocations: [],
  suggestions: [],
};

function findNamings(entry: MatchEntry, index: CandidateIndex): Naming[] {
  const inText = textFields(entry).flatMap(([field, text]) =>
    spansOf(text).flatMap(({ from, to, keys }) =>
      keys.flatMap((key) => nameOne(entry, index, { key, field, from, to })),
    ),
  );
  // A field that is nothing but the number may be as short or as long as it likes.
  const wholeFields = entry.references.flatMap((reference, position) =>
    numberKeys(reference).flatMap((key) =>
      nameOne(entry, index, { key, field: fieldName(position), from: 0, to: WHOLE_FIELD }),
    ),
  );
  return [...wholeFields, ...inText];
}

function textFields({ references, remittance }: MatchEntry): Array<[string, string]> {
  const fields = references.map((text, position): [string, string] => [fieldName(position), text]);
  return remittance === null ? fields : [...fields, ['remittance', remittance]];
}

function fieldName(position: number): string {
  return `reference ${position + 1}`;
}

function nameOne(
  entry: MatchEntry,
  index: CandidateIndex,
  place: Omit<Naming, 'candidate'>,
): Naming[] {
  const fitting = (index.byKey.get(place.key) ?? []).filter(
    ({ currency, availableMinor }) => currency === entry.currency && availableMinor > 0n,
  );
  const chosen = fitting.length > 1 ? fitting.filter((one) => isPayer(entry, one)) : fitting;
  const [candidate, ...others] = chosen;
  return candidate === undefined || others.length > 0 ? [] : [{ ...place, candidate }];
}

/** Whether the entry came from the buyer, by account or else by name. */
function isPayer(entry: MatchEntry, candidate: MatchCandidate): boolean {
  const account = rawKey(entry.counterpartyAccount ?? '');
  if (account !== '' && candidate.buyerAccounts.some((one) => rawKey(one) === account)) {
    return true;
  }
  const name = rawKey(entry.counterpartyName ?? '');
  return name !== '' && name === rawKey(candidate.buyerName ?? '');
}

/** `INV 1` inside `INV 1 2` names nothing if the whole is a number too. */
function withoutContained(namings: readonly Naming[]): Naming[] {
  return namings.filter(
    (inner) =>
      !namings.some(
        (outer) =>
          outer.field === inner.field &&
          outer.candidate !== inner.candidate &&
          outer.from <= inner.from &&
          outer.to >= inner.to &&
          outer.to - outer.from > inner.to - inner.from,
      ),
  );
}

/** Oldest due date first; the number, then the id, decide between equals. */
function inOrderOfPayment(named: Iterable<MatchCandidate>): MatchCandidate[] {
  const rank = ({ dueDate, number, receivableId }: MatchCandidate): string[] => [
    dueDate,
    number ?? '',
    receivableId,
  ];
  return [...named].sort((a, b) => compareTexts(rank(a), rank(b)));
}

function compareTexts(left: readonly string[], right: readonly string[]): number {
  const position = left.findIndex((text, index) => text !== right[index]);
  return position === -1 ? 0 : (left[position] ?? '') < (right[position] ?? '') ? -1 : 1;
}

function allocate(
  amountMinor: bigint,
  named: readonly MatchCandidate[],
): Pick<MatchProposal, 'rule' | 'allocations'> {
  const allocations: Allocation[] = [];
  let restMinor = amountMinor;
  for (const { receivableId, availableMinor } of named) {
    const paidMinor = availableMinor < restMinor ? availableMinor : restMinor;
    if (paidMinor > 0n) {
      allocations.push({ receivableId, amountMinor: paidMinor });
    }
    restMinor -= paidMinor;
  }
  const namedMinor = named.reduce((sum, { availableMinor }) => sum + availableMinor, 0n);
  return { rule: ruleOf(amountMinor, namedMinor, named.length), allocations };
}

function ruleOf(amountMinor: bigint, namedMinor: bigint, count: number): MatchRule {
  if (amountMinor > namedMinor) return MatchRule.OVERPAYMENT;
  if (amountMinor === namedMinor) return count === 1 ? MatchRule.EXACT : MatchRule.BUNDLE;
  return count === 1 ? MatchRule.PARTIAL : MatchRule.BUNDLE_PARTIAL;
}

function suggestByAmount(entry: MatchEntry, index: CandidateIndex): MatchProposal {
  const sameAmount = index.byAmount.get(entry.amountMinor) ?? [];
  const equal = sameAmount.filter(({ currency }) => currency === entry.currency);
  if (equal.length === 0) {
    return UNMATCHED;
  }
  const fromPayer = equal.filter((candidate) => isPayer(entry, candidate));
  const likely = inOrderOfPayment(fromPayer.length > 0 ? fromPayer : equal);
  const payer = fromPayer.length > 0 ? ', owed by the payer' : '';
  return {
    ...UNMATCHED,
    rule: MatchRule.AMOUNT_ONLY,
    evidence: [`${likely.length} receivable(s) of the same amount${payer}`],
    suggestions: likely
      .slice(0, SUGGESTIONS_MAX)
      .map(({ receivableId, availableMinor }) => ({ receivableId, amountMinor: availableMinor })),
  };
}

function describe({ candidate, key, field }: Naming): string {
  const isReference = rawKey(candidate.paymentReference ?? '') === key;
  return isReference
    ? `payment reference ${candidate.paymentReference} in ${field}`
    : `number ${candidate.number} in ${field}`;
}
