import { type InvoiceRow, isSettledBy, knownSinceOf } from '../behaviour/invoice-row.js';

/**
 * How a buyer stands on a day: 0 nothing past due, 1 up to 30 days, 2 up to 60, 3 more, {@link IN_DEFAULT}.
 *
 * Default follows article 178 of Regulation (EU) 575/2013 and its materiality of one hundredth (Regulation (EU) 2018/171):
 * more than 90 days past due with more than 1 % of what is open, or something of it was written off. What is open counts
 * with its face, and what a court says of the buyer is not looked at.
 */
export type BuyerState = 0 | 1 | 2 | 3 | 4;
export const IN_DEFAULT = 4;

const DEFAULT_DAYS = 90;
const MATERIAL_SHARE = 0.01;
/** Days past due up to which a buyer is in the state of the position. */
export const STATE_DAYS = [0, 30, 60] as const;

/** The state of one buyer, in one currency, from its rows by what was known at the end of a day. */
export function buyerStateOn(rows: readonly InvoiceRow[], day: number): BuyerState {
  let openMinor = 0;
  let longOverdueMinor = 0;
  let worstDays = 0;
  for (const row of rows) {
    if (row.writtenOffDay !== undefined && row.writtenOffDay !== null && row.writtenOffDay <= day) {
      return IN_DEFAULT;
    }
    if (knownSinceOf(row) > day || isSettledBy(row, day)) continue;
    const faceMinor = row.faceMinor ?? 0;
    openMinor += faceMinor;
    worstDays = Math.max(worstDays, day - row.dueDay);
    if (day - row.dueDay > DEFAULT_DAYS) longOverdueMinor += faceMinor;
  }
  if (longOverdueMinor > MATERIAL_SHARE * openMinor) return IN_DEFAULT;
  return stateOfDays(worstDays);
}

function stateOfDays(daysPastDue: number): BuyerState {
  const state = STATE_DAYS.filter((bound) => daysPastDue > bound).length;
  return state as BuyerState;
}

/** Days on which the rows may begin to be a default. */
export function defaultCandidateDays(rows: readonly InvoiceRow[]): number[] {
  return rows
    .flatMap((row) => {
      const overdueDay = row.dueDay + DEFAULT_DAYS + 1;
      const writtenOff =
        row.writtenOffDay === undefined || row.writtenOffDay === null ? [] : [row.writtenOffDay];
      return isSettledBy(row, overdueDay) ? writtenOff : [...writtenOff, overdueDay];
    })
    .sort((one, other) => one - other);
}
