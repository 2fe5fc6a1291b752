import { readStatements, type BankStatement } from '../../../backend/src/bank-formats/index.js';
import { dutchMt940, germanMt940, mt942 } from '../../support/mt-files.js';

type Change = readonly [string | RegExp, string];

function statementsOf(file: Buffer): readonly BankStatement[] {
  const reading = readStatements(file);
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
  return reading.statements;
}

function only(file: Buffer): BankStatement {
  const [statement, ...others] = statementsOf(file);
  if (statement === undefined || others.length > 0) throw new Error('not one statement');
  return statement;
}

const withText = (...lines: readonly string[]): Buffer =>
  germanMt940([/:86:166[^:]*?(?=\n:61)/, `:86:${lines.join('\n')}`]);

describe('an MT940 with subfields', () => {
  it('is read with account, number, balances and entries', () => {
    const statement = only(germanMt940());
    expect(statement).toMatchObject({
      ...{ kind: 'STATEMENT', message: 'MT940', id: 'STARTUMSE/00012/001', currency: 'EUR' },
      ...{ account: '10020030/1234567', iban: null, sequenceNumber: '00012', pageNumber: '001' },
      ...{ isLastPage: true, additionalInfo: 'Bitte pruefen' },
      openingBalance: { type: 'OPBD', amountMinor: 100_000n, date: '2025-12-30' },
      closingBalance: { type: 'CLBD', amountMinor: 98_800n, date: '2026-01-02' },
    });
    expect(statement.balances.map(({ type, amountMinor }) => `${type} ${amountMinor}`)).toEqual([
      ...['OPBD 100000', 'CLBD 98800', 'CLAV 90000', 'FWAV 95025'],
    ]);
    expect(statement.entries).toHaveLength(3);
  });

  it('gives value date, and the entry date of the next year', () => {
    expect(only(germanMt940()).entries[0]).toMatchObject({
      ...{ valueDate: '2025-12-31', bookingDate: '2026-01-02', amountMinor: 25_050n },
      ...{ creditDebit: 'CRDT', isReversal: false, status: 'BOOK' },
      accountServicerReference: '2025123112345000',
    });
    const earlier = only(germanMt940(['2512310102', '2601021231']));
    expect(earlier.entries[0]).toMatchObject({
      valueDate: '2026-01-02',
      bookingDate: '2025-12-31',
    });
  });

  it('finds references, text and counterparty in the subfields', () => {
    expect(only(germanMt940()).entries[0]).toMatchObject({
      remittance: 'Rechnung RE-2025-0815 vom 01.12.2025 abzgl. Skonto',
      counterparty: {
        ...{ name: 'Müller Werkzeuge GmbH & Co. KG', account: 'DE79100500001234567890' },
        bic: 'BELADEBEXXX',
      },
      references: [
        { type: 'ACCOUNT_SERVICER', value: '2025123112345000' },
        { type: 'END_TO_END_ID', value: 'RE-2025-0815' },
      ],
      bankTransactionCode: { proprietary: 'NTRF+166+9310' },
      additionalInfo: 'GUTSCHRIFT',
    });
  });

  it('takes a reversed credit for money out, with its reason and first amount', () => {
    expect(only(germanMt940()).entries[1]).toMatchObject({
      ...{ creditDebit: 'DBIT', isReversal: true, amountMinor: 25_050n },
      counterparty: { name: null, account: '10050000/987654' },
      charges: [{ amountMinor: 250n, currency: 'EUR' }],
      details: [{ returnReason: '911', instructed: { amountMinor: 24_800n, currency: 'EUR' } }],
    });
  });

  it('reads an amount without decimals and text without code words', () => {
    expect(only(germanMt940()).entries[2]).toMatchObject({
      ...{ amountMinor: 1_200n, creditDebit: 'DBIT', remittance: 'Kontofuehrung Dezember' },
      ...{ counterparty: null, accountServicerReference: null },
    });
  });

  it('adds up, and says so where it does not', () => {
    expect(readStatements(germanMt940())).toMatchObject({ ok: true, warnings: [] });
    expect(readStatements(germanMt940(['EUR988,00', 'EUR989,00']))).toMatchObject({
      ok: true,
      warnings: [{ code: 'BALANCE_MISMATCH', line: 14, path: 'message[1]/:62F:[1]' }],
    });
  });

  it('is the same in Latin letters of one byte, with CRLF and a byte order mark', () => {
    const text = germanMt940().toString();
    const latin = Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');
    const marked = Buffer.from(`\ufeff${text}`);
    expect([only(latin), only(marked)]).toEqual([only(germanMt940()), only(germanMt940())]);
  });

  it.each([
    ['JPY', '1000,', 1000n],
    ['KWD', '1,234', 1234n],
    ['EUR', ',50', null],
    ['EUR', '1234', null],
    ['EUR', '1,234', null],
    ['EUR', '1.234,00', null],
  ])('reads the opening balance %s %s as %s minor units', (currency, figure, minor) => {
    const file = germanMt940().toString().replaceAll('EUR', currency);
    const bent = file
      .replace(/:61:[^]*?(?=:62F)/, '')
      .replace(/:6[45]:.*\n/g, '')
      .replace(/1000,00/, figure)
      .replace(/988,00/, '1,');
    const reading = readStatements(Buffer.from(bent));
    const actual = reading.ok ? reading.statements[0]?.openingBalance?.amountMinor : null;
    expect(actual).toBe(minor);
  });
});

