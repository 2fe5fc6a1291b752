import { normaliseAccount, type TermReader, type XmlElement } from '../documents/index.js';
import { firstText } from './camt.terms.js';
import type { Counterparty, CreditDebit } from './statement.model.js';

/** Whose statement is read: the side of a payment that is not the counterparty. */
export interface OwnAccount {
  readonly account: string;
  readonly owner: string | null;
}

/** What every entry of one statement is read with. */
export interface EntryContext {
  readonly reader: TermReader;
  readonly own: OwnAccount;
}

/** Where account numbers stand, through all versions. */
const ACCOUNT_PATHS = ['Id/IBAN', 'Id/Othr/Id', 'Id/BBAN', 'Id/PrtryAcct/Id', 'Id/UPIC'];

/**
 * Who is on the other side of a payment: the debtor of money in, the creditor of money out.
 *
 * Banks disagree about returned payments (some keep the roles of the original payment), so a side
 * that is absent or turns out to be the account itself gives way to the other one.
 */
export function readCounterparty(
  { reader, own }: EntryContext,
  details: XmlElement,
  creditDebit: CreditDebit,
): Counterparty | null {
  const debtor = readSide(reader, details, 'Dbtr');
  const creditor = readSide(reader, details, 'Cdtr');
  const [likely, other] = creditDebit === 'CRDT' ? [debtor, creditor] : [creditor, debtor];
  return [likely, other].find((side) => side !== null && !isOwn(side, own)) ?? null;
}

/** One counterparty for all details, or null when they differ. */
export function commonCounterparty(
  counterparties: readonly (Counterparty | null)[],
): Counterparty | null {
  const [first, ...others] = counterparties;
  if (first === undefined || first === null) return null;
  const same = others.every(
    (other) => other?.name === first.name && other.account === first.account,
  );
  return same ? first : null;
}

/** Identification of an account, with white space taken out of an IBAN. */
export function readAccount(reader: TermReader, account: XmlElement | null): string | null {
  const found = firstText(reader, account, ACCOUNT_PATHS);
  return found === null ? null : normaliseAccount(found);
}

function readSide(
  reader: TermReader,
  details: XmlElement,
  role: 'Dbtr' | 'Cdtr',
): Counterparty | null {
  const parties = 'RltdPties';
  const side = {
    // Since version 8 a party is a choice of organisation or bank.
    name: firstText(reader, details, [
      `${parties}/${role}/Nm`,
      `${parties}/${role}/Pty/Nm`,
      `${parties}/${role}/Agt/FinInstnId/Nm`,
      `${parties}/Ultmt${role}/Nm`,
      `${parties}/Ultmt${role}/Pty/Nm`,
    ]),
    account: readAccount(reader, reader.one(details, `${parties}/${role}Acct`)),
    bic: firstText(reader, details, [
      `RltdAgts/${role}Agt/FinInstnId/BICFI`,
      `RltdAgts/${role}Agt/FinInstnId/BIC`,
    ]),
    lei: firstText(reader, details, [
      `${parties}/${role}/Id/OrgId/LEI`,
      `${parties}/${role}/Pty/Id/OrgId/LEI`,
      `${parties}/${role}/Agt/FinInstnId/LEI`,
    ]),
  };
  // An agent alone names a bank, not the party behind it.
  return side.name === null && side.account === null && side.lei === null ? null : side;
}

function isOwn(side: Counterparty, own: OwnAccount): boolean {
  if (side.account !== null) return side.account === own.account;
  return side.name !== null && side.name === own.owner;
}
