import type { InvoiceParty } from './invoice.model.js';
import { idElementsAt, readParty, type IdElement, type IdPlace } from './invoice.party.js';
import { textOf, type TermReader } from './xml/term.reader.js';
import type { XmlElement } from './xml/xml.element.js';

const LEGAL_NAME = 'cac:PartyLegalEntity/cbc:RegistrationName';
const TRADING_NAME = 'cac:PartyName/cbc:Name';

/** Identifiers other than tax numbers. */
const ID_PLACES: readonly IdPlace[] = [
  { path: 'cac:PartyLegalEntity/cbc:CompanyID', source: 'LEGAL' },
  { path: 'cac:PartyIdentification/cbc:ID', source: 'PARTY' },
  { path: 'cbc:EndpointID', source: 'ENDPOINT' },
];

/** Seller, BG-4. */
export function readUblSupplier(
  reader: TermReader,
  root: XmlElement,
  strict: boolean,
): InvoiceParty {
  const path = 'cac:AccountingSupplierParty/cac:Party';
  return readNamedParty({ reader, root, path, strict, rule: 'BR-06', what: 'seller name (BT-27)' });
}

/** Buyer, BG-7. */
export function readUblBuyer(reader: TermReader, root: XmlElement, strict: boolean): InvoiceParty {
  const path = 'cac:AccountingCustomerParty/cac:Party';
  return readNamedParty({ reader, root, path, strict, rule: 'BR-07', what: 'buyer name (BT-44)' });
}

/** Payee, BG-10; null when the seller is to be paid. */
export function readUblPayee(reader: TermReader, root: XmlElement): InvoiceParty | null {
  const party = reader.one(root, 'cac:PayeeParty');
  if (party === null) return null;
  const name = reader.text(party, TRADING_NAME) ?? textOf(firstOf(reader, party, LEGAL_NAME));
  if (name === null)
    reader.refuseMissing(party, TRADING_NAME, { code: 'BR-17', what: 'the payee name (BT-59)' });
  return readParty(reader, name ?? '', idElementsOf(reader, party));
}

interface NamedParty {
  readonly reader: TermReader;
  readonly root: XmlElement;
  readonly path: string;
  /** EN 16931 wants the legal name; other UBL may give the trading name alone. */
  readonly strict: boolean;
  readonly rule: string;
  readonly what: string;
}

function readNamedParty({ reader, root, path, strict, rule, what }: NamedParty): InvoiceParty {
  const party = reader.one(root, path);
  const legalName = textOf(firstOf(reader, party, LEGAL_NAME));
  const name = legalName ?? (strict ? null : otherNameOf(reader, party));
  if (name === null) {
    reader.refuseMissing(root, `${path}/${LEGAL_NAME}`, { code: rule, what: `the ${what}` });
  }
  return readParty(reader, name ?? '', party === null ? [] : idElementsOf(reader, party));
}

/** Plain UBL may name a party where it trades, where it is taxed, or as a person. */
function otherNameOf(reader: TermReader, party: XmlElement | null): string | null {
  const places = [TRADING_NAME, 'cac:PartyTaxScheme/cbc:RegistrationName'];
  const names = places.map((path) => textOf(firstOf(reader, party, path)));
  const person = reader.all(party, 'cac:Person')[0] ?? null;
  const personNames = ['cbc:FirstName', 'cbc:MiddleName', 'cbc:FamilyName']
    .map((path) => reader.text(person, path))
    .filter((part) => part !== null);
  return names.find((name) => name !== null) ?? (personNames.join(' ') || null);
}

/** UBL itself lets names and legal entities repeat; the first is the one that counts. */
function firstOf(reader: TermReader, party: XmlElement | null, path: string): XmlElement | null {
  return reader.all(party, path)[0] ?? null;
}

function idElementsOf(reader: TermReader, party: XmlElement): IdElement[] {
  return [...taxIdsOf(reader, party), ...idElementsAt(reader, party, ID_PLACES)];
}

/** VAT ids and local tax numbers stand in the same element, told apart by its tax scheme. */
function taxIdsOf(reader: TermReader, party: XmlElement): IdElement[] {
  return reader.all(party, 'cac:PartyTaxScheme').flatMap((scheme) => {
    const isVat = reader.text(scheme, 'cac:TaxScheme/cbc:ID')?.toUpperCase() === 'VAT';
    const source = isVat ? 'VAT' : 'TAX';
    return idElementsAt(reader, scheme, [{ path: 'cbc:CompanyID', source }]);
  });
}
