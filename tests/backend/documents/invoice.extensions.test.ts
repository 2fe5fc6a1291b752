import { readInvoice, type InvoiceReading } from '../../../backend/src/documents/index.js';
import { ciiInvoice, ublInvoice } from '../../support/invoice-xml.js';

const EXTENSION =
  'urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0' +
  '#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0';
const THIRD_PARTY =
  '<a:PrepaidPayment><b:ID>mobile</b:ID><b:PaidAmount currencyID="EUR">19.96</b:PaidAmount>' +
  '</a:PrepaidPayment><a:TaxTotal>';

function outcomeOf(reading: InvoiceReading): string {
  return reading.ok
    ? String(reading.invoice.payableMinor)
    : reading.errors.map(({ code }) => code).join(' ');
}

describe('exotic but valid invoices', () => {
  it('adds payments collected for third parties in the XRechnung extension', () => {
    const due: readonly [RegExp, string] = [/>100.00<\/b:Pay/, '>119.96</b:Pay'];
    const payment: readonly [string, string] = ['<a:TaxTotal>', THIRD_PARTY];
    const extended = ublInvoice(['urn:cen.eu:en16931:2017', EXTENSION], payment, due);
    expect(outcomeOf(readInvoice(extended))).toBe('11996');
    expect(outcomeOf(readInvoice(ublInvoice(payment, due)))).toBe('BR-CO-16');
    expect(outcomeOf(readInvoice(ublInvoice(payment)))).toBe('10000');
  });

  it('sums lines of the first level only: sub-invoice lines are contained in them', () => {
    const subLine =
      '<a:SubInvoiceLine><b:ID>1.1</b:ID><b:LineExtensionAmount currencyID="EUR">60.00' +
      '</b:LineExtensionAmount></a:SubInvoiceLine></a:InvoiceLine>';
    const reading = readInvoice(ublInvoice(['</a:InvoiceLine>', subLine]));
    expect(reading).toMatchObject({ ok: true, invoice: { lines: [{ id: '1' }, { id: '2' }] } });
  });

  it('leaves out lines that group or inform in Factur-X EXTENDED', () => {
    const group =
      '<r:IncludedSupplyChainTradeLineItem><r:AssociatedDocumentLineDocument><r:LineID>0' +
      '</r:LineID><r:LineStatusReasonCode>GROUP</r:LineStatusReasonCode>' +
      '</r:AssociatedDocumentLineDocument><r:SpecifiedLineTradeSettlement>' +
      '<r:SpecifiedTradeSettlementLineMonetarySummation><r:LineTotalAmount>100.00' +
      '</r:LineTotalAmount></r:SpecifiedTradeSettlementLineMonetarySummation>' +
      '</r:SpecifiedLineTradeSettlement></r:IncludedSupplyChainTradeLineItem>';
    const line = '<r:IncludedSupplyChainTradeLineItem>';
    const profile = ['2017<', '2017#conformant#urn:factur-x.eu:1p0:extended<'] as const;
    expect(outcomeOf(readInvoice(ciiInvoice(profile, [line, group + line])))).toBe('10000');
    const detail = group.replace('GROUP', 'DETAIL');
    expect(outcomeOf(readInvoice(ciiInvoice(profile, [line, detail + line])))).toBe('BR-CO-10');
  });

  it('counts logistics charges of Factur-X EXTENDED as charges', () => {
    const freight =
      '<r:SpecifiedLogisticsServiceCharge><r:AppliedAmount>5.00</r:AppliedAmount>' +
      '</r:SpecifiedLogisticsServiceCharge>';
    const charge =
      /<r:SpecifiedTradeAllowanceCharge><r:ChargeIndicator><u:Indicator>true[^]*?<\/r:SpecifiedTradeAllowanceCharge>/;
    expect(outcomeOf(readInvoice(ciiInvoice([charge, freight])))).toBe('10000');
  });

  it('reads VAT in the accounting currency without adding it', () => {
    const second = '<a:TaxTotal><b:TaxAmount currencyID="SEK">190.01</b:TaxAmount></a:TaxTotal>';
    const currency: readonly [RegExp, string] = [
      /(<b:DocumentCurrencyCode>.*)/,
      '$1<b:TaxCurrencyCode>SEK</b:TaxCurrencyCode>',
    ];
    const ubl = ublInvoice(currency, ['<a:LegalMonetaryTotal>', `${second}<a:LegalMonetaryTotal>`]);
    expect(outcomeOf(readInvoice(ubl))).toBe('10000');
    const cii = ciiInvoice(
      [
        '<r:InvoiceCurrencyCode>',
        '<r:TaxCurrencyCode>SEK</r:TaxCurrencyCode><r:InvoiceCurrencyCode>',
      ],
      [
        '<r:RoundingAmount>',
        '<r:TaxTotalAmount currencyID="SEK">190.01</r:TaxTotalAmount><r:RoundingAmount>',
      ],
    );
    expect(outcomeOf(readInvoice(cii))).toBe('10000');
  });

  it('takes the day of a date with a time zone as written', () => {
    const reading = readInvoice(ublInvoice(['2026-03-01', '2026-03-01-12:00']));
    expect(reading).toMatchObject({ ok: true, invoice: { issueDate: '2026-03-01' } });
  });

  it('takes the last of several due dates, with a warning', () => {
    const second =
      '<r:SpecifiedTradePaymentTerms><r:DueDateDateTime><u:DateTimeString format="102">20260531' +
      '</u:DateTimeString></r:DueDateDateTime></r:SpecifiedTradePaymentTerms>' +
      '<r:SpecifiedTradePaymentTerms><r:Description>two instalments</r:Description>';
    const reading = readInvoice(ciiInvoice(['<r:SpecifiedTradePaymentTerms>', second]));
    expect(reading).toMatchObject({
      ok: true,
      invoice: { dueDate: '2026-05-31', paymentTerms: 'two instalments' },
      warnings: [{ code: 'SEVERAL_DUE_DATES' }],
    });
  });

  it('reads plain UBL without type code, profile and legal names', () => {
    const plain = ublInvoice(
      [/<b:CustomizationID>.*\n/, ''],
      [/<b:InvoiceTypeCode>.*\n/, ''],
      [/<b:DueDate>.*\n/, ''],
      [
        '<a:PartyLegalEntity><b:RegistrationName>Buyer</b:RegistrationName></a:PartyLegalEntity>',
        '<a:PartyName><b:Name>Buyer trading</b:Name></a:PartyName>',
      ],
    );
    expect(readInvoice(plain)).toMatchObject({
      ok: true,
      invoice: { kind: 'INVOICE', profile: null, buyer: { name: 'Buyer trading' } },
    });
  });
});
