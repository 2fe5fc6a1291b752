import type { CalendarDate } from '../common/index.js';
import type { PaperLanguage } from '../papers/index.js';
import type { Aged, Movements } from '../reconciliation/index.js';

/** One open receivable on paper. */
export interface PaperItem {
  /** The receivable's id where the invoice is not kept here. */
  readonly number: string;
  readonly dueDate: CalendarDate;
  readonly openMinor: bigint;
}

/** A party as it is printed. */
export interface PaperParty {
  readonly name: string;
  readonly partyId: string;
}

/** Everything that a printed statement says. */
export interface StatementPaper {
  readonly language: PaperLanguage;
  readonly statementId: string;
  readonly verificationCode: string;
  readonly supplier: PaperParty;
  readonly buyer: PaperParty;
  readonly currency: string;
  readonly asOfDate: CalendarDate;
  readonly issuedAt: Date;
  readonly balanceMinor: bigint;
  readonly itemsRoot: string;
  readonly status: 'ISSUED' | 'AGREED' | 'DIFFERING' | 'RESOLVED';
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedMinor: bigint | null;
  readonly movements: Movements | null;
  readonly ageing: readonly Aged[];
  /** All items, also those that are not printed. */
  readonly itemCount: number;
  readonly items: readonly PaperItem[];
}