describe('an MT940 with code words between slashes', () => {
  it('is read page by page out of its blocks', () => {
    const [first, second] = statementsOf(dutchMt940());
    expect(first).toMatchObject({
      ...{ account: 'NL91ABNA0417164300', iban: 'NL91ABNA0417164300', isLastPage: false },
      ...{ pageNumber: '1', closingBalance: { type: 'ITBD', amountMinor: 11_000n } },
    });
    expect(second).toMatchObject({
      ...{ isLastPage: true, openingBalance: { type: 'ITBD', amountMinor: 11_000n } },
    });
    expect(first?.entries[0]).toMatchObject({
      remittance: 'Factuur 2026-17 en 2026-18',
      counterparty: { name: 'J. Jansen B.V.', account: 'NL02RABO0123456789', bic: 'RABONL2U' },
      references: [{ type: 'END_TO_END_ID', value: 'E2E-77' }],
    });
  });

  it('finds a counterparty in one word and a structured reference', () => {
    const [, second] = statementsOf(dutchMt940());
    expect(second?.entries[0]).toMatchObject({
      counterparty: { name: 'Leverancier', account: 'NL47INGB9999999999', bic: 'INGBNL2A' },
      remittance: '9001123412341234',
      references: [
        { type: 'ACCOUNT_SERVICER', value: 'ABC123' },
        { type: 'ACCOUNT_OWNER_TRANSACTION_ID', value: 'EREF-88' },
        { type: 'CREDITOR_REFERENCE', value: '9001123412341234' },
        { type: 'END_TO_END_ID', value: '88' },
      ],
    });
    expect(second?.entries[1]?.remittance).toBe('BETAALPAS 123 UTRECHT PAS 9');
  });
});

describe('an MT942', () => {
  it('is a report whose entries are not booked yet', () => {
    expect(only(mt942())).toMatchObject({
      ...{ kind: 'REPORT', message: 'MT942', createdAt: '2026-01-02T12:30:00+01:00' },
      ...{ account: 'DE89370400440532013000', servicerBic: 'DEUTDEFF', openingBalance: null },
      entries: [{ status: 'PDNG', amountMinor: 1_000n, remittance: 'pending money' }],
    });
  });

  it('warns of totals that its entries do not make', () => {
    const reading = readStatements(mt942(['1EUR10,00', '2EUR20,00']));
    expect(reading).toMatchObject({ ok: true, warnings: [{ code: 'TOTAL_MISMATCH', line: 9 }] });
  });
});

