import { readInvoice } from '../../../backend/src/documents/index.js';
import { ciiInvoice, ublInvoice } from '../../support/invoice-xml.js';

type Change = readonly [string | RegExp, string];

const PLAIN: Change = [/<b:CustomizationID>.*\n/, ''];
const FACTUR_X: Change = [
  'urn:cen.eu:en16931:2017',
  'urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended',
];
const FRENCH: Change = [
  'urn:cen.eu:en16931:2017',
  'urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr',
];

/** The amount due, or the codes of the refusals. */
function outcomeOf(bytes: Buffer): string {
  const reading = readInvoice(bytes);
  return reading.ok
    ? String(reading.invoice.payableMinor)
    : reading.errors.map(({ code }) => code).join(' ');
}

function payable(amount: string): Change {
  return [/>100.00<\/b:Pay/, `>${amount}</b:Pay`];
}

function taxExclusive(amount: string): Change {
  return [
    'TaxExclusiveAmount currencyID="EUR">95.00',
    `TaxExclusiveAmount currencyID="EUR">${amount}`,
  ];
}

function withTaxTotal(name: string, [currency, amount]: readonly [string, string]): Change {
  const total = `<a:${name}><b:TaxAmount currencyID="${currency}">${amount}</b:TaxAmount></a:${name}>`;
  return ['<a:LegalMonetaryTotal>', `${total}<a:LegalMonetaryTotal>`];
}

describe('plain UBL, which leaves the formulas to its users', () => {
  it.each<readonly [string, string, readonly Change[]]>([
    ['rounding in the total with tax', '10000', [['>113.05<', '>113.00<']]],
    ['the tax where others put the net total, as OIOUBL does', '10000', [taxExclusive('18.05')]],
    ['no sum of the allowances', '10000', [[/<b:AllowanceTotalAmount.*\n/, '']]],
    ['no total with tax', '10000', [[/<b:TaxInclusiveAmount.*\n/, '']]],
    ['no currency but that of its amounts', '10000', [[/<b:DocumentCurrencyCode>.*\n/, '']]],
    ['lines of four decimals', '10000', [['>60.00<', '>60.0043<']]],
    [
      'nothing but an amount due',
      '7',
      [[/<b:LineExtensionAmount[^]*?(?=<b:PayableAmount)/, ''], payable('0.07')],
    ],
    [
      'tax that the buyer keeps back',
      '9700',
      [withTaxTotal('WithholdingTaxTotal', ['EUR', '3.00']), payable('97.00')],
    ],
    ['a tax total in another currency', '10000', [withTaxTotal('TaxTotal', ['DKK', '134.6'])]],
  ])('is read with %s', (_what, due, changes) => {
    expect(outcomeOf(ublInvoice(PLAIN, ...changes))).toBe(due);
  });

  it.each<readonly [string, string, readonly Change[]]>([
    ['another amount due', 'BR-CO-16', [payable('91.23')]],
    ['another line', 'BR-CO-10', [['>60.00<', '>70.00<']]],
    ['another total with tax', 'BR-CO-15', [['>113.05<', '>133.07<']]],
    ['another tax', 'BR-CO-14 BR-CO-15', [['>18.05<', '>28.05<']]],
    ['a fraction of a cent due', 'AMOUNT_PRECISION', [payable('100.001')]],
    [
      'no currency anywhere',
      'BR-05',
      [
        [/<b:DocumentC.*\n/, ''],
        [/<b:PayableAmount currencyID="EUR"/, '<b:PayableAmount'],
      ],
    ],
  ])('is refused with %s', (_what, codes, changes) => {
    expect(outcomeOf(ublInvoice(PLAIN, ...changes))).toBe(codes);
  });

  it('names a party by where it trades, where it is taxed, or as a person', () => {
    const legal =
      '<a:PartyLegalEntity><b:RegistrationName>Buyer</b:RegistrationName></a:PartyLegalEntity>';
    const buyerNamed = (xml: string): unknown => {
      const reading = readInvoice(ublInvoice(PLAIN, [legal, xml]));
      return reading.ok ? reading.invoice.buyer.name : reading.errors;
    };
    const taxed =
      '<a:PartyTaxScheme><b:RegistrationName>Taxed</b:RegistrationName></a:PartyTaxScheme>';
    const person =
      '<a:Person><b:FirstName>Ada</b:FirstName><b:FamilyName>L</b:FamilyName></a:Person>';
    expect(buyerNamed(taxed)).toBe('Taxed');
    expect(buyerNamed(person)).toBe('Ada L');
    expect(buyerNamed('')).toMatchObject([{ code: 'BR-07' }]);
  });

  it('keeps the due date of the document apart from those of its payment means', () => {
    const means =
      '<a:PaymentMeans><b:PaymentDueDate>2026-05-15</b:PaymentDueDate></a:PaymentMeans>';
    const reading = readInvoice(ublInvoice(['<a:TaxTotal>', `${means}<a:TaxTotal>`]));
    expect(reading).toMatchObject({ ok: true, invoice: { dueDate: '2026-04-30' }, warnings: [] });
  });
});

