import { SETTLEMENT } from './cii.totals.js';
import type { InvoiceParty } from './invoice.model.js';
import { idElementsAt, readParty, type IdElement, type IdPlace } from './invoice.party.js';
import type { TermReader } from './xml/term.reader.js';
import { attributeOf, type XmlElement } from './xml/xml.element.js';

const AGREEMENT = 'rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement';

/** Identifiers other than tax numbers. */
const ID_PLACES: readonly IdPlace[] = [
  { path: 'ram:SpecifiedLegalOrganization/ram:ID', source: 'LEGAL' },
  { path: 'ram:GlobalID', source: 'PARTY' },
  { path: 'ram:ID', source: 'PARTY' },
  { path: 'ram:URIUniversalCommunication/ram:URIID', source: 'ENDPOINT' },
];

export interface CiiParties {
  readonly supplier: InvoiceParty;
  readonly buyer: InvoiceParty;
  readonly payee: InvoiceParty | null;
}

/** Seller (BG-4), buyer (BG-7) and, where somebody else is to be paid, payee (BG-10). */
export function readCiiParties(reader: TermReader, root: XmlElement): CiiParties {
  const party = (path: string, rule: string, what: string): InvoiceParty => {
    const element = reader.one(root, path);
    const name = reader.required(root, `${path}/ram:Name`, { code: rule, what });
    return readParty(reader, name, element === null ? [] : idElementsOf(reader, element));
  };
  const payeePath = `${SETTLEMENT}/ram:PayeeTradeParty`;
  return {
    supplier: party(`${AGREEMENT}/ram:SellerTradeParty`, 'BR-06', 'the seller name (BT-27)'),
    buyer: party(`${AGREEMENT}/ram:BuyerTradeParty`, 'BR-07', 'the buyer name (BT-44)'),
    payee:
      reader.one(root, payeePath) === null
        ? null
        : party(payeePath, 'BR-17', 'the payee name (BT-59)'),
  };
}

function idElementsOf(reader: TermReader, party: XmlElement): IdElement[] {
  const taxIds = reader.all(party, 'ram:SpecifiedTaxRegistration/ram:ID');
  return [
    ...taxIds.map((element): IdElement => {
      const source = attributeOf(element, 'schemeID') === 'VA' ? 'VAT' : 'TAX';
      return { source, element };
    }),
    ...idElementsAt(reader, party, ID_PLACES),
  ];
}
