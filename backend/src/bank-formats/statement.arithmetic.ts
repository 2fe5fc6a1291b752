import type { Balance, BankEntry, BankStatement } from './statement.model.js';
import type { Objection } from './text.objections.js';

/** Signed: money in is positive. */
export function signedMinor({
  amountMinor,
  creditDebit,
}: Pick<Balance | BankEntry, 'amountMinor' | 'creditDebit'>): bigint {
  return creditDebit === 'CRDT' ? amountMinor : -amountMinor;
}

/**
 * Closing less opening less booked entries: zero where a statement adds up, null where it has no two
 * balances or several currencies.
 */
export function balanceDifferenceMinor(
  statement: Pick<BankStatement, 'openingBalance' | 'closingBalance' | 'entries'>,
): bigint | null {
  const { openingBalance: opening, closingBalance: closing, entries } = statement;
  if (opening === null || closing === null) return null;
  const booked = entries.filter(({ status }) => status === 'BOOK');
  if ([closing, ...booked].some(({ currency }) => currency !== opening.currency)) return null;
  const movedMinor = booked.reduce((sum, entry) => sum + signedMinor(entry), 0n);
  return signedMinor(closing) - signedMinor(opening) - movedMinor;
}

/**
 * Opening + entries ≠ closing. A warning and a gap, no refusal: banks send extracts, pages and
 * days of which some entries stand elsewhere.
 */
export function balanceObjection(statement: BankStatement): Objection | null {
  const differenceMinor = balanceDifferenceMinor(statement);
  const { closingBalance: closing } = statement;
  if (differenceMinor === null || differenceMinor === 0n || closing === null) return null;
  const closingMinor = signedMinor(closing);
  const expected = closingMinor - differenceMinor;
  const message = `opening and entries make ${expected}, the closing balance is ${closingMinor}`;
  return { code: 'BALANCE_MISMATCH', message: `${message} minor units of ${closing.currency}` };
}
