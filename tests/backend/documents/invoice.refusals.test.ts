import { readInvoice } from '../../../backend/src/documents/index.js';
import { ciiInvoice, ublInvoice } from '../../support/invoice-xml.js';

type Change = readonly [string | RegExp, string];

/** The first refusal as "code path". */
function refusalOf(bytes: Buffer): string {
  const reading = readInvoice(bytes);
  if (reading.ok) throw new Error('the invoice was accepted');
  const [first] = reading.errors;
  expect(first?.line).toBeGreaterThan(0);
  return `${first?.code} ${first?.path}`;
}

const SELLER = '/Invoice/cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity';
const BUYER = '/Invoice/cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity';
const MONETARY = '/Invoice/cac:LegalMonetaryTotal';
const SETTLEMENT =
  '/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement';
const DUE = `${SETTLEMENT}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime`;
const DOCUMENT = '/rsm:CrossIndustryInvoice/rsm:ExchangedDocument';
const SUMMATION = `${SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation`;

describe('an UBL invoice that states every total', () => {
  it('is read, whatever its prefixes are', () => {
    const reading = readInvoice(ublInvoice());
    if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
    expect(reading.format).toBe('UBL_INVOICE');
    expect(reading.invoice).toMatchObject({
      kind: 'INVOICE',
      number: 'INV-007',
      issueDate: '2026-03-01',
      dueDate: '2026-04-30',
      payableMinor: 10_000n,
      supplier: { name: 'Supplier', id: { scheme: 'LEI', value: '529900T8BM49AURSDO55' } },
      buyer: { name: 'Buyer', id: null },
      payee: null,
    });
  });

  it.each<readonly [string, Change, string]>([
    ['no number', [/<b:ID>INV.*?<\/b:ID>/, ''], 'BR-02 /Invoice/cbc:ID'],
    ['a blank number', ['INV-007', '  '], 'BR-02 /Invoice/cbc:ID'],
    ['an endless number', ['INV-007', 'I'.repeat(1_001)], 'TEXT_TOO_LONG /Invoice/cbc:ID'],
    ['no issue date', [/<b:IssueDate>.*?<\/b:IssueDate>/, ''], 'BR-03 /Invoice/cbc:IssueDate'],
    ['no currency', [/<b:DocumentC.*?Code>\n/, ''], 'BR-05 /Invoice/cbc:DocumentCurrencyCode'],
    [
      'no seller name',
      ['<b:RegistrationName>Supplier</b:RegistrationName>', ''],
      `BR-06 ${SELLER}/cbc:RegistrationName`,
    ],
    [
      'no buyer name',
      ['<b:RegistrationName>Buyer</b:RegistrationName>', ''],
      `BR-07 ${BUYER}/cbc:RegistrationName`,
    ],
    ['no type code', [/<b:InvoiceT.*?Code>\n/, ''], 'BR-04 /Invoice/cbc:InvoiceTypeCode'],
    ['an unknown type code', ['>380<', '>9999<'], 'BR-CL-01 /Invoice/cbc:InvoiceTypeCode'],
    ['no amount due', [/<b:Pay.*PayableAmount>\n/, ''], `BR-15 ${MONETARY}/cbc:PayableAmount`],
    ['no due date and no terms', [/<b:DueDate>.*\n/, ''], 'BR-CO-25 /Invoice/cbc:DueDate'],
    ['an impossible date', ['2026-03-01', '2026-02-29'], 'INVALID_DATE /Invoice/cbc:IssueDate'],
    [
      'a second number',
      ['<b:IssueDate>', '<b:ID>2</b:ID><b:IssueDate>'],
      'DUPLICATE_ELEMENT /Invoice/cbc:ID[2]',
    ],
    [
      'an unknown currency',
      ['>EUR<', '>EUX<'],
      'UNKNOWN_CURRENCY /Invoice/cbc:DocumentCurrencyCode',
    ],
    [
      'an amount in another currency',
      ['<b:PayableAmount currencyID="EUR">', '<b:PayableAmount currencyID="USD">'],
      `CURRENCY_MISMATCH ${MONETARY}/cbc:PayableAmount`,
    ],
    [
      'an amount without currency',
      ['<b:PayableAmount currencyID="EUR">', '<b:PayableAmount>'],
      `MISSING_CURRENCY ${MONETARY}/cbc:PayableAmount`,
    ],
    [
      'letters for an amount',
      ['>113.05<', '>113,05<'],
      `INVALID_AMOUNT ${MONETARY}/cbc:TaxInclusiveAmount`,
    ],
    [
      'a third decimal',
      ['>113.05<', '>113.051<'],
      `AMOUNT_PRECISION ${MONETARY}/cbc:TaxInclusiveAmount`,
    ],
    [
      'an amount above 2^63 - 1',
      ['>113.05<', '>99999999999999999999<'],
      `AMOUNT_TOO_LARGE ${MONETARY}/cbc:TaxInclusiveAmount`,
    ],
    [
      'an LEI with wrong check digits',
      ['529900T8BM49AURSDO55', '529900T8BM49AURSDO54'],
      `INVALID_LEI ${SELLER}/cbc:CompanyID`,
    ],
    ['another line', ['>60.00<', '>61.00<'], `BR-CO-10 ${MONETARY}/cbc:LineExtensionAmount`],
    ['another allowance', ['>10.00<', '>11.00<'], `BR-CO-11 ${MONETARY}/cbc:AllowanceTotalAmount`],
    ['another charge', ['>5.00<', '>6.00<'], `BR-CO-12 ${MONETARY}/cbc:ChargeTotalAmount`],
    [
      'a total without VAT that is off by a cent',
      ['TaxExclusiveAmount currencyID="EUR">95.00', 'TaxExclusiveAmount currencyID="EUR">95.01'],
      `BR-CO-13 ${MONETARY}/cbc:TaxExclusiveAmount`,
    ],
    ['another total VAT', ['>18.05<', '>18.06<'], 'BR-CO-14 /Invoice/cac:TaxTotal/cbc:TaxAmount'],
    [
      'another total with VAT',
      ['>113.05<', '>113.06<'],
      `BR-CO-15 ${MONETARY}/cbc:TaxInclusiveAmount`,
    ],
    [
      'another amount due',
      [/>100.00<\/b:Pay/, '>100.01</b:Pay'],
      `BR-CO-16 ${MONETARY}/cbc:PayableAmount`,
    ],
    [
      'a VAT rate that the tax does not follow',
      ['<b:Percent>19<', '<b:Percent>25<'],
      'BR-CO-17 /Invoice/cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount',
    ],
    [
      'allowances without their sum',
      [/<b:AllowanceTotalAmount.*\n/, ''],
      `BR-CO-13 ${MONETARY}/cbc:TaxExclusiveAmount`,
    ],
  ])('is refused with %s', (_what, change, refusal) => {
    expect(refusalOf(ublInvoice(change))).toBe(refusal);
  });

  it('reports all errors at once, with the two figures of a wrong total', () => {
    const reading = readInvoice(ublInvoice(['>60.00<', '>61.00<'], ['>113.05<', '>113.06<']));
    const errors = reading.ok ? [] : reading.errors;
    expect(errors.map(({ code }) => code)).toEqual(['BR-CO-10', 'BR-CO-15', 'BR-CO-16']);
    expect(errors[0]?.message).toContain('stated 100.00, expected 101.00 EUR');
  });

  it('passes with a VAT amount that differs by rounding, as the official rule allows', () => {
    expect(readInvoice(ublInvoice(['<b:Percent>19<', '<b:Percent>19.9<'])).ok).toBe(true);
  });

  it('is a credit note by its root or its type code', () => {
    const dueDate = '<b:PaymentDueDate>2026-05-01</b:PaymentDueDate>';
    const asRoot = Buffer.from(
      ublInvoice(['Invoice-2', 'CreditNote-2'], ['>380<', '>381<'])
        .toString()
        .replace(/<(\/?)Invoice/g, '<$1CreditNote')
        .replace(/:InvoiceLine/g, ':CreditNoteLine')
        .replace(/InvoiceTypeCode/g, 'CreditNoteTypeCode')
        .replace(/InvoicedQuantity/g, 'CreditedQuantity')
        .replace(/<b:DueDate>.*\n/, '')
        .replace('<a:TaxTotal>', `<a:PaymentMeans>${dueDate}</a:PaymentMeans><a:TaxTotal>`),
    );
    const byRoot = readInvoice(asRoot);
    const byCode = readInvoice(ublInvoice(['>380<', '>381<']));
    expect(byRoot).toMatchObject({
      ok: true,
      format: 'UBL_CREDIT_NOTE',
      invoice: { kind: 'CREDIT_NOTE', dueDate: '2026-05-01' },
    });
    expect(byCode).toMatchObject({ ok: true, invoice: { kind: 'CREDIT_NOTE' } });
  });
});

