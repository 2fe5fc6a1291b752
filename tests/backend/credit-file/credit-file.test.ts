import { id } from 'ethers';

import {
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { PartyRole, Refusal } from '../../../backend/src/common/index.js';
import { CreditFileReader } from '../../../backend/src/credit-file/credit-file.reader.js';
import { CreditFileService } from '../../../backend/src/credit-file/credit-file.service.js';
import { CreditRecordKind } from '../../../backend/src/credit-file/file-gaps.js';
import {
  StatementFormat,
  readStatements,
} from '../../../backend/src/credit-file/statement-import.js';
import { LedgerClock, OffLedgerActs } from '../../../backend/src/ledger/index.js';
import { TestDatabase } from '../../support/test-database.js';
import { HistoryWorld, party, viewerOf } from '../credit/history.world.js';

const PAGE = { size: 50, limit: 51, after: null };
const assessor = viewerOf('assessor', PartyRole.ASSESSOR);
const other = viewerOf('other', PartyRole.ASSESSOR);
const CSV = [
  'item;2023;2024;2025',
  'Current assets;100.00;120.00;',
  '"ifrs-full:Assets";200;240.5;250',
  '净利润;-10;5.01;7',
  'Goodwill;1;2;3',
].join('\n');

let database: TestDatabase;
let service: CreditFileService;
let reader: CreditFileReader;
let buyer: string;
let sequence = 0;

beforeAll(async () => {
  database = await TestDatabase.start();
  const { dataSource } = database;
  await new HistoryWorld(database).day('2026-12-31');
  service = new CreditFileService(new OffLedgerActs(dataSource));
  reader = new CreditFileReader(dataSource, new LedgerClock(dataSource));
});

afterAll(async () => {
  await database.stop();
});

beforeEach(() => {
  buyer = party(`buyer ${++sequence}`);
});

function source(change: object = {}) {
  return {
    ...{
      idempotencyKey: `key ${++sequence}`,
      partyId: buyer,
      title: 'extract',
      source: 'register',
    },
    ...{ recordDate: '2026-12-01', ...change },
  };
}

const add = (change: object = {}, who = assessor) =>
  service.add(who, {
    ...source(change),
    kind: CreditRecordKind.REGISTRATION,
    fields: [],
    ...change,
  });
const importing = (change: object = {}) =>
  service.importStatements(assessor, {
    ...{ ...source(), format: StatementFormat.CSV, currency: 'EUR', text: CSV, ...change },
  });

describe('readStatements', () => {
  it('reads years from CSV by the names of taxonomies, and says which names it does not know', () => {
    const read = readStatements(CSV, StatementFormat.CSV, 'EUR');
    if (read instanceof Refusal) throw read;
    const years = read.years.map(({ fiscalYear, figures }) => [
      fiscalYear,
      { ...Object.fromEntries(figures) },
    ]);
    expect(years).toEqual([
      [2023, { currentAssetsMinor: 10_000n, totalAssetsMinor: 20_000n, netIncomeMinor: -1_000n }],
      [2024, { currentAssetsMinor: 12_000n, totalAssetsMinor: 24_050n, netIncomeMinor: 501n }],
      [2025, { totalAssetsMinor: 25_000n, netIncomeMinor: 700n }],
    ]);
    expect(read.unknown).toEqual(['Goodwill (line 5)']);
  });

  it('reads keys and values with the year beside the name', () => {
    const text = '# of the filing\nus-gaap:AssetsCurrent@FY2024 = 1.5\nRevenue@2024-12-31=9';
    const read = readStatements(text, StatementFormat.KEY_VALUE, 'EUR');
    if (read instanceof Refusal) throw read;
    expect([...(read.years[0]?.figures ?? [])]).toEqual([
      ['currentAssetsMinor', 150n],
      ['revenueMinor', 900n],
    ]);
  });

  it.each([
    ['AMOUNT_PRECISION', 'Revenue@2024 = 1.234', 'line 1'],
    ['FIGURE_TWICE', 'Revenue@2024 = 1\nRevenues@2024 = 1', 'line 2'],
    ['YEAR_INVALID', 'Revenue@twelve = 1', 'line 1'],
    ['LINE_INVALID', '\nRevenue', 'line 2'],
    ['NO_FIGURES', 'Goodwill@2024 = 1', 'line 1'],
    ['TEXT_TOO_LONG', 'x'.repeat(200_001), ''],
  ])('is refused with %s and its line', (code, text, path) => {
    const read = readStatements(text, StatementFormat.KEY_VALUE, 'EUR');
    expect(read).toMatchObject({ code, path });
  });
});

describe('readStatements of CSV', () => {
  it('takes quoted cells with separators and line breaks, and tells lines as the file has them', () => {
    const text =
      '\ufeffitem,2024\r\n"Goodwill, net\r\nof tax","1"\r\n\r\n"Assets" , 2.50\r\nPatents,3';
    const read = readStatements(text, StatementFormat.CSV, 'EUR');
    if (read instanceof Refusal) throw read;
    expect([...(read.years[0]?.figures ?? [])]).toEqual([['totalAssetsMinor', 250n]]);
    expect(read.unknown).toEqual(['Goodwill, net\nof tax (line 2)', 'Patents (line 6)']);
  });

  it.each([
    ['LINE_INVALID', 'item,2024\nAssets,1,2', 'line 2'],
    ['LINE_INVALID', 'item,2024\nAs"sets,1', 'line 2'],
    ['LINE_INVALID', 'item,2024\nAssets,"1', 'line 2'],
    ['AMOUNT_PRECISION', 'item,2024\nGoodwill,x\nAssets,1.234', 'line 3'],
    ['YEAR_INVALID', 'item,twelve\nAssets,1', 'line 2'],
    ['FIGURE_TWICE', 'item,2024,2024\nAssets,1,2', 'line 2'],
    ['NO_FIGURES', '', 'line 1'],
    ['TEXT_TOO_LONG', 'item,2024\n'.repeat(2_001), ''],
  ])('is refused with %s: %j', (code, text, path) => {
    expect(readStatements(text, StatementFormat.CSV, 'EUR')).toMatchObject({ code, path });
  });
});

describe('a credit file', () => {
  it('keeps records of one party for another one, unseen by all others', async () => {
    const fields = [{ name: 'capital', value: '1,000,000' }];
    const documentHash = `0x${'AB'.repeat(32)}`;
    const recordId = (await add({ fields, documentHash, expiresDate: '2027-01-01' })) as string;
    expect(await reader.list(assessor, buyer, PAGE)).toMatchObject([
      { recordId, fields, documentHash: documentHash.toLowerCase(), expiresDate: '2027-01-01' },
    ]);
    expect(await reader.list(other, buyer, PAGE)).toEqual([]);
    expect(await reader.find(other, recordId)).toBeNull();
  });

  it('replaces a record once, by one of its kind, and keeps both', async () => {
    const first = (await add()) as string;
    const visit = { replacesId: first, kind: CreditRecordKind.SITE_VISIT };
    expect(await add(visit)).toBeInstanceOf(NotFoundError);
    expect(await add({ replacesId: first }, other)).toBeInstanceOf(NotFoundError);
    const second = await add({ replacesId: first });
    expect(await add({ replacesId: first })).toBeInstanceOf(NotFoundError);
    const kept = await reader.list(assessor, buyer, PAGE);
    expect(kept.map(({ recordId, replacedById }) => [recordId, replacedById])).toEqual([
      [second, null],
      [first, second],
    ]);
  });

  it('imports statements whole, the newest of each year counting', async () => {
    const made = await importing();
    expect(made).toMatchObject({ unknown: ['Goodwill (line 5)'] });
    await importing({ text: 'item,2025\nAssets,999', format: StatementFormat.CSV });
    const found = await reader.statements(assessor, buyer);
    expect(found.map(({ fiscalYear }) => fiscalYear)).toEqual([2025, 2024, 2023]);
    expect(found[0]?.figures).toEqual([{ name: 'totalAssetsMinor', amountMinor: 99_900n }]);
    expect(await importing({ text: 'item,2025\nAssets,9.999' })).toMatchObject({ path: 'text' });
    expect(await reader.list(assessor, buyer, PAGE)).toHaveLength(2);
  });

  it('says what is missing, old or expired', async () => {
    await add();
    await add({ kind: CreditRecordKind.OWNERSHIP, recordDate: '2025-01-01' });
    const guarantee = { kind: CreditRecordKind.GUARANTEE, recordDate: '2026-01-01' };
    const worth = { amountMinor: 5n, currency: 'EUR' };
    await add({ ...guarantee, ...worth, expiresDate: '2026-12-30' });
    await importing();
    expect(await reader.gaps(assessor, buyer)).toEqual([
      { kind: 'OWNERSHIP', problem: 'OLD', lastDate: '2025-01-01' },
      { kind: 'BUREAU_REPORT', problem: 'MISSING', lastDate: null },
      { kind: 'SITE_VISIT', problem: 'MISSING', lastDate: null },
      { kind: 'REFERENCE', problem: 'MISSING', lastDate: null },
      { kind: 'GUARANTEE', problem: 'EXPIRED', lastDate: '2026-01-01' },
    ]);
  });

  it('is refused with a bad hash, an early expiry, too much, or from who lends nothing', async () => {
    expect(await add({ documentHash: '0x12' })).toMatchObject({ path: 'documentHash' });
    expect(await add({ expiresDate: '2026-11-30' })).toMatchObject({ path: 'expiresDate' });
    expect(await add({ title: ' ' })).toBeInstanceOf(InputInvalidError);
    const fields = Array.from({ length: 101 }, () => ({ name: 'n', value: 'v' }));
    expect(await add({ fields })).toMatchObject({ path: 'fields' });
    expect(await add({}, viewerOf('b', PartyRole.BUYER))).toBeInstanceOf(NotPermittedError);
  });

  it('says how much secures credit, and of a prepayment which receivable, with its document', async () => {
    const [receivableId = ''] = await new HistoryWorld(database).tell(
      [
        {
          ...{ supplier: party('supplier'), buyer, faceMinor: 100n },
          ...{ confirmedDate: '2026-12-01', dueDate: '2026-12-31' },
        },
      ],
      '2026-12-31',
    );
    const worth = { amountMinor: 30n, currency: 'EUR' };
    const prepayment = {
      ...{ kind: CreditRecordKind.PREPAYMENT, receivableId, documentHash: id('a receipt') },
      ...worth,
    };
    const recordId = (await add(prepayment)) as string;
    expect(await reader.find(assessor, recordId)).toMatchObject({ ...worth, receivableId });

    expect(await add({ ...prepayment, currency: 'USD' })).toBeInstanceOf(NotFoundError);
    expect(await add({ ...prepayment, receivableId: id('other') })).toBeInstanceOf(NotFoundError);
    const wrong = async (change: object) => ((await add(change)) as InputInvalidError).path;
    expect(await wrong({ ...prepayment, documentHash: null })).toBe('documentHash');
    expect(await wrong({ ...prepayment, receivableId: null })).toBe('receivableId');
    expect(await wrong({ ...prepayment, amountMinor: 0n })).toBe('amountMinor');
    expect(await wrong({ kind: CreditRecordKind.GUARANTEE })).toBe('amountMinor');
    expect(await wrong({ kind: CreditRecordKind.COLLATERAL, amountMinor: 1n })).toBe('currency');
    expect(await wrong({ kind: CreditRecordKind.GUARANTEE, receivableId, ...worth })).toBe(
      'receivableId',
    );
    expect(await wrong({ kind: CreditRecordKind.NEWS, amountMinor: 1n })).toBe('amountMinor');
  });
});