describe('field 86', () => {
  const entryWith = (...lines: readonly string[]) => only(withText(...lines)).entries[0];

  it.each<readonly [string, readonly string[], Record<string, unknown>]>([
    [
      'free text',
      ['Payment for INV 7', 'and INV 8'],
      { remittance: 'Payment for INV 7 and INV 8' },
    ],
    [
      'a line broken at 65 characters',
      ['x'.repeat(64) + 'I', 'NV-1'],
      { remittance: 'x'.repeat(64) + 'INV-1' },
    ],
    [
      'another separator',
      ['051<00Przelew<20Faktura 1/2026<32Firma'],
      { remittance: 'Faktura 1/2026', counterparty: { name: 'Firma' } },
    ],
    [
      'code words with colons',
      ['166?20EREF: A1 MREF: M1 SVWZ: Rechnung 5 IBAN: DE79100500001234567890'],
      { remittance: 'Rechnung 5', counterparty: { account: 'DE79100500001234567890' } },
    ],
    [
      'an ordering party',
      ['/ORDP//NAME/Acme Ltd/REMI/USTD//INV 9/EREF/X9'],
      { remittance: 'INV 9', counterparty: { name: 'Acme Ltd' } },
    ],
    ['a slash within the text', ['/EREF/A/B/REMI/INV 1/2026/3'], { remittance: 'INV 1/2026/3' }],
  ])('is read with %s', (_what, lines, expected) => {
    expect(entryWith(...lines)).toMatchObject(expected);
  });
});

describe('a damaged MT940', () => {
  it.each<readonly [string, Change, string]>([
    ['no account', [/:25:.*\n/, ''], 'MISSING_ELEMENT message[1]/:25: 1'],
    ['no number', [/:28C:.*\n/, ''], 'MISSING_ELEMENT message[1]/:28C: 1'],
    ['no opening balance', [/:60F:.*\n/, ''], 'MISSING_ELEMENT message[1]/:60: 1'],
    ['its end cut off', [/:62F:[^]*/, ''], 'MISSING_ELEMENT message[1]/:62: 1'],
    ['two opening balances', [/(:60F:.*\n)/, '$1$1'], 'DUPLICATE_ELEMENT message[1]/:60F:[2] 5'],
    [
      'an opening balance without sign',
      ['60F:C25', '60F:25'],
      'INVALID_BALANCE message[1]/:60F:[1] 4',
    ],
    ['an impossible day', ['60F:C251230', '60F:C251330'], 'INVALID_DATE message[1]/:60F:[1] 4'],
    [
      'another currency',
      ['62F:C260102EUR', '62F:C260102USD'],
      'CURRENCY_MISMATCH message[1]/:62F:[1] 14',
    ],
    [
      'an unknown currency',
      ['60F:C251230EUR', '60F:C251230EUX'],
      'UNKNOWN_CURRENCY message[1]/:60F:[1] 4',
    ],
    ['a lost comma', ['CR250,5', 'CR2505'], 'INVALID_AMOUNT message[1]/:61:[1] 5'],
    [
      'a letter in an amount',
      ['CR250,5', 'CR2S0,5'],
      'INVALID_STATEMENT_LINE message[1]/:61:[1] 5',
    ],
    ['too many decimals', ['CR250,5', 'CR250,555'], 'AMOUNT_PRECISION message[1]/:61:[1] 5'],
    [
      'too much money',
      ['CR250,5', 'CR99999999999999999,5'],
      'AMOUNT_TOO_LARGE message[1]/:61:[1] 5',
    ],
    [
      'a direction nobody knows',
      ['CR250,5', 'XR250,5'],
      'INVALID_STATEMENT_LINE message[1]/:61:[1] 5',
    ],
    ['an impossible value date', [':61:251231', ':61:251232'], 'INVALID_DATE message[1]/:61:[1] 5'],
    ['an impossible entry date', ['2512310102', '2512310231'], 'INVALID_DATE message[1]/:61:[1] 5'],
  ])('is refused with %s', (_what, change, refusal) => {
    const reading = readStatements(germanMt940(change));
    const [first] = reading.ok ? [] : reading.errors;
    expect(`${first?.code} ${first?.path} ${first?.line}`).toBe(refusal);
  });

  it('is refused when it is binary', () => {
    const reading = readStatements(Buffer.concat([germanMt940(), Buffer.from([0])]));
    expect(reading).toMatchObject({ ok: false, errors: [{ code: 'NOT_TEXT' }] });
  });
});