describe('the extended profiles, which allow a cent for every amount added', () => {
  it('reads sums that differ by less than that, and the standard does not', () => {
    const offByOne: Change = [
      '>100.00</r:LineTotalAmount><r:Ch',
      '>100.01</r:LineTotalAmount><r:Ch',
    ];
    expect(outcomeOf(ciiInvoice(FACTUR_X, offByOne))).toBe('10000');
    expect(outcomeOf(ciiInvoice(offByOne))).toBe('BR-CO-10 BR-CO-13');
    const offByTwo: Change = [
      '>100.00</r:LineTotalAmount><r:Ch',
      '>100.02</r:LineTotalAmount><r:Ch',
    ];
    expect(outcomeOf(ciiInvoice(FACTUR_X, offByTwo))).toBe('BR-CO-10');
  });

  it('holds the amount due to the cent', () => {
    expect(outcomeOf(ciiInvoice(FACTUR_X, ['100.00</r:Due', '100.01</r:Due']))).toBe('BR-CO-16');
  });

  it('adds what is collected for a third party', () => {
    const adjustment =
      '<r:SpecifiedFinancialAdjustment><r:ActualAmount>7.00</r:ActualAmount>' +
      '</r:SpecifiedFinancialAdjustment><r:SpecifiedTradeSettlementH';
    const changes: Change[] = [
      ['<r:SpecifiedTradeSettlementH', adjustment],
      ['100.00</r:Due', '107.00</r:Due'],
    ];
    expect(outcomeOf(ciiInvoice(FACTUR_X, ...changes))).toBe('10700');
    expect(outcomeOf(ciiInvoice(...changes))).toBe('BR-CO-16');
  });

  it('leaves out lines that group or inform in the French UBL extension', () => {
    const group =
      '<a:InvoiceLine><b:ID>0</b:ID><b:LineExtensionAmount currencyID="EUR">100.00' +
      '</b:LineExtensionAmount><a:BillingReference><a:InvoiceDocumentReference><b:ID>INV-007</b:ID>' +
      '<b:DocumentStatusCode>GROUP</b:DocumentStatusCode></a:InvoiceDocumentReference>' +
      '</a:BillingReference></a:InvoiceLine><a:InvoiceLine>';
    expect(outcomeOf(ublInvoice(FRENCH, ['<a:InvoiceLine>', group]))).toBe('10000');
    const detail = group.replace('GROUP', 'DETAIL');
    expect(outcomeOf(ublInvoice(FRENCH, ['<a:InvoiceLine>', detail]))).toBe('BR-CO-10');
  });
});

describe('PINT, which adds as EN 16931 does', () => {
  it('is held to the cent', () => {
    const pint: Change = ['urn:cen.eu:en16931:2017', 'urn:peppol:pint:billing-1@aunz-1'];
    expect(outcomeOf(ublInvoice(pint))).toBe('10000');
    expect(outcomeOf(ublInvoice(pint, ['>113.05<', '>113.00<']))).toBe('BR-CO-15 BR-CO-16');
  });
});
