import type { LegalIdKey } from '../../../backend/src/common/index.js';
import type { InvoiceDocument } from '../../../backend/src/documents/index.js';

/** A file that holds an invoice or a credit note. */
export interface ReadFile {
  readonly file: string;
  /** Position among the files given: part of the idempotency keys. */
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly invoice: InvoiceDocument;
}

/** The same with the parties that the platform knows it by. */
export interface TourFile extends ReadFile {
  /** Ids of parties. */
  readonly supplier: string;
  readonly buyer: string;
}

/** A file, or a receivable, that the tour goes on without. */
export interface Skipped {
  readonly file: string;
  readonly reason: string;
}

export type TourRole = 'SUPPLIER' | 'BUYER' | 'FINANCIER' | 'ASSESSOR';

/** An organisation that is to be admitted. */
export interface CastMember {
  readonly name: string;
  readonly legalId: LegalIdKey;
  readonly otherIdentifiers: readonly LegalIdKey[];
  readonly roles: readonly TourRole[];
}

/** How the receivable is paid on the tour's bank statement; NONE: if at all, in a step of its own. */
export type PaymentCase = 'EXACT' | 'PARTIAL' | 'BUNDLE' | 'OVER' | 'NONE';

/** What is shown in a step of its own, on a receivable of its own. */
export type TourSubject =
  'PLEDGE' | 'RECOURSE' | 'DISPUTE' | 'COLLECTION' | 'DISCOUNT' | 'DEDUCTION';

/** One receivable that the tour is to register and what is to become of it. */
export interface TourReceivable {
  /** Part of the idempotency keys. */
  readonly key: string;
  readonly source: TourFile;
  /** Registered from the file itself, or from fields with a number of the tour's own. */
  readonly isDocument: boolean;
  readonly number: string;
  readonly faceMinor: bigint;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly paymentCase: PaymentCase;
  readonly isFinanced: boolean;
  readonly subject: TourSubject | null;
}

/** What the tour says at its end; amounts are decimal strings by currency. */
export interface TourSummary {
  readonly tour: 'complete';
  readonly receivables: number;
  readonly faceMinor: Readonly<Record<string, string>>;
  readonly paidMinor: Readonly<Record<string, string>>;
  readonly creditedMinor: Readonly<Record<string, string>>;
  readonly outstandingMinor: Readonly<Record<string, string>>;
  readonly unappliedMinor: Readonly<Record<string, string>>;
  readonly statementsAgreed: number;
  readonly verify: 'clean' | 'different';
}
