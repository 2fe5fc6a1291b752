import type { TermReader, XmlElement } from '../documents/index.js';
import { readAccount } from './camt.counterparty.js';
import { firstText } from './camt.terms.js';
import type {
  PartyIdentification,
  PaymentAgent,
  PaymentParties,
  PaymentParty,
} from './statement.model.js';

const ADDRESS_PARTS = ['Dept', 'SubDept', 'StrtNm', 'BldgNb', 'PstCd', 'TwnNm', 'CtrySubDvsn'];
/** Identifications that have elements of their own, through all versions. */
const NAMED_IDENTIFICATIONS: readonly (readonly [string, string])[] = [
  ['OrgId/AnyBIC', 'BIC'],
  ['OrgId/BICOrBEI', 'BIC'],
  ['OrgId/BIC', 'BIC'],
  ['OrgId/LEI', 'LEI'],
  ['OrgId/BEI', 'BEI'],
  ['OrgId/IBEI', 'IBEI'],
  ['OrgId/EANGLN', 'EANGLN'],
  ['OrgId/USCHU', 'USCHU'],
  ['OrgId/DUNS', 'DUNS'],
  ['OrgId/BkPtyId', 'BKPTYID'],
  ['OrgId/TaxIdNb', 'TAX'],
];

/** Who takes part in one payment, in the roles that the message gives them; null where it names nobody. */
export function readParties(reader: TermReader, details: XmlElement): PaymentParties | null {
  const roleOf = (role: string): PaymentParty | null => readRole(reader, details, role);
  const parties = {
    debtor: roleOf('Dbtr'),
    ultimateDebtor: roleOf('UltmtDbtr'),
    creditor: roleOf('Cdtr'),
    ultimateCreditor: roleOf('UltmtCdtr'),
    debtorAgent: agentOf(reader, details, 'DbtrAgt'),
    creditorAgent: agentOf(reader, details, 'CdtrAgt'),
  };
  return Object.values(parties).every((party) => party === null) ? null : parties;
}

/** A party as it stands in a message header, or in a role. */
export function readParty(
  reader: TermReader,
  element: XmlElement | null,
  account: XmlElement | null = null,
): PaymentParty | null {
  if (element === null && account === null) return null;
  // Since version 8 a party is a choice of organisation or bank.
  const own = reader.one(element, 'Pty') ?? reader.one(element, 'Agt/FinInstnId') ?? element;
  return {
    name: reader.text(own, 'Nm'),
    account: readAccount(reader, account),
    accountName: reader.text(account, 'Nm'),
    identifications: own === null ? [] : readIdentifications(reader, own),
    ...readAddress(reader, own),
  };
}

function readRole(reader: TermReader, details: XmlElement, role: string): PaymentParty | null {
  const element = reader.one(details, `RltdPties/${role}`);
  return readParty(reader, element, reader.one(details, `RltdPties/${role}Acct`));
}

function agentOf(reader: TermReader, details: XmlElement, role: string): PaymentAgent | null {
  const bank = reader.one(details, `RltdAgts/${role}/FinInstnId`);
  const name = reader.text(bank, 'Nm');
  const bic = firstText(reader, bank, ['BICFI', 'BIC']);
  return name === null && bic === null ? null : { name, bic };
}

function readIdentifications(reader: TermReader, party: XmlElement): PartyIdentification[] {
  const named = NAMED_IDENTIFICATIONS.flatMap(([path, scheme]) =>
    reader.texts(party, `Id/${path}`).map((value) => ({ value, scheme, issuer: null })),
  );
  const ofBank = ['BICFI', 'BIC', 'LEI'].flatMap((name) =>
    reader.texts(party, name).map((value) => {
      return { value, scheme: name === 'LEI' ? 'LEI' : 'BIC', issuer: null };
    }),
  );
  const others = ['OrgId/Othr', 'PrvtId/Othr', 'OrgId/PrtryId'].flatMap((path) =>
    reader.all(party, `Id/${path}`).flatMap((other): PartyIdentification[] => {
      const value = reader.text(other, 'Id');
      const scheme = firstText(reader, other, ['SchmeNm/Cd', 'SchmeNm/Prtry']);
      return value === null ? [] : [{ value, scheme, issuer: reader.text(other, 'Issr') }];
    }),
  );
  return [...named, ...ofBank, ...others];
}

function readAddress(
  reader: TermReader,
  party: XmlElement | null,
): Pick<PaymentParty, 'address' | 'country' | 'countryOfResidence'> {
  const lines = reader.texts(party, 'PstlAdr/AdrLine');
  const parts = ADDRESS_PARTS.flatMap((name) => reader.texts(party, `PstlAdr/${name}`));
  return {
    address: lines.length > 0 ? lines : parts,
    country: reader.text(party, 'PstlAdr/Ctry'),
    countryOfResidence: reader.text(party, 'CtryOfRes'),
  };
}
