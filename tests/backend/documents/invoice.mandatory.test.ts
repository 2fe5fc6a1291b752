import { readInvoice } from '../../../backend/src/documents/index.js';
import { ciiInvoice, ublInvoice } from '../../support/invoice-xml.js';

type Change = readonly [string | RegExp, string];

/** Codes and paths of the refusals, one in a line. */
function refusalsOf(bytes: Buffer): string[] {
  const reading = readInvoice(bytes);
  return reading.ok ? [] : reading.errors.map(({ code, path }) => `${code} ${path}`);
}

const PARTY = '/Invoice/cac:AccountingSupplierParty/cac:Party';
const TRADE = '/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction';
const SELLER = `${TRADE}/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty`;
const LINE = `${TRADE}/ram:IncludedSupplyChainTradeLineItem`;

describe('an invoice that claims EN 16931 and lacks what it demands', () => {
  it.each<readonly [string, Change, readonly string[]]>([
    [
      'the address of the seller',
      [/<a:PostalAddress>[^]*?<\/a:PostalAddress>\n/, ''],
      [
        `BR-08 ${PARTY}/cac:PostalAddress`,
        `BR-09 ${PARTY}/cac:PostalAddress/cac:Country/cbc:IdentificationCode`,
      ],
    ],
    [
      'the country of the buyer',
      ['>FR<', '> <'],
      [
        'BR-11 /Invoice/cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode',
      ],
    ],
    [
      'any identifier of the seller',
      [/<b:CompanyID.*?<\/b:CompanyID>/, ''],
      [`BR-CO-26 ${PARTY}/cac:PartyLegalEntity/cbc:CompanyID`],
    ],
    [
      'a VAT breakdown',
      [/<a:TaxSubtotal>[^]*<\/a:TaxSubtotal>/, ''],
      ['BR-CO-18 /Invoice/cac:TaxTotal/cac:TaxSubtotal'],
    ],
    [
      'the code of a VAT category',
      ['<b:ID>S</b:ID>', ''],
      ['BR-47 /Invoice/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID'],
    ],
    [
      'the taxable amount of a VAT category',
      [/<b:TaxableAmount.*?<\/b:TaxableAmount>/, ''],
      ['BR-45 /Invoice/cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount'],
    ],
    [
      'the price of an item',
      [/<a:Price>.*?<\/a:Price>/, ''],
      ['BR-26 /Invoice/cac:InvoiceLine[1]/cac:Price/cbc:PriceAmount'],
    ],
    [
      'the name of an item',
      ['<b:Name>Pump</b:Name>', ''],
      ['BR-25 /Invoice/cac:InvoiceLine[2]/cac:Item/cbc:Name'],
    ],
  ])('is refused in UBL without %s', (_what, change, refusals) => {
    expect(refusalsOf(ublInvoice(change))).toEqual(refusals);
  });

  it.each<readonly [string, Change, readonly string[]]>([
    [
      'the country of the seller',
      ['<r:CountryID>DE</r:CountryID>', '<r:CityName>Ulm</r:CityName>'],
      [`BR-09 ${SELLER}/ram:PostalTradeAddress/ram:CountryID`],
    ],
    [
      'any identifier of the seller',
      [/<r:ID schemeID.*?<\/r:ID>/, ''],
      [`BR-CO-26 ${SELLER}/ram:SpecifiedLegalOrganization/ram:ID`],
    ],
    [
      'the quantity of a line',
      ['<r:BilledQuantity>1</r:BilledQuantity>', ''],
      [`BR-22 ${LINE}/ram:SpecifiedLineTradeDelivery/ram:BilledQuantity`],
    ],
  ])('is refused in CII without %s', (_what, change, refusals) => {
    expect(refusalsOf(ciiInvoice(change))).toEqual(refusals);
  });

  it('is read without all of these where it does not claim the standard', () => {
    const plain = ublInvoice(
      [/<b:CustomizationID>.*\n/, ''],
      [/<a:PostalAddress>[^]*?<\/a:PostalAddress>\n/, ''],
      [/<b:CompanyID.*?<\/b:CompanyID>/, ''],
      [/<a:Price>.*?<\/a:Price>/, ''],
    );
    expect(readInvoice(plain)).toMatchObject({ ok: true, invoice: { supplier: { id: null } } });
  });
});

describe('an invoice with a positive amount due and no due date', () => {
  const noDate: Change = [/<b:DueDate>.*\n/, ''];
  const noCiiDate: Change = [/<r:DueDateDateTime>[^]*?<\/r:DueDateDateTime>\n/, ''];

  it('is read when it has payment terms, even blank ones, as the official rule allows', () => {
    const terms: Change = [
      '<a:TaxTotal>',
      '<a:PaymentTerms><b:Note/></a:PaymentTerms><a:TaxTotal>',
    ];
    expect(readInvoice(ublInvoice(noDate, terms))).toMatchObject({
      ok: true,
      invoice: { dueDate: null, paymentTerms: null },
    });
    const blank: Change = ['<r:SpecifiedTradePaymentTerms>', '$&<r:Description/>'];
    expect(readInvoice(ciiInvoice(noCiiDate, blank)).ok).toBe(true);
  });

  it('is refused without payment terms', () => {
    expect(refusalsOf(ublInvoice(noDate))).toEqual(['BR-CO-25 /Invoice/cbc:DueDate']);
    expect(refusalsOf(ciiInvoice(noCiiDate))).toHaveLength(1);
  });
});

describe('a document in an envelope', () => {
  const header = '<StandardBusinessDocumentHeader/>';
  const uri = 'http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader';

  it('is read as the document itself', () => {
    const inner = ublInvoice().toString().replace(/^.*\n/, '');
    const sealed = `<StandardBusinessDocument xmlns="${uri}">${header}${inner}</StandardBusinessDocument>`;
    expect(readInvoice(Buffer.from(sealed))).toMatchObject({
      ok: true,
      format: 'UBL_INVOICE',
      invoice: { number: 'INV-007', payableMinor: 10_000n },
    });
  });

  it('is refused beside a second one, or in an unknown element', () => {
    const inner = ublInvoice().toString().replace(/^.*\n/, '');
    const two = `<StandardBusinessDocument xmlns="${uri}">${inner}${inner}</StandardBusinessDocument>`;
    expect(refusalsOf(Buffer.from(two))).toEqual([
      'UNSUPPORTED_DOCUMENT /StandardBusinessDocument',
    ]);
    expect(refusalsOf(Buffer.from(`<Tests>${inner}</Tests>`))).toEqual([
      'UNSUPPORTED_DOCUMENT /Tests',
    ]);
  });
});
