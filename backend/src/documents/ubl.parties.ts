import type { InvoiceParty } from './invoice.model.js';
import { readParty, type IdElement, type IdSource } from './invoice.party.js';
import { textOf, type TermReader } from './xml/term.reader.js';
import type { XmlElement } from './xml/xml.element.js';

const LEGAL_NAME = 'cac:PartyLegalEntity/cbc:RegistrationName';
const TRADING_NAME = 'cac:PartyName/cbc:Name';

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
  if (name === null) reader.refuseMissing(party, TRADING_NAME, 'BR-17', 'the payee name (BT-59)');
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
  const name = legalName ?? (strict ? null : textOf(firstOf(reader, party, TRADING_NAME)));
  if (name === null) {
    reader.refuseMissing(root, `${path}/${LEGAL_NAME}`, rule, `the ${what}`);
  }
  return readParty(reader, name ?? '', party === null ? [] : idElementsOf(reader, party));
}

/** UBL itself lets names and legal entities repeat; the first is the one that counts. */
function firstOf(reader: TermReader, party: XmlElement | null, path: string): XmlElement | null {
  return reader.all(party, path)[0] ?? null;
}

function idElementsOf(reader: TermReader, party: XmlElement): IdElement[] {
  return [
    ...taxIdsOf(reader, party),
    ...at(reader, party, 'cac:PartyLegalEntity/cbc:CompanyID', 'LEGAL'),
    ...at(reader, party, 'cac:PartyIdentification/cbc:ID', 'PARTY'),
    ...at(reader, party, 'cbc:EndpointID', 'ENDPOINT'),
  ];
}

/** VAT ids and local tax numbers stand in the same element, told apart by its tax scheme. */
function taxIdsOf(reader: TermReader, party: XmlElement): IdElement[] {
  return reader.all(party, 'cac:PartyTaxScheme').flatMap((scheme) => {
    const isVat = reader.text(scheme, 'cac:TaxScheme/cbc:ID')?.toUpperCase() === 'VAT';
    return at(reader, scheme, 'cbc:CompanyID', isVat ? 'VAT' : 'TAX');
  });
}

function at(reader: TermReader, party: XmlElement, path: string, source: IdSource): IdElement[] {
  return reader.all(party, path).map((element) => ({ source, element }));
}
