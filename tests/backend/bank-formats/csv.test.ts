import {
  type BankStatement,
  type CsvMapping,
  findMappingProblem,
  readStatements,
} from '../../../backend/src/bank-formats/index.js';
import { GERMAN_MAPPING, NO_COLUMNS, germanCsv } from '../../support/csv-files.js';

type Change = readonly [string | RegExp, string];

function statementsOf(bytes: Buffer, mapping: CsvMapping): readonly BankStatement[] {
  const reading = readStatements(bytes, mapping);
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
  return reading.statements;
}

function refusalOf(bytes: Buffer, mapping: CsvMapping = GERMAN_MAPPING): string {
  const reading = readStatements(bytes, mapping);
  const [first] = reading.ok ? [] : reading.errors;
  return `${first?.code} ${first?.line}:${first?.column}`;
}

/** A mapping of three columns without a header, in English. */
const PLAIN: CsvMapping = {
  ...GERMAN_MAPPING,
  ...{ encoding: 'UTF_8', delimiter: ',', skippedLines: 0, hasHeader: false },
  ...{ dateFormat: 'YYYY-MM-DD*', decimalSeparator: '.', thousandsSeparator: ',' },
  columns: { ...NO_COLUMNS, bookingDate: '#1', amount: '#2', remittance: ['#3'] },
};

describe('a CSV file with a header', () => {
  it('is read with a mapping of its columns', () => {
    const [statement] = statementsOf(germanCsv(), GERMAN_MAPPING);
    expect(statement).toMatchObject({
      ...{ kind: 'STATEMENT', message: 'CSV', account: 'DE89370400440532013000', currency: 'EUR' },
      openingBalance: { amountMinor: 150_000n, creditDebit: 'CRDT' },
      closingBalance: { amountMinor: 222_205n, creditDebit: 'CRDT' },
    });
    expect(statement?.entries[1]).toMatchObject({
      ...{ index: 1, bookingDate: '2026-01-02', amountMinor: 123_455n, creditDebit: 'CRDT' },
      ...{ remittance: 'Rechnung 17 und 18 danke', status: 'BOOK' },
      counterparty: { name: 'Müller; Söhne "Nord"', account: 'DE79100500001234567890' },
      references: [{ type: 'END_TO_END_ID', value: 'E-17' }],
    });
    expect(statement?.entries[2]).toMatchObject({
      ...{ bookingDate: '2025-12-31', valueDate: '2026-01-02', creditDebit: 'DBIT' },
    });
  });

  it('is read with columns of credits and debits, and one of marks', () => {
    const two = Buffer.from('Buchungstag;Haben;Soll\n01.02.26;10,00;\n02.02.26;0,00;-3,00\n');
    const base = { ...GERMAN_MAPPING, skippedLines: 0, dateFormat: 'DD.MM.YY' };
    const columns = { ...NO_COLUMNS, credit: 'Haben', debit: 'Soll' };
    const marked = Buffer.from('Buchungstag;Betrag;SH\n01.02.26;10,00;h\n02.02.26;3,00;S\n');
    const marks = { ...NO_COLUMNS, amount: 'Betrag', mark: 'SH' };
    const signed = (file: Buffer, mapping: CsvMapping) =>
      statementsOf(file, mapping)[0]?.entries.map(
        (entry) => `${entry.creditDebit} ${entry.amountMinor}`,
      );
    expect(signed(two, { ...base, columns })).toEqual(['CRDT 1000', 'DBIT 300']);
    const mapping = { ...base, columns: marks, creditMarks: ['H'], debitMarks: ['S'] };
    expect(signed(marked, mapping)).toEqual(['CRDT 1000', 'DBIT 300']);
  });

  it('is one statement for each account that a column names', () => {
    const file = Buffer.from('2026-01-01,5,a,X1\n2026-01-01,6,b,X2\n2026-01-02,7,c,X1\n');
    const mapping = { ...PLAIN, columns: { ...PLAIN.columns, account: '#4' } };
    const statements = statementsOf(file, mapping);
    expect(statements.map(({ account, entries }) => `${account} ${entries.length}`)).toEqual([
      ...['X1 2', 'X2 1'],
    ]);
  });
});

