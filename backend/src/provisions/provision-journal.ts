export enum EntrySide {
  DEBIT = 'DEBIT',
  CREDIT = 'CREDIT',
}

export interface JournalLine {
  readonly account: string;
  readonly side: EntrySide;
  /** Above zero. */
  readonly amountMinor: bigint;
  readonly text: string;
}

export interface JournalAccounts {
  readonly expenseAccount: string;
  readonly allowanceAccount: string;
  readonly receivablesAccount: string;
}

/** What moved in one currency between two days. */
export interface AllowanceChange {
  readonly openingMinor: bigint;
  readonly closingMinor: bigint;
  /** Outstanding that was given up. */
  readonly writtenOffOutstandingMinor: bigint;
}

/**
 * Entries that bring the allowance from opening to closing.
 *
 * What was given up is taken from the allowance at face; the expense is what the allowance then lacks, so that a
 * write-off beyond what was held for it is an expense of the period.
 */
export function proposeJournal(change: AllowanceChange, accounts: JournalAccounts): JournalLine[] {
  const { openingMinor, closingMinor, writtenOffOutstandingMinor: usedMinor } = change;
  const { expenseAccount, allowanceAccount, receivablesAccount } = accounts;
  const expenseMinor = closingMinor - openingMinor + usedMinor;
  return [
    ...entry(usedMinor, 'Receivables written off', [allowanceAccount, receivablesAccount]),
    ...(expenseMinor >= 0n
      ? entry(expenseMinor, 'Expected credit losses', [expenseAccount, allowanceAccount])
      : entry(-expenseMinor, 'Release of allowance', [allowanceAccount, expenseAccount])),
  ];
}

function entry(
  amountMinor: bigint,
  text: string,
  [debit, credit]: readonly [string, string],
): JournalLine[] {
  return amountMinor === 0n
    ? []
    : [
        { account: debit, side: EntrySide.DEBIT, amountMinor, text },
        { account: credit, side: EntrySide.CREDIT, amountMinor, text },
      ];
}
