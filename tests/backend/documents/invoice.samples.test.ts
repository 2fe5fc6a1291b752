import { normaliseInvoiceNumber, readInvoice } from '../../../backend/src/documents/index.js';
import type { InvoiceDocument } from '../../../backend/src/documents/index.js';
import { describeWithSharedData, readShared, sharedFiles } from '../../support/shared-data.js';

const XRECHNUNG = 'einvoice/xrechnung';
const PEPPOL = 'einvoice/peppol/examples';

function invoiceIn(file: string): InvoiceDocument {
  const reading = readInvoice(readShared(file));
  if (!reading.ok) throw new Error(`${file}: ${JSON.stringify(reading.errors)}`);
  return reading.invoice;
}

describeWithSharedData('e-invoice samples', () => {
  const files = [...sharedFiles(XRECHNUNG), ...sharedFiles(PEPPOL)];

  it.each(files)('reads %s with all that a receivable needs', (file) => {
    const invoice = invoiceIn(file);
    expect(invoice.number).not.toBe('');
    expect(invoice.supplier.id).not.toBeNull();
    expect(invoice.buyer.id).not.toBeNull();
    expect(invoice.lines.length).toBeGreaterThan(0);
    expect(invoice.currency).toMatch(/^(EUR|SEK|GBP)$/);
  });

  const pairs = sharedFiles(XRECHNUNG, '_ubl.xml');
  // KoSIT's own pair differs in these: another seller VAT id, another name or account.
  const different = /01\.21a|comprehensive/;
  it.each(pairs.filter((file) => !different.test(file)))('reads %s like its CII twin', (file) => {
    const fields = ({ kind, number, issueDate, dueDate, currency, ...rest }: InvoiceDocument) => ({
      ...{ kind, number: normaliseInvoiceNumber(number), issueDate, dueDate, currency },
      payableMinor: rest.payableMinor,
      supplier: [rest.supplier.name, rest.supplier.id],
      buyer: [rest.buyer.name, rest.buyer.id],
      payee: rest.payee?.name,
      payeeAccount: rest.payeeAccount,
      precedingInvoiceNumber: rest.precedingInvoiceNumber,
    });
    const twin = file.replace('_ubl', '_uncefact');
    expect(fields(invoiceIn(twin))).toEqual(fields(invoiceIn(file)));
  });

  it.each([
    [`${PEPPOL}/base-example.xml`, 'INVOICE', 'Snippet1', '2017-12-01', 'EUR', 165_625n],
    [
      `${PEPPOL}/base-negative-inv-correction.xml`,
      'INVOICE',
      'Correction1',
      '2017-12-01',
      'EUR',
      -165_625n,
    ],
    [`${PEPPOL}/base-creditnote-correction.xml`, 'CREDIT_NOTE', 'Snippet1', null, 'EUR', 165_625n],
    [`${PEPPOL}/Allowance-example.xml`, 'INVOICE', 'Snippet1', '2017-12-01', 'EUR', 612_500n],
    [`${PEPPOL}/vat-category-O.xml`, 'INVOICE', 'Vat-O', null, 'SEK', 320_000n],
    [`${XRECHNUNG}/business/01.01a-INVOICE_ubl.xml`, 'INVOICE', '123456XX', null, 'EUR', 33_690n],
    [
      `${XRECHNUNG}/business/01.14a-INVOICE_ubl.xml`,
      'INVOICE',
      '1234567',
      '2018-04-13',
      'EUR',
      1_282_969n,
    ],
    [
      `${XRECHNUNG}/business/01.15a-INVOICE_ubl.xml`,
      'INVOICE',
      '0000123456',
      '2018-01-10',
      'EUR',
      1_068_620n,
    ],
    [
      `${XRECHNUNG}/business/01.20a-INVOICE_uncefact.xml`,
      'INVOICE',
      '1234567890',
      '2021-02-04',
      'EUR',
      35_700n,
    ],
  ])('reads the right values of %s', (file, kind, number, dueDate, currency, payableMinor) => {
    expect(invoiceIn(file)).toMatchObject({ kind, number, dueDate, currency, payableMinor });
  });

  it('reads who is to be paid, where and under which reference', () => {
    expect(invoiceIn(`${XRECHNUNG}/business/01.14a-INVOICE_ubl.xml`)).toMatchObject({
      payee: { name: '[Payee name]' },
      payeeAccount: 'DE79000000001234567890',
      paymentReference: 'Deb. 12345 / Fact. 9876543',
    });
    expect(invoiceIn(`${XRECHNUNG}/business/01.18a-INVOICE_uncefact.xml`)).toMatchObject({
      typeCode: '384',
      precedingInvoiceNumber: 'PRG1502168',
    });
  });

  it('reads a fapiao and warns of taxpayer numbers that are no USCC', () => {
    const reading = readInvoice(readShared('einvoice/fapiao-sample.xml'));
    expect(reading).toMatchObject({
      ok: true,
      format: 'FAPIAO',
      invoice: {
        kind: 'INVOICE',
        number: '99990000000000000001',
        issueDate: '2026-05-19',
        dueDate: null,
        currency: 'CNY',
        payableMinor: 113_000n,
        supplier: { name: '测试销售方有限公司', id: { value: '91SELLERTAXID00000X' } },
        buyer: { name: '测试购买方有限公司' },
      },
      warnings: [{ code: 'NOT_A_USCC' }, { code: 'NOT_A_USCC' }],
    });
  });

  it.each([
    ['<TotalTaxAm>130.00', '<TotalTaxAm>130.01', 'FAPIAO-TAX'],
    ['<TotalAmWithoutTax>1000.00', '<TotalAmWithoutTax>999.00', 'FAPIAO-LINES'],
    ['Amount>1130.00</TotalTax', 'Amount>1131.00</TotalTax', 'FAPIAO-TOTAL'],
    ['<InvoiceNumber>9', '<InvoiceNumber>8', 'NUMBER_MISMATCH'],
    ['<IssueTime>2026-05-19', '<IssueTime>2026-05-32', 'INVALID_DATE'],
    ['<SellerName>测试销售方有限公司', '<SellerName>', 'MISSING_TERM'],
  ])('refuses a fapiao with %j as %j', (from, to, code) => {
    const bent = readShared('einvoice/fapiao-sample.xml').toString().replace(from, to);
    const reading = readInvoice(Buffer.from(bent));
    expect(reading.ok ? [] : reading.errors.map((error) => error.code)).toContain(code);
  });

  it('reads a red-letter fapiao as a credit note of the invoice that it reverses', () => {
    const red = readShared('einvoice/fapiao-sample.xml')
      .toString()
      .replace(/>(1000\.00|130\.00|1130\.00)</g, '>-$1<')
      .replace('测试备注内容', '被红冲蓝字数电发票号码：26312000000123456789');
    expect(readInvoice(Buffer.from(red))).toMatchObject({
      ok: true,
      invoice: {
        kind: 'CREDIT_NOTE',
        payableMinor: -113_000n,
        precedingInvoiceNumber: '26312000000123456789',
      },
    });
  });

  it.each(sharedFiles('einvoice/peppol/rules-ubl'))('refuses the test set %s by name', (file) => {
    const reading = readInvoice(readShared(file));
    expect(reading).toMatchObject({ ok: false, errors: [{ code: 'UNSUPPORTED_DOCUMENT' }] });
    expect(reading.ok ? '' : reading.errors[0]?.message).toContain('<testSet>');
  });
});
