import type { CalendarDate } from '../../backend/src/common/calendar-date.js';
import type { LegalId } from '../../backend/src/common/index.js';
import type { StoryOrderAct } from './story.orders.js';
import type { StoryPairAct } from './story.pairs.js';
import type { StorySecurityAct } from './story.security.js';
import type { StoryTroubleAct } from './story.trouble.js';

export type StoryRole = 'SUPPLIER' | 'BUYER' | 'FINANCIER' | 'COLLECTOR';

/** An invented organisation of the story; `key` names it inside the story only. */
export interface StoryParty {
  readonly key: string;
  readonly role: StoryRole;
  readonly name: string;
  readonly country: string;
  readonly legalId: LegalId;
  /** IBAN, or a bank's own number where the country has none. */
  readonly account: string;
}

export interface StoryReceivable {
  readonly key: string;
  readonly supplier: string;
  readonly buyer: string;
  readonly number: string;
  readonly currency: string;
  readonly faceMinor: bigint;
  readonly issueDate: CalendarDate;
  readonly dueDate: CalendarDate;
}

/** What a financier offers for the receivables of one deal. */
export interface StoryTerms {
  readonly advanceRateBps: number;
  readonly discountRateBps: number;
  readonly serviceFeeBps: number;
  readonly dayCountBasis: 360 | 365;
  readonly recourseDays: number;
  readonly disclosed: boolean;
}

export interface StoryDeal {
  readonly key: string;
  readonly supplier: string;
  readonly financier: string;
  readonly currency: string;
  readonly receivables: readonly string[];
  readonly terms: StoryTerms;
}

/** What the payer wrote, and the day. */
export interface EntryNames {
  readonly bookingDate: CalendarDate;
  /** How the payer names the receivables: free text, structured numbers, end-to-end id. */
  readonly remittance: string | null;
  readonly documentNumbers: readonly string[];
  readonly endToEndId: string | null;
}

/** Money on an account; `applied` is what the payer means it for. */
export interface StoryEntry extends EntryNames {
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly buyer: string;
  readonly applied: ReadonlyArray<{ readonly receivable: string; readonly amountMinor: bigint }>;
  /** Paid to the supplier for what it has sold openly: the settlement agent says what it is for. */
  readonly isForPeople: boolean;
  /** Above what is outstanding: meant as a mistake of the payer. */
  readonly overpaidMinor: bigint;
}

/** Something that one party does; most become one mutation. */
export type StoryAct =
  | StoryOrderAct
  | StoryPairAct
  | StorySecurityAct
  | StoryTroubleAct
  | {
      readonly kind: 'REGISTER';
      readonly party: string;
      readonly receivables: readonly string[];
    }
  | {
      readonly kind: 'CONFIRM';
      readonly party: string;
      readonly items: ReadonlyArray<{
        readonly receivable: string;
        readonly confirmedMinor: bigint;
      }>;
    }
  | { readonly kind: 'REJECT' | 'WITHDRAW'; readonly party: string; readonly receivable: string }
  | {
      readonly kind: 'CREDIT';
      readonly party: string;
      readonly receivable: string;
      readonly number: string;
      readonly amountMinor: bigint;
    }
  | {
      readonly kind: 'OPEN_DISPUTE';
      readonly party: string;
      readonly receivable: string;
      readonly disputedMinor: bigint;
    }
  | {
      readonly kind: 'ACCEPT_DISPUTE';
      readonly party: string;
      readonly receivable: string;
      readonly acceptedMinor: bigint;
    }
  | { readonly kind: 'WITHDRAW_DISPUTE'; readonly party: string; readonly receivable: string }
  | {
      /** The supplier asks for a quote, the financier makes it, the supplier takes it or not. */
      readonly kind: 'QUOTE';
      readonly party: string;
      readonly deal: string;
      readonly isAccepted: boolean;
    }
  | {
      readonly kind: 'FUND_DEAL' | 'LAPSE_DEAL' | 'CLOSE_DEAL';
      readonly party: string;
      readonly deal: string;
    }
  | {
      readonly kind: 'BANK_STATEMENT';
      /** Owner of the account. */
      readonly party: string;
      readonly currency: string;
      readonly entries: readonly StoryEntry[];
    }
  | {
      readonly kind: 'ISSUE_STATEMENTS';
      readonly party: string;
      readonly asOfDate: CalendarDate;
      readonly pairs: ReadonlyArray<StoryPair>;
    }
  | {
      readonly kind: 'ACKNOWLEDGE';
      readonly party: string;
      readonly asOfDate: CalendarDate;
      readonly answers: ReadonlyArray<StoryAnswer>;
    };

/** The acts of one kind. */
export type StoryActOf<Kind extends StoryAct['kind'], Act = StoryAct> = Act extends {
  readonly kind: infer ActKind;
}
  ? Kind extends ActKind
    ? Act
    : never
  : never;

export interface StoryPair {
  readonly buyer: string;
  readonly currency: string;
  readonly balanceMinor: bigint;
}

/** What the buyer's own books say is open towards a supplier. */
export interface StoryAnswer {
  readonly supplier: string;
  readonly currency: string;
  readonly balanceMinor: bigint;
  readonly agrees: boolean;
  /** Open items of the buyer's books, where they are not those of the statement. */
  readonly items: ReadonlyArray<StoryItem> | null;
}

export interface StoryItem {
  readonly receivable: string;
  readonly outstandingMinor: bigint;
}

/** Acts of one moment that do not depend on each other. */
export interface StoryStep {
  /** Counted from 0; part of the idempotency keys. */
  readonly index: number;
  readonly date: CalendarDate;
  readonly acts: readonly StoryAct[];
}

export type StoryStatus =
  'REGISTERED' | 'CONFIRMED' | 'REJECTED' | 'WITHDRAWN' | 'SETTLED' | 'WRITTEN_OFF';

/** Where a receivable stands when the story ends. */
export interface StoryOutcome {
  readonly status: StoryStatus;
  readonly paidMinor: bigint;
  readonly creditedMinor: bigint;
  readonly outstandingMinor: bigint;
}

export interface Story {
  readonly seed: number;
  readonly startDate: CalendarDate;
  readonly endDate: CalendarDate;
  readonly parties: readonly StoryParty[];
  readonly receivables: readonly StoryReceivable[];
  readonly deals: readonly StoryDeal[];
  readonly steps: readonly StoryStep[];
  /** By key of the receivable; one that was never registered is missing. */
  readonly outcomes: ReadonlyMap<string, StoryOutcome>;
}
