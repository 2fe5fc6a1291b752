import type { MatchCandidate, MatchEntry, MatchedKind } from '../../backend/src/matching/index.js';

/** A bank entry of a book under evaluation. */
export interface BookEntry extends MatchEntry {
  readonly id: string;
  /** False for money out, which matching leaves alone. */
  readonly isCredit: boolean;
}

/** One row of what an entry truly was. */
export interface TruthRow {
  readonly receivableId: string | null;
  readonly amountMinor: bigint;
  readonly kind: MatchedKind;
}

/** A book with its entries and what they truly were. */
export interface JudgedBook {
  readonly candidates: readonly MatchCandidate[];
  readonly entries: readonly BookEntry[];
  readonly truth: ReadonlyMap<string, readonly TruthRow[]>;
}
