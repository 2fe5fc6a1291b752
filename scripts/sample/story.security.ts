import type { CalendarDate } from '../../backend/src/common/calendar-date.js';
import type { EntryNames } from './story.model.js';

/** A lien that is offered; its receivable has no other one. */
export interface StoryLien {
  readonly receivable: string;
  /** 2: the part that was split off before. */
  readonly lotIndex: number;
  readonly pledgee: string;
  readonly securedMinor: bigint;
}

/** What happens to lots beside their sale: pledge, early payment, notice, onward assignment. */
export type StorySecurityAct =
  | {
      readonly kind: 'SPLIT';
      readonly party: string;
      readonly receivable: string;
      readonly partMinor: bigint;
    }
  | {
      readonly kind: 'OFFER_LIENS';
      readonly party: string;
      readonly liens: readonly StoryLien[];
      readonly acceptBy: CalendarDate;
    }
  | {
      readonly kind: 'ACCEPT_LIENS' | 'WITHDRAW_LIENS';
      readonly party: string;
      readonly receivables: readonly string[];
    }
  | {
      readonly kind: 'REGISTER_LIEN' | 'NOTIFY_LIEN';
      readonly party: string;
      readonly receivable: string;
    }
  | {
      readonly kind: 'RELEASE_LIEN';
      readonly party: string;
      readonly receivable: string;
      /** Null: all that is left. */
      readonly amountMinor: bigint | null;
    }
  | {
      readonly kind: 'OFFER_EARLY';
      readonly party: string;
      readonly receivable: string;
      readonly discountMinor: bigint;
      readonly payBy: CalendarDate;
    }
  | {
      readonly kind: 'ACCEPT_EARLY' | 'WITHDRAW_EARLY' | 'LAPSE_EARLY';
      readonly party: string;
      readonly receivable: string;
    }
  | {
      /** The platform names the entry that paid it. */
      readonly kind: 'SETTLE_EARLY';
      /** Owner of the account on which it arrived. */
      readonly party: string;
      readonly receivable: string;
      readonly discountMinor: bigint;
      readonly entry: EntryNames;
    }
  | {
      readonly kind: 'GIVE_NOTICE' | 'ACKNOWLEDGE_NOTICE';
      readonly party: string;
      readonly receivables: readonly string[];
    }
  | {
      readonly kind: 'OFFER_ONWARD';
      readonly party: string;
      readonly to: string;
      readonly deal: string;
      readonly receivables: readonly string[];
      readonly acceptBy: CalendarDate;
    }
  | {
      readonly kind: 'ACCEPT_ONWARD' | 'WITHDRAW_ONWARD';
      readonly party: string;
      readonly deal: string;
    }
  | {
      /** A creditor states that everybody passed on what it was owed until now. */
      readonly kind: 'DISCHARGE_DUTIES';
      readonly party: string;
    };
