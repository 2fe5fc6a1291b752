import { describe, expect, it } from '@jest/globals';

import { readStatements } from '../../../backend/src/bank-formats/index.js';
import {
  type CamtEntry,
  type CamtStatement,
  writeCamt053,
} from '../../../scripts/bank/camt053.writer.js';
import { ibanOf, isValidIban } from '../../../scripts/bank/iban.js';

const IBAN = 'DE89370400440532013000';

function anEntry(fields: Partial<CamtEntry> = {}): CamtEntry {
  return {
    bookingDate: '2026-03-02',
    amountMinor: 12_050n,
    creditDebit: 'CRDT',
    servicerReference: 'B-1',
    endToEndId: 'E2E-1',
    remittance: 'Invoice R-1',
    documentNumbers: [],
    counterparty: { name: 'Nordlicht GmbH', account: 'NL91ABNA0417164300' },
    ...fields,
  };
}

function aStatement(entries: CamtEntry[], fields: Partial<CamtStatement> = {}): CamtStatement {
  return {
    id: 'S-1',
    account: IBAN,
    ownerName: 'Lindholm & Partner',
    currency: 'EUR',
    fromDate: '2026-03-02',
    toDate: '2026-03-02',
    sequenceNumber: 1,
    openingMinor: 1_000n,
    entries,
    ...fields,
  };
}

function roundTrip(...statements: CamtStatement[]) {
  const xml = writeCamt053({ messageId: 'M-1', createdAt: '2026-03-02T18:00:00Z', statements });
  const reading = readStatements(Buffer.from(xml));
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
  expect(reading.warnings).toEqual([]);
  return reading.statements;
}

describe('writeCamt053', () => {
  it('gives account, balances and entries back, when the reader reads it', () => {
    const [statement] = roundTrip(
      aStatement([anEntry(), anEntry({ creditDebit: 'DBIT', amountMinor: 50n })]),
    );

    expect(statement).toMatchObject({
      kind: 'STATEMENT',
      id: 'S-1',
      account: IBAN,
      iban: IBAN,
      currency: 'EUR',
      openingBalance: { amountMinor: 1_000n },
      closingBalance: { amountMinor: 13_000n, creditDebit: 'CRDT' },
    });
    expect(statement?.entries[0]).toMatchObject({
      bookingDate: '2026-03-02',
      amountMinor: 12_050n,
      creditDebit: 'CRDT',
      status: 'BOOK',
      accountServicerReference: 'B-1',
      remittance: 'Invoice R-1',
      counterparty: { name: 'Nordlicht GmbH', account: 'NL91ABNA0417164300' },
    });
  });

  it('keeps account numbers of banks without IBAN and Chinese names, in CNY', () => {
    const [statement] = roundTrip(
      aStatement([anEntry({ counterparty: { name: '苏州澜柏有限公司', account: '6222021001' } })], {
        account: '1102020409000123456',
        currency: 'CNY',
      }),
    );

    expect(statement).toMatchObject({ account: '1102020409000123456', iban: null });
    expect(statement?.entries[0]?.counterparty).toMatchObject({
      name: '苏州澜柏有限公司',
      account: '6222021001',
    });
  });

  it('keeps every invoice number whole, when the text is longer than one piece', () => {
    const numbers = Array.from({ length: 30 }, (_, index) => `RE-2026-${1_000 + index}`);

    const [statement] = roundTrip(aStatement([anEntry({ remittance: numbers.join(' ') })]));

    expect(statement?.entries[0]?.remittance?.split(' ')).toEqual(numbers);
  });

  it('escapes what XML reserves and names documents in structured form', () => {
    const [statement] = roundTrip(
      aStatement([anEntry({ remittance: 'A<B & "C"', documentNumbers: ['R/1', 'R/2'] })]),
    );

    const entry = statement?.entries[0];
    expect(entry?.remittance).toBe('A<B & "C"');
    expect(
      entry?.references.filter(({ type }) => type === 'DOCUMENT_NUMBER').map(({ value }) => value),
    ).toEqual(['R/1', 'R/2']);
  });

  it('writes several statements and a currency without decimals', () => {
    const statements = roundTrip(
      aStatement([], { id: 'S-1' }),
      aStatement([anEntry({ amountMinor: 77n })], { id: 'S-2', currency: 'JPY' }),
    );

    expect(statements.map(({ id }) => id)).toEqual(['S-1', 'S-2']);
    expect(statements[1]?.entries[0]).toMatchObject({ amountMinor: 77n, currency: 'JPY' });
  });
});

describe('ibanOf', () => {
  it.each(['AT', 'BE', 'DE', 'DK', 'ES', 'FI', 'FR', 'IT', 'NL', 'PL', 'SE'])(
    'makes a valid IBAN for %s',
    (country) => {
      expect(isValidIban(ibanOf(country, '123456789012345') ?? '')).toBe(true);
    },
  );

  it('returns null, when the country has no IBAN', () => {
    expect(ibanOf('CN', '123')).toBeNull();
  });
});

describe('isValidIban', () => {
  it.each([
    [IBAN, true],
    ['DE89370400440532013001', false],
    ['1102020409000123456', false],
  ])('says of %s: %s', (text, expected) => {
    expect(isValidIban(text)).toBe(expected);
  });
});