describe('a CII invoice that states every total', () => {
  it('is the same invoice as its UBL twin', () => {
    const cii = readInvoice(ciiInvoice());
    const ubl = readInvoice(ublInvoice());
    if (!cii.ok || !ubl.ok) throw new Error(JSON.stringify([cii, ubl]));
    expect({ ...cii.invoice, lines: [] }).toEqual({ ...ubl.invoice, lines: [] });
  });

  it.each<readonly [string, Change, string]>([
    ['no number', ['<r:ID>INV-007</r:ID>', ''], `BR-02 ${DOCUMENT}/ram:ID`],
    ['no currency', [/<r:InvoiceC.*\n/, ''], `BR-05 ${SETTLEMENT}/ram:InvoiceCurrencyCode`],
    [
      'a date in another format',
      ['format="102">20260301', 'format="610">202603'],
      `INVALID_DATE ${DOCUMENT}/ram:IssueDateTime/udt:DateTimeString`,
    ],
    ['an impossible due date', ['20260430', '20260431'], `INVALID_DATE ${DUE}/udt:DateTimeString`],
    [
      'another amount due',
      ['100.00</r:Due', '99.00</r:Due'],
      `BR-CO-16 ${SUMMATION}/ram:DuePayableAmount`,
    ],
    [
      'another total with VAT',
      ['>113.05<', '>113.06<'],
      `BR-CO-15 ${SUMMATION}/ram:GrandTotalAmount`,
    ],
    ['another total VAT', ['EUR">18.05', 'EUR">18.06'], `BR-CO-14 ${SUMMATION}/ram:TaxTotalAmount`],
    [
      'an amount due twice',
      ['<r:DuePay', '<r:DuePayableAmount>1</r:DuePayableAmount><r:DuePay'],
      `DUPLICATE_ELEMENT ${SUMMATION}/ram:DuePayableAmount[2]`,
    ],
  ])('is refused with %s', (_what, change, refusal) => {
    expect(refusalOf(ciiInvoice(change))).toBe(refusal);
  });

  it('may leave out lines and sums in the small Factur-X profiles', () => {
    const minimum = ciiInvoice(
      ['urn:cen.eu:en16931:2017', 'urn:factur-x.eu:1p0:minimum'],
      [/<r:IncludedSupply[^]*?<\/r:IncludedSupplyChainTradeLineItem>\n/, ''],
      [/<r:ApplicableTradeTax>[^]*?<r:SpecifiedTradeSettlementH/, '<r:SpecifiedTradeSettlementH'],
      [/<r:LineTotal[^]*?(?=<r:TaxBasis)/, ''],
      [/<r:Rounding.*?>.*?<\/r:RoundingAmount>/, ''],
      [/<r:TotalPrepaid.*\n/, ''],
    );
    expect(readInvoice(minimum)).toMatchObject({ ok: true, invoice: { payableMinor: 10_000n } });
  });
});
