import fc from 'fast-check';

import { readStatements, type CsvMapping } from '../../../backend/src/bank-formats/index.js';
import { camtStatement } from '../../support/camt-xml.js';
import { GERMAN_MAPPING, germanCsv } from '../../support/csv-files.js';
import { dutchMt940, germanMt940, mt942 } from '../../support/mt-files.js';
import { readShared, sharedDataDir } from '../../support/shared-data.js';

const RUNS = 400;

const FILES: ReadonlyArray<readonly [string, Buffer, CsvMapping | null]> = [
  ['a camt.053', camtStatement(), null],
  ['an MT940 with subfields', germanMt940(), null],
  ['an MT940 with code words', dutchMt940(), null],
  ['an MT942', mt942(), null],
  ['a CSV file', germanCsv(), GERMAN_MAPPING],
  ...(sharedDataDir === null
    ? []
    : ([
        ['a camt.054 of a bank', readShared('bank/camt-with-expected-json/camt054.v8.xml'), null],
      ] as const)),
];

/** Reads, and holds that the answer is whole: statements, or reasons with a code and a sentence. */
function readWhole(bytes: Buffer, mapping: CsvMapping | null): boolean {
  const reading = readStatements(bytes, mapping);
  if (reading.ok) {
    expect(reading.statements.length).toBeGreaterThan(0);
    for (const { entries } of reading.statements) {
      expect(entries.map(({ index }) => index)).toEqual(entries.map((_, index) => index));
      expect(entries.every(({ amountMinor }) => amountMinor >= 0n)).toBe(true);
    }
  } else {
    expect(reading.errors.length).toBeGreaterThan(0);
    expect(reading.errors.every(({ code }) => /^[A-Z0-9_]+$/.test(code))).toBe(true);
  }
  return reading.ok;
}

describe.each(FILES)('%s', (_name, file, mapping) => {
  it('is read as it is', () => {
    expect(readWhole(file, mapping)).toBe(true);
  });

  it('never throws with bytes changed', () => {
    const change = fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Buffer.from(file);
        for (const [at, byte] of changes) bytes[at] = byte;
        readWhole(bytes, mapping);
      }),
      { numRuns: RUNS },
    );
  });

  it('never throws with a part taken out or doubled', () => {
    const part = fc.tuple(fc.nat(file.length), fc.nat(200), fc.boolean());
    fc.assert(
      fc.property(part, ([from, length, isDoubled]) => {
        const rest = file.subarray(isDoubled ? from : from + length);
        const start = file.subarray(0, isDoubled ? from + length : from);
        readWhole(Buffer.concat([start, rest]), mapping);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a file cut off', () => {
  const isWhole = (file: Buffer, length: number) => readWhole(file.subarray(0, length), null);

  it.each([
    ['camt.053', camtStatement(), '</x:Document>'],
    ['MT940', germanMt940(), ':62F:C260102EUR988'],
  ])('before the end of a %s is refused', (_name, file, end) => {
    const endAt = file.indexOf(end) + (end.startsWith('<') ? end.length - 1 : end.length);
    fc.assert(
      fc.property(fc.nat(endAt), (length) => {
        expect(isWhole(file, length)).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });
});
