import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { readBook } from '../../../scripts/matching/csv.book.js';
import { evaluate } from '../../../scripts/matching/evaluate.js';
import { reportAsJson } from '../../../scripts/matching/report.js';

const RECEIVABLES = `id,buyer,buyerName,buyerAccounts,number,currency,faceMinor,outstandingMinor,dueDate
r1,b1,Acme Ltd,GB11;GB22,INV-20117,GBP,10000,10000,2026-01-31
r2,b1,Acme Ltd,GB11;GB22,INV-20118,GBP,5000,5000,2026-01-31
`;
const ENTRIES = `amountMinor,id,bookingDate,currency,creditDebit,counterpartyName,remittance
10000,e1,2026-02-01,GBP,CRDT,ACME LIMITED,INV-20117
4900,e2,2026-02-01,GBP,CRDT,ACME LIMITED,INV-20118 less 2% discount
700,e3,2026-02-01,GBP,DBIT,Landlord,rent
`;
const CASH =
  'entryId,receivableId,amountMinor,kind\ne1,r1,10000,payment\ne2,r2,4900,payment\ne2,r2,100,discount\n';
const GROSS =
  'entryId,receivableId,amountMinor,kind\ne1,r1,10000,payment\ne2,r2,5000,payment\ne2,r2,-100,discount\n';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'duebill-match-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function read(change: Partial<Record<'R' | 'E' | 'T', string>> = {}) {
  const texts = { R: RECEIVABLES, E: ENTRIES, T: CASH, ...change };
  for (const [name, text] of Object.entries(texts))
    await writeFile(join(folder, `${name}.csv`), text);
  const [receivables, entries, truth] = ['R', 'E', 'T'].map((name) => join(folder, `${name}.csv`));
  return readBook({ receivables: receivables ?? '', entries: entries ?? '', truth: truth ?? '' });
}

describe('an evaluated book', () => {
  it.each([
    ['cash', CASH, { amountMinor: '4900', kind: 'payment' }],
    ['what was closed', GROSS, { amountMinor: '5000', kind: 'payment' }],
  ])(
    'is judged alike, whether the truth tells %s, and answers in its terms',
    async (_, truth, row) => {
      const book = await read({ T: truth });
      const evaluation = evaluate(book);
      const report = JSON.parse([...reportAsJson(evaluation, book)].join(''));

      expect(report).toMatchObject({
        precision: 1,
        automatic: 1,
        topThree: 1,
        precisionOfAllKinds: 1,
      });
      expect(report.decisions[1]).toMatchObject({ entryId: 'e2', applied: true, rule: 'DISCOUNT' });
      expect(report.decisions[1].allocations[0]).toEqual({ receivableId: 'r2', ...row });
      expect(report.decisions[2]).toMatchObject({
        applied: false,
        allocations: [],
        suggestions: [],
      });
    },
  );

  it('may have semicolons, a byte order mark and columns nobody knows', async () => {
    const semicolons = `\uFEFF${RECEIVABLES.replace('GB11;GB22', '"GB11;GB22"').replaceAll(',', ';').replaceAll('GB11;GB22', '"GB11;GB22"').replaceAll('""', '"')}`;
    const book = await read({
      R: semicolons.replace('id;', 'remark;id;').replace(/\nr/g, '\nx;r'),
    });

    expect(book.candidates).toHaveLength(2);
    expect(book.candidates[0]?.buyerAccounts).toEqual(['GB11', 'GB22']);
  });

  it.each<[string, 'R' | 'E' | 'T', string, object]>([
    [
      'an amount with decimals',
      'E',
      ENTRIES.replace('4900', '49.00'),
      { code: 'INVALID_AMOUNT', line: 3 },
    ],
    [
      'a day that does not exist',
      'R',
      RECEIVABLES.replace('2026-01-31', '2026-02-30'),
      { code: 'INVALID_DATE', line: 2 },
    ],
    [
      'a missing column',
      'R',
      RECEIVABLES.replace('outstandingMinor', 'x'),
      { code: 'COLUMN_MISSING', line: 1 },
    ],
    [
      'a line with a value too many',
      'T',
      CASH.replace('discount', 'discount,1'),
      { code: 'CSV_DAMAGED' },
    ],
    ['an open quote', 'E', ENTRIES.replace('INV-20117', '"INV-20117'), { code: 'CSV_DAMAGED' }],
    ['an id twice', 'R', RECEIVABLES.replace('r2', 'r1'), { code: 'DUPLICATE_ID', line: 3 }],
    ['an entry nobody knows', 'T', CASH.replace('e1', 'e9'), { code: 'UNKNOWN_ENTRY', line: 2 }],
    [
      'a kind nobody knows',
      'T',
      CASH.replace('discount', 'gift'),
      { code: 'INVALID_KIND', line: 4 },
    ],
    [
      'neither credit nor debit',
      'E',
      ENTRIES.replace('DBIT', 'OUT'),
      { code: 'INVALID_CREDIT_DEBIT', line: 4 },
    ],
    ['an empty file', 'E', '', { code: 'FILE_EMPTY' }],
  ])('%s is refused with its place', async (_, file, text, refusal) => {
    await expect(read({ [file]: text })).rejects.toMatchObject({
      ...refusal,
      path: expect.stringContaining(`${file}.csv`),
    });
  });
});
