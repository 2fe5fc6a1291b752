import type { EntryDetail } from './statement.model.js';

/** What formats other than camt do not say of a payment. */
export const UNSTATED = {
  totalCharges: null,
  exchange: null,
} as const;

/** The same of one payment of an entry. */
export const UNSTATED_DETAIL: Pick<
  EntryDetail,
  'instructed' | 'transferred' | 'parties' | 'additionalRemittance' | 'returnReason'
> = {
  instructed: null,
  transferred: null,
  parties: null,
  additionalRemittance: [],
  returnReason: null,
};
