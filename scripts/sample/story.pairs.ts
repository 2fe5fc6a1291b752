import type { CalendarDate } from '../../backend/src/common/calendar-date.js';
import type { EntryNames } from './story.model.js';

/** A statement that was issued, by what its id is made of. */
export interface StoryStatement {
  readonly supplier: string;
  readonly buyer: string;
  readonly currency: string;
  readonly asOfDate: CalendarDate;
}

/** What one side says that a line of a statement should be. */
export interface StoryResolution {
  readonly receivable: string;
  readonly agreedMinor: bigint;
  /** Why. */
  readonly note: string;
}

/** What a supplier and a buyer agree on, and what was paid too much between them. */
export type StoryPairAct =
  | {
      readonly kind: 'AGREE_SILENCE';
      readonly party: string;
      readonly supplier: string;
      readonly silenceDays: number;
    }
  | {
      readonly kind: 'CONFIRM_BY_SILENCE';
      readonly party: string;
      readonly receivables: readonly string[];
    }
  | {
      /** Each side says so once: the agent of the network shall be theirs. */
      readonly kind: 'AGREE_AGENT';
      readonly party: string;
      readonly supplier: string;
      readonly buyer: string;
      readonly currency: string;
    }
  | {
      readonly kind: 'RAISE_LINES';
      readonly party: string;
      readonly statement: StoryStatement;
    }
  | {
      readonly kind: 'AGREE_LINES';
      readonly party: string;
      readonly statement: StoryStatement;
      readonly resolutions: readonly StoryResolution[];
    }
  | {
      /** By the settlement agent; the party is who was paid. */
      readonly kind: 'RECORD_OVERPAYMENT';
      readonly party: string;
      readonly creditor: string;
      readonly currency: string;
      readonly amountMinor: bigint;
      readonly entry: EntryNames;
    }
  | {
      /** By the creditor, which has received it. */
      readonly kind: 'DISCHARGE';
      readonly party: string;
      readonly debtor: string;
      readonly currency: string;
      readonly amountMinor: bigint;
    };
