/** Money on an account, as far as matching looks at it. */
export interface MatchEntry {
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Day on which it was booked, `YYYY-MM-DD`. */
  readonly bookingDate: string;
  /** Fields that carry one reference each: creditor reference, document number, end-to-end id. */
  readonly references: readonly string[];
  /** Free text. */
  readonly remittance: string | null;
  readonly counterpartyName: string | null;
  readonly counterpartyAccount: string | null;
}

/** Why nothing can be paid on a receivable that entries may name all the same; each value is said in the evidence. */
export enum NotPayable {
  PAID = 'paid already',
  NOT_CONFIRMED = 'not confirmed yet',
  SOLD = 'sold: somebody else is to be paid',
  EARLY_PAYMENT = 'agreed to be paid early',
  OTHER_AGENT = 'stated by another settlement agent',
}

/** A receivable that the owner of the account is paid for; a credit note has negative amounts. */
export interface MatchCandidate {
  readonly receivableId: string;
  readonly currency: string;
  /** Number of the invoice as printed; null if its document is not kept here. */
  readonly number: string | null;
  /** What the invoice asks the payer to quote. */
  readonly paymentReference: string | null;
  readonly faceMinor: bigint;
  /** Outstanding less what is on its way to the ledger; zero of what is paid. */
  readonly availableMinor: bigint;
  /** Why nothing is available; paid, if nothing is said. */
  readonly notPayable?: NotPayable | null;
  readonly issueDate: string | null;
  readonly dueDate: string;
  /** Whatever tells one buyer from another. */
  readonly buyer: string;
  readonly buyerName: string | null;
  readonly buyerAccounts: readonly string[];
  /** Share of the face that may be kept back until `discountUntil`; 0 if none. */
  readonly discountBps: number;
  readonly discountUntil: string | null;
}

/** What one row of an explanation is. */
export enum MatchedKind {
  /** Cash that pays a receivable. */
  PAYMENT = 'PAYMENT',
  /** Cash discount kept back by the buyer: closes the receivable beyond the cash. */
  DISCOUNT = 'DISCOUNT',
  /** What a bank on the way kept: closes the receivable beyond the cash. */
  CHARGE = 'CHARGE',
  /** What the buyer kept back for a reason that it names: stays to be clarified, beyond the cash. */
  DEDUCTION = 'DEDUCTION',
  /** Cash above what the receivable needed. */
  OVERPAYMENT = 'OVERPAYMENT',
  /** Cash that nothing explains. */
  UNKNOWN = 'UNKNOWN',
}

/** The kinds that are money of the entry; they sum to it. The others are what the payer kept back. */
export const CASH_KINDS: ReadonlySet<MatchedKind> = new Set([
  MatchedKind.PAYMENT,
  MatchedKind.OVERPAYMENT,
  MatchedKind.UNKNOWN,
]);

/** How an entry was explained; each value is the name of one rule. */
export enum MatchRule {
  EXACT = 'EXACT',
  BUNDLE = 'BUNDLE',
  DISCOUNT = 'DISCOUNT',
  CHARGE = 'CHARGE',
  DEDUCTION = 'DEDUCTION',
  PARTIAL = 'PARTIAL',
  BUNDLE_PARTIAL = 'BUNDLE_PARTIAL',
  OVERPAYMENT = 'OVERPAYMENT',
  NETTED = 'NETTED',
  DUPLICATE = 'DUPLICATE',
  NOT_PAYABLE = 'NOT_PAYABLE',
  CURRENCY = 'CURRENCY',
  AMOUNT_ONLY = 'AMOUNT_ONLY',
  UNMATCHED = 'UNMATCHED',
  MANUAL = 'MANUAL',
}

/** One row of an explanation; a payment of a credit note is negative, everything else positive. */
export interface MatchedRow {
  /** Null for cash that belongs to no receivable. */
  readonly receivableId: string | null;
  readonly amountMinor: bigint;
  readonly kind: MatchedKind;
}

/** What speaks for or against an explanation. */
export enum EvidenceFact {
  PRIOR = 'PRIOR',
  REFERENCE = 'REFERENCE',
  NUMBER = 'NUMBER',
  NUMBER_PART = 'NUMBER_PART',
  NUMBER_NOISY = 'NUMBER_NOISY',
  NUMBER_TRUNCATED = 'NUMBER_TRUNCATED',
  NOT_NAMED = 'NOT_NAMED',
  PAYER_ACCOUNT = 'PAYER_ACCOUNT',
  PAYER_NAME = 'PAYER_NAME',
  PAYER_OTHER = 'PAYER_OTHER',
  AMOUNT = 'AMOUNT',
  DATE = 'DATE',
  HABIT = 'HABIT',
}

/** One fact and the weight that it was given, in hundredths of a decimal logarithm of odds. */
export interface Evidence {
  readonly fact: EvidenceFact;
  readonly detail: string;
  readonly weightCentibans: number;
}

/** One way to explain an entry. */
export interface Hypothesis {
  readonly rule: MatchRule;
  /** Cash rows sum to the entry, always. */
  readonly rows: readonly MatchedRow[];
  readonly evidence: readonly Evidence[];
  /** Sum of the weights of the evidence. */
  readonly scoreCentibans: number;
  /** Probability that it is right, among everything that was considered, in basis points. */
  readonly confidenceBps: number;
}

/** What the engine makes of one entry: the same inputs and rule version give the same proposal. */
export interface MatchProposal {
  readonly ruleVersion: string;
  /** Explanations, the most likely first. */
  readonly suggestions: readonly Hypothesis[];
  /** Whether the first of them may be applied without a person. */
  readonly isAutomatic: boolean;
  /** Why not, or null. */
  readonly hold: MatchHold | null;
}

/** Why an entry is left to people. */
export enum MatchHold {
  NOTHING_FITS = 'NOTHING_FITS',
  BELOW_THRESHOLD = 'BELOW_THRESHOLD',
  CLOSE_RUNNER_UP = 'CLOSE_RUNNER_UP',
  WEAK_EVIDENCE = 'WEAK_EVIDENCE',
  NEEDS_A_PERSON = 'NEEDS_A_PERSON',
  SWITCHED_OFF = 'SWITCHED_OFF',
}
