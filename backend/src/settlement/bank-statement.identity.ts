import type { EntityManager } from 'typeorm';

import { type BankStatement, balanceDifferenceMinor, signedMinor } from '../bank-formats/index.js';
import type { BankEntryDraft } from './bank-entry.draft.js';
import { AccountEntries } from './bank-entry.identity.js';
import { findKnownEntries, lockAccounts } from './bank-entry.known.js';
import type { NewBankStatement } from './bank-file.store.js';

/** A statement of a known account with its entries. */
export interface DraftedStatement {
  readonly statement: BankStatement;
  readonly party: string;
  /** As the party added it. */
  readonly account: string;
  readonly drafts: readonly BankEntryDraft[];
}

/** Words of CpyDplctInd for a statement that is sent again. */
const COPIES: ReadonlySet<string> = new Set(['COPY', 'CODU', 'DUPL']);
const SOURCE_CHARS = 'camt.053'.length;

/** Statements ready to be stored, each entry with its name; other imports of their accounts wait. */
export async function identifyStatements(
  db: EntityManager,
  drafted: readonly DraftedStatement[],
  hashOf: (parts: readonly string[]) => string,
): Promise<NewBankStatement[]> {
  const accounts = [...new Set(drafted.map(({ account }) => account))];
  await lockAccounts(db, accounts);
  const entriesOf = new Map<string, AccountEntries>();
  for (const account of accounts) {
    const own = drafted.filter((one) => one.account === account).flatMap(({ drafts }) => drafts);
    entriesOf.set(account, new AccountEntries(await findKnownEntries(db, account, own)));
  }
  return drafted.map(({ statement, party, account, drafts }) => {
    const entries = entriesOf.get(account) ?? new AccountEntries([]);
    const name = {
      source: sourceOf(statement),
      reference: statement.id,
      isCopy: isCopy(statement),
    };
    return {
      ...{ party, account },
      ...headingOf(statement),
      entries: entries.identify(name, drafts, hashOf),
    };
  });
}

function headingOf(statement: BankStatement) {
  const { openingBalance: opening, closingBalance: closing } = statement;
  return {
    kind: statement.kind,
    message: statement.message,
    statementReference: statement.id,
    currency: statement.currency,
    sequenceNumber: statement.sequenceNumber,
    pageNumber: statement.pageNumber,
    isCopy: isCopy(statement),
    openingMinor: opening === null ? null : signedMinor(opening),
    openingDate: opening?.date ?? null,
    closingMinor: closing === null ? null : signedMinor(closing),
    closingDate: closing?.date ?? null,
    differenceMinor: balanceDifferenceMinor(statement),
  };
}

function isCopy({ copyOrDuplicate }: BankStatement): boolean {
  return COPIES.has(copyOrDuplicate ?? '');
}

/** Message without its version: a bank that changes it tells the same bookings. */
function sourceOf({ message }: BankStatement): string {
  return message.startsWith('camt') ? message.slice(0, SOURCE_CHARS) : message;
}
