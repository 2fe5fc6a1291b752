/** Money in on an account, as far as matching looks at it. */
export interface MatchEntry {
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Fields that carry one reference each: creditor reference, document number, end-to-end id. */
  readonly references: readonly string[];
  /** Free text. */
  readonly remittance: string | null;
  readonly counterpartyName: string | null;
  readonly counterpartyAccount: string | null;
}

/** A receivable that the owner of the account is paid for, and that is not paid in full yet. */
export interface MatchCandidate {
  readonly receivableId: string;
  readonly currency: string;
  /** Number of the invoice as printed; null if its document is not kept here. */
  readonly number: string | null;
  /** What the invoice asks the payer to quote. */
  readonly paymentReference: string | null;
  /** Outstanding less what is on its way to the ledger; positive. */
  readonly availableMinor: bigint;
  readonly dueDate: string;
  readonly buyerName: string | null;
  readonly buyerAccounts: readonly string[];
}

/** How an entry was explained; each value is the name of one rule. */
export enum MatchRule {
  EXACT = 'EXACT',
  BUNDLE = 'BUNDLE',
  PARTIAL = 'PARTIAL',
  BUNDLE_PARTIAL = 'BUNDLE_PARTIAL',
  OVERPAYMENT = 'OVERPAYMENT',
  AMOUNT_ONLY = 'AMOUNT_ONLY',
  UNMATCHED = 'UNMATCHED',
  MANUAL = 'MANUAL',
}

export interface Allocation {
  readonly receivableId: string;
  readonly amountMinor: bigint;
}

/**
 * What an entry pays, and why.
 *
 * Σ `allocations` is at most the entry and at most what is available of each receivable. `suggestions` are for people:
 * nothing is applied because of them.
 */
export interface MatchProposal {
  readonly rule: MatchRule;
  readonly evidence: readonly string[];
  readonly allocations: readonly Allocation[];
  readonly suggestions: readonly Allocation[];
}
