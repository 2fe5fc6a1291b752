import { readPayablesCsv } from '../../../backend/src/payables/payables.csv.js';
import {
  CsvDateFormat,
  CsvDecimalMark,
  PayablesEncoding,
  type CsvMapping,
} from '../../../backend/src/payables/payables.model.js';
import { readPayablesUbl } from '../../../backend/src/payables/payables.ubl.js';

const MAPPING: CsvMapping = {
  ...{ number: 'Invoice', openAmount: 'Open', dueDate: 'Due', currency: null },
  dateFormat: CsvDateFormat.YEAR_MONTH_DAY,
  decimalMark: CsvDecimalMark.POINT,
  encoding: PayablesEncoding.UTF_8,
};

function read(text: string | Uint8Array, mapping: Partial<CsvMapping> = {}) {
  const content = typeof text === 'string' ? Buffer.from(text) : text;
  return readPayablesCsv(content, { mapping: { ...MAPPING, ...mapping }, currency: 'EUR' });
}

describe('readPayablesCsv', () => {
  it('finds the columns by their headings, in any order and spelling, beside others', async () => {
    const text = '\ufeffNote;  OPEN ;invoice;due\n"a;b";1,234.50;INV-7;2026-03-31\n';

    expect(await read(text)).toEqual({
      ...{ ok: true, format: 'CSV' },
      rows: [{ number: 'INV-7', openMinor: 123_450n, dueDate: '2026-03-31', line: 2 }],
    });
  });

  it('reads decimal commas, trailing signs and days before months', async () => {
    const mapping = {
      dateFormat: CsvDateFormat.DAY_MONTH_YEAR,
      decimalMark: CsvDecimalMark.COMMA,
    };
    const text = 'Invoice\tOpen\tDue\nA\t1.234,5-\t31.3.2026\nB\t7\t\n';

    expect(await read(text, mapping)).toMatchObject({
      rows: [
        { number: 'A', openMinor: -123_450n, dueDate: '2026-03-31' },
        { number: 'B', openMinor: 700n, dueDate: null },
      ],
    });
  });

  it('reads Chinese headings in GB18030, and refuses them as UTF-8', async () => {
    // 发票,未付 in GB18030.
    const heading = Buffer.from([0xb7, 0xa2, 0xc6, 0xb1, 0x2c, 0xce, 0xb4, 0xb8, 0xb6]);
    const content = Buffer.concat([heading, Buffer.from('\nINV-1,5.00\n')]);
    const mapping = { number: '发票', openAmount: '未付', dueDate: null };

    const found = await read(content, { ...mapping, encoding: PayablesEncoding.GB18030 });

    expect(found).toMatchObject({ rows: [{ number: 'INV-1', openMinor: 500n }] });
    expect(await read(content, mapping)).toMatchObject({ errors: [{ code: 'ENCODING_WRONG' }] });
  });

  it('refuses each wrong value with its line and column', async () => {
    const text = 'Invoice,Open,Due\n,1.00,2026-02-30\nB,1.001,\nC,"1,00.0",\n';

    expect(await read(text)).toMatchObject({
      ok: false,
      errors: [
        { code: 'NUMBER_MISSING', path: 'Invoice', line: 2, column: 1 },
        { code: 'INVALID_DATE', path: 'Due', line: 2, column: 3 },
        { code: 'AMOUNT_PRECISION', path: 'Open', line: 3, column: 2 },
        { code: 'INVALID_AMOUNT', path: 'Open', line: 4, column: 2 },
      ],
    });
  });

  it.each([
    ['', 'EMPTY_FILE'],
    ['Number,Open,Due\n', 'COLUMN_MISSING'],
    ['Invoice,Open,Due,Open\n', 'COLUMN_MISSING'],
    ['Invoice,Open,Due\nA,1\n', 'MALFORMED_CSV'],
    ['Invoice,Open,Due\n"A,1,2026-03-31\n', 'MALFORMED_CSV'],
  ])('refuses %j with %s', async (text, code) => {
    expect(await read(text)).toMatchObject({ ok: false, errors: [{ code }] });
  });

  it('refuses a row of another currency', async () => {
    const text = 'Invoice,Open,Due,Cur\nA,1.00,2026-03-31,eur\nB,1.00,2026-03-31,USD\n';

    expect(await read(text, { currency: 'Cur' })).toMatchObject({
      errors: [{ code: 'CURRENCY_DIFFERS', line: 3, column: 4 }],
    });
  });
});

function ubl(lines: string, currency = 'EUR'): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<Statement xmlns="urn:oasis:names:specification:ubl:schema:xsd:Statement-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>S-1</cbc:ID>
  ${lines.replaceAll('EUR', currency)}
</Statement>`);
}

function line(number: string, amounts: string): string {
  return `<cac:StatementLine><cbc:ID>1</cbc:ID>${amounts}
    <cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
      <cbc:PaymentDueDate>2026-03-31</cbc:PaymentDueDate></cac:PaymentMeans>
    <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>${number}</cbc:ID>
    </cac:InvoiceDocumentReference></cac:BillingReference></cac:StatementLine>`;
}

describe('readPayablesUbl', () => {
  it('takes debit less credit, and the balance where neither is there', () => {
    const debit = '<cbc:DebitLineAmount currencyID="EUR">10.00</cbc:DebitLineAmount>';
    const credit = '<cbc:CreditLineAmount currencyID="EUR">2.50</cbc:CreditLineAmount>';
    const balance = '<cbc:BalanceAmount currencyID="EUR">3.00</cbc:BalanceAmount>';

    const found = readPayablesUbl(ubl(line('A', debit + credit) + line('B', balance)), 'EUR');

    expect(found).toMatchObject({
      ...{ ok: true, format: 'UBL_STATEMENT' },
      rows: [
        { number: 'A', openMinor: 750n, dueDate: '2026-03-31' },
        { number: 'B', openMinor: 300n, dueDate: '2026-03-31' },
      ],
    });
  });

  it('refuses what is missing and what is of another currency, with its place', () => {
    const balance = '<cbc:BalanceAmount currencyID="USD">3.00</cbc:BalanceAmount>';

    const found = readPayablesUbl(ubl(line('', balance) + line('B', '')), 'EUR');

    expect(found).toMatchObject({
      ok: false,
      errors: [
        { code: 'NUMBER_MISSING', line: 9 },
        { code: 'CURRENCY_DIFFERS', path: '/Statement/cac:StatementLine[1]/cbc:BalanceAmount' },
        { code: 'AMOUNT_MISSING', path: '/Statement/cac:StatementLine[2]/cbc:BalanceAmount' },
      ],
    });
  });

  it('refuses other XML', () => {
    const found = readPayablesUbl(Buffer.from('<Invoice/>'), 'EUR');

    expect(found).toMatchObject({ ok: false, errors: [{ code: 'UNSUPPORTED_FORMAT' }] });
  });
});
