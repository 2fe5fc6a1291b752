import type { CsvColumns, CsvMapping } from '../../backend/src/bank-formats/index.js';

/** No column but the day. */
export const NO_COLUMNS: CsvColumns = {
  bookingDate: 'Buchungstag',
  valueDate: null,
  amount: null,
  mark: null,
  credit: null,
  debit: null,
  balance: null,
  currency: null,
  account: null,
  counterpartyName: null,
  counterpartyAccount: null,
  counterpartyBic: null,
  remittance: [],
  creditorReference: null,
  endToEndId: null,
  servicerReference: null,
};

/** How a German bank writes its CSV files. */
export const GERMAN_MAPPING: CsvMapping = {
  ...{ account: 'DE89370400440532013000', currency: 'EUR', encoding: 'WINDOWS_1252' },
  ...{ delimiter: ';', quote: '"', skippedLines: 2, hasHeader: true, dateFormat: 'DD.MM.YYYY' },
  ...{ decimalSeparator: ',', thousandsSeparator: '.', creditMarks: [], debitMarks: [] },
  columns: {
    ...NO_COLUMNS,
    ...{ valueDate: 'Wertstellung', amount: 'Betrag', balance: 'Saldo', currency: 'Währung' },
    ...{ counterpartyName: 'Name', counterpartyAccount: 'IBAN' },
    ...{ remittance: ['Verwendungszweck', 'Zusatz'], endToEndId: 'Kundenreferenz' },
  },
};

/** Three bookings, the latest first, below two lines of a title. */
export function germanCsv(...changes: ReadonlyArray<readonly [string | RegExp, string]>): Buffer {
  const text = changes.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`nothing to replace: ${String(from)}`);
    return after;
  }, GERMAN_CSV);
  return Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');
}

const GERMAN_CSV = `Umsatzanzeige;Geschäftskonto
;
Buchungstag;Wertstellung;Name;IBAN;Verwendungszweck;Zusatz;Kundenreferenz;Betrag;Währung;Saldo
03.01.2026;03.01.2026;Bank;;Entgelt;;;-12,50;EUR;2.222,05
02.01.2026;02.01.2026;"Müller; Söhne ""Nord""";de79 1005 0000 1234 5678 90;"Rechnung 17
und 18";danke;E-17;1.234,55;EUR;2.234,55
31.12.2025;02.01.2026;Vermieter;;Miete;;;-500,00;EUR;1.000,00
`;
