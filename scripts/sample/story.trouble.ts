import type { CalendarDate } from '../../backend/src/common/calendar-date.js';

/** Steps of collection that nothing else goes with. */
export type StoryStage = 'REMINDER' | 'FORMAL_DEMAND' | 'AGENCY' | 'LEGAL';

export interface StoryInstalment {
  readonly dueDate: CalendarDate;
  readonly amountMinor: bigint;
}

/** What becomes of receivables that are not paid in time. */
export type StoryTroubleAct =
  | {
      readonly kind: 'DEMAND_REPURCHASE' | 'OFFER_REPURCHASE' | 'REPURCHASE';
      readonly party: string;
      readonly deal: string;
      readonly receivables: readonly string[];
    }
  | {
      readonly kind: 'MANDATE';
      readonly party: string;
      readonly collector: string;
      readonly receivables: readonly string[];
    }
  | {
      /** By the owner or its collector, as promises and plans are. */
      readonly kind: 'COLLECT';
      readonly party: string;
      readonly steps: ReadonlyArray<{ readonly receivable: string; readonly stage: StoryStage }>;
    }
  | {
      readonly kind: 'PROMISE';
      readonly party: string;
      readonly receivable: string;
      readonly amountMinor: bigint;
      readonly promisedDate: CalendarDate;
    }
  | {
      readonly kind: 'PLAN';
      readonly party: string;
      readonly receivable: string;
      readonly instalments: readonly StoryInstalment[];
    }
  | {
      readonly kind: 'RESOLVE_PROMISE' | 'RESOLVE_PLAN';
      readonly party: string;
      readonly receivable: string;
    }
  | {
      readonly kind: 'WRITE_OFF';
      readonly party: string;
      readonly receivable: string;
      readonly amountMinor: bigint;
    }
  | { readonly kind: 'MARK_RECOVERED'; readonly party: string; readonly receivable: string };