describe('a CSV file without a header', () => {
  it.each([
    ['1,234.50', 123_450n, 'CRDT'],
    ['-7', 700n, 'DBIT'],
    ['7.10-', 710n, 'DBIT'],
    ['(7.10)', 710n, 'DBIT'],
    ['+0.05', 5n, 'CRDT'],
    ['\u22127.00', 700n, 'DBIT'],
  ])('reads %s', (figure, amountMinor, creditDebit) => {
    const file = Buffer.from(`2026-01-01 12:30,"${figure}",text\n`);
    expect(statementsOf(file, PLAIN)[0]?.entries[0]).toMatchObject({
      ...{ bookingDate: '2026-01-01', amountMinor, creditDebit },
    });
  });

  it.each(['1.234,50', '1,23', '12,34.5', '1.234.5', 'ten', '', '1e3', '0x10', '1.005'])(
    'refuses %s with its line and column',
    (figure) => {
      const file = Buffer.from(`2026-01-01,1.00,a\n2026-01-01,"${figure}",b\n`);
      expect(refusalOf(file, PLAIN)).toMatch(/^(?:INVALID_AMOUNT|AMOUNT_PRECISION) 2:2$/);
    },
  );
});

describe('a damaged CSV file', () => {
  it.each<readonly [string, Change, string]>([
    ['an impossible day', ['03.01.2026;', '32.01.2026;'], 'INVALID_DATE 4:1'],
    ['a bad value date', [';02.01.2026;"M', ';2.1.26;"M'], 'INVALID_DATE 5:2'],
    [
      'a figure in a quoted cell of lines',
      ['1.234,55;EUR;2', '1.2345;EUR;2'],
      'INVALID_AMOUNT 5:8',
    ],
    ['an unknown currency', ['EUR;1.000', 'EUX;1.000'], 'UNKNOWN_CURRENCY 7:9'],
    ['a column too few', ['Miete;;;', 'Miete;;'], 'COLUMN_COUNT 7:1'],
    ['a quote that never ends', ['18";danke', '18;danke'], 'MALFORMED_CSV'],
    ['a column that is not there', ['Betrag', 'Summe'], 'MISSING_COLUMN 3:1'],
    ['a column that is there twice', ['Zusatz', 'Betrag'], 'DUPLICATE_COLUMN 3:1'],
    ['an amount that does not fit its balance', ['1.234,55;', '1.244,55;'], 'BALANCE_MISMATCH'],
    ['no line of money', [/\n03\.01[^]*$/, '\n'], 'MISSING_ELEMENT 1:undefined'],
  ])('is refused with %s', (_what, change, refusal) => {
    expect(refusalOf(germanCsv(change))).toContain(refusal);
  });

  it('is refused whole, with every bad line', () => {
    const bytes = germanCsv(['-12,50', 'x'], ['-500,00', 'y']);
    const reading = readStatements(bytes, GERMAN_MAPPING);
    const lines = reading.ok ? [] : reading.errors.map(({ line, path }) => `${line} ${path}`);
    expect(lines).toEqual(['4 line[4].Betrag', '7 line[7].Betrag']);
  });

  it('is refused in another encoding than that of the mapping', () => {
    const mapping: CsvMapping = { ...GERMAN_MAPPING, encoding: 'UTF_8' };
    expect(refusalOf(germanCsv(), mapping)).toContain('ENCODING_MISMATCH');
  });

  it('is nothing that can be read without a mapping', () => {
    const plain = Buffer.from('a;b\n1;2\n');
    expect(readStatements(plain)).toMatchObject({ ok: false, errors: [{ code: 'NOT_XML' }] });
  });
});

describe('a mapping', () => {
  it.each<readonly [string, Partial<CsvMapping>]>([
    ['currency', { currency: 'EUX' }],
    ['delimiter', { delimiter: ':' }],
    ['quote', { quote: '' }],
    ['quote', { quote: ';' }],
    ['skippedLines', { skippedLines: -1 }],
    ['dateFormat', { dateFormat: 'DD.MM' }],
    ['dateFormat', { dateFormat: '*DD.MM.YYYY*' }],
    ['decimalSeparator', { decimalSeparator: '' }],
    ['thousandsSeparator', { thousandsSeparator: ',' }],
    ['columns', { hasHeader: false }],
    ['columns.amount', { columns: { ...GERMAN_MAPPING.columns, credit: 'Haben' } }],
    ['columns.amount', { columns: NO_COLUMNS }],
    ['creditMarks', { columns: { ...GERMAN_MAPPING.columns, mark: 'SH' } }],
  ])('is refused for its %s', (path, change) => {
    expect(findMappingProblem({ ...GERMAN_MAPPING, ...change })?.path).toBe(path);
  });

  it('is taken if files can be read with it', () => {
    expect([GERMAN_MAPPING, PLAIN].map(findMappingProblem)).toEqual([null, null]);
  });
});
