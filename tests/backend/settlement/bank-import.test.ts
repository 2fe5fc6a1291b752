import { DocumentRefusedError } from '../../../backend/src/api/index.js';
import { camtStatement } from '../../support/camt-xml.js';
import { GERMAN_MAPPING, germanCsv } from '../../support/csv-files.js';
import { germanMt940, mt942 } from '../../support/mt-files.js';
import { BankImportWorld } from './bank-import.world.js';

type Change = readonly [string | RegExp, string];

/** Of the small camt file. */
const IBAN = 'DE79000000001234567890';
/** Of the CSV file and the MT942. */
const OTHER_IBAN = 'DE89370400440532013000';
/** What the MT940 calls 10020030/1234567. */
const GERMAN_IBAN = 'DE73100200300001234567';

let world: BankImportWorld;

beforeAll(async () => {
  world = await BankImportWorld.start(IBAN, OTHER_IBAN, GERMAN_IBAN);
});

afterAll(() => world.stop());

beforeEach(() => world.clear());

const counts = (entryCount: number, alreadyKnown: number) => ({ entryCount, alreadyKnown });
const asReport: Change[] = [
  [/camt\.053/g, 'camt.052'],
  [/BkToCstmrStmt/g, 'BkToCstmrAcctRpt'],
  [/x:Stmt>/g, 'x:Rpt>'],
];
const asNotification: Change[] = [
  [/camt\.053/g, 'camt.054'],
  [/BkToCstmrStmt/g, 'BkToCstmrDbtCdtNtfctn'],
  [/x:Stmt>/g, 'x:Ntfctn>'],
];
const withoutReferences: Change[] = [
  [/<x:AcctSvcrRef>.*<\/x:AcctSvcrRef>/, ''],
  [/<x:UETR>.*<\/x:UETR>/, ''],
];
const named = (id: string): Change => [/<x:Id>S1</, `<x:Id>${id}<`];
const withoutDetails: Change = [/<x:NtryDtls>[^]*<\/x:NtryDtls>/, ''];
const pending: Change = ['>BOOK<', '>PDNG<'];
/** The payment of the small camt file, as MT940 tells it. */
const sameInMt940 = (...lines: string[]): string =>
  [
    ...[':20:X', `:25:${IBAN}`, ':28C:1/1', ':60F:C260429EUR10,00', ...lines],
    ...[':62F:C260430EUR110,00', '-', ''],
  ].join('\n');

describe('one booking', () => {
  it.each<readonly [string, readonly Change[]]>([
    ['with references of the bank', []],
    ['without any', withoutReferences],
  ])('is one entry in a camt.052, .053 and .054, %s', async (_what, changes) => {
    const files = [[...asReport, named('R1')], [named('S1b')], [...asNotification, named('N1')]];
    for (const file of files) await world.take(camtStatement(...changes, ...file));
    expect(await world.all()).toHaveLength(1);
    expect(await world.take(camtStatement(...changes, ['001.08', '001.13']))).toMatchObject(
      counts(1, changes.length === 0 ? 1 : 0),
    );
  });

  it('is one entry in a camt.053 and an MT940, which has less room', async () => {
    await world.take(camtStatement(['>A1<', '>2026043012345678901234<']));
    const mt940 = sameInMt940(':61:2604300430C100,NTRFNONREF//2026043012345678', ':86:thanks');
    expect(await world.take(mt940)).toMatchObject(counts(1, 1));
    await world.clear();

    await world.take(camtStatement(...withoutReferences));
    const worded = sameInMt940(':61:2604300430C100,NTRFNONREF', ':86:SEPA Buyer INV-007 thank you');
    expect(await world.take(worded)).toMatchObject(counts(1, 1));
  });

  it('is one entry for an account that MT940 writes with its bank code', async () => {
    expect(await world.take(germanMt940())).toMatchObject(counts(3, 0));
    expect((await world.all()).map(({ account }) => account)).toEqual(Array(3).fill(GERMAN_IBAN));
  });

  it('becomes money when it is booked after it was pending', async () => {
    await world.take(camtStatement(...asReport, pending));
    expect(await world.all()).toMatchObject([{ bookingStatus: 'PDNG', status: 'EXCLUDED' }]);
    await world.take(camtStatement(...withoutReferences));
    expect(await world.all()).toMatchObject([{ bookingStatus: 'BOOK', status: 'UNMATCHED' }]);
    await world.take(camtStatement(...asReport, pending, named('R2')));
    expect(await world.all()).toMatchObject([{ bookingStatus: 'BOOK', status: 'UNMATCHED' }]);
  });

  it('of a batch gets the payments in it from a camt.054', async () => {
    await world.take(camtStatement(...withoutReferences, withoutDetails));
    expect(await world.all()).toMatchObject([{ remittance: null, counterpartyName: null }]);
    expect(await world.take(camtStatement(...asNotification))).toMatchObject(counts(1, 1));
    expect(await world.all()).toMatchObject([
      { remittance: 'INV-007 thank you', reference: 'RF18539007547034', endToEndId: 'E1' },
    ]);
  });

  it('is one entry however often a report of the day repeats it', async () => {
    await world.take(camtStatement(...withoutReferences, ...asReport, named('R1')));
    const again = camtStatement(...withoutReferences, ...asReport, named('R2'));
    expect(await world.take(again)).toMatchObject(counts(1, 1));
  });
});

describe('two bookings', () => {
  it.each<readonly [string, readonly Change[]]>([
    [
      'another reference of the bank',
      [
        ['>A1<', '>A2<'],
        [/<x:UETR>.*<\/x:UETR>/, ''],
      ],
    ],
    ['another end-to-end id', [...withoutReferences, ['>E1<', '>E2<']]],
    ['another account of the payer', [...withoutReferences, ['CH41', 'CH42']]],
    ['another amount', [['>100.00<', '>100.01<']]],
    [
      'another day',
      [
        ['2026-04-30T23', '2026-04-29T23'],
        ['<x:Dt>2026-04-30</x:Dt></x:ValDt>', '<x:Dt>2026-04-29</x:Dt></x:ValDt>'],
      ],
    ],
    ['the other side', [['CRDT</x:CdtDbtInd>\n<x:Sts', 'DBIT</x:CdtDbtInd>\n<x:Sts']]],
  ])('are two entries with %s', async (_what, changes) => {
    await world.take(camtStatement());
    const other = camtStatement(...asNotification, ...changes);
    expect(await world.take(other)).toMatchObject(counts(1, 0));
    expect(await world.all()).toHaveLength(2);
  });

  it('without references are as many as the statement tells, whatever came before', async () => {
    const twice = ':61:2604300430C100,NTRFNONREF\n:86:INV-007 thank you';
    await world.take(camtStatement(...withoutReferences, ...asReport));
    expect(await world.take(sameInMt940(twice, twice))).toMatchObject(counts(2, 1));
    expect(await world.all()).toHaveLength(2);
    expect(await world.take(sameInMt940(twice, twice))).toMatchObject(counts(2, 2));
  });

  it('of two statements of one bank are two, unless one is a copy', async () => {
    await world.take(camtStatement(...withoutReferences));
    const other = camtStatement(...withoutReferences, named('S2'));
    expect(await world.take(other)).toMatchObject(counts(1, 0));
    const copy: Change = ['<x:Acct>', '<x:CpyDplctInd>DUPL</x:CpyDplctInd><x:Acct>'];
    const again = camtStatement(...withoutReferences, copy, named('S3'));
    expect(await world.take(again)).toMatchObject(counts(1, 1));
  });
});

describe('a CSV file', () => {
  const mapping = { ...GERMAN_MAPPING, account: OTHER_IBAN };

  afterEach(() => world.database.truncate('csv_mapping'));

  it('is refused until a mapping fits it', async () => {
    expect(await world.take(germanCsv())).toMatchObject({
      errors: [{ code: 'CSV_MAPPING_MISSING' }],
    });
    await world.mappings.save(world.owner, mapping);
    expect(await world.take(germanCsv())).toMatchObject(counts(3, 0));
    expect((await world.all()).map(({ account }) => account)).toEqual(Array(3).fill(OTHER_IBAN));
  });

  it('is read with the mapping of the account that is named, where several fit', async () => {
    await world.mappings.save(world.owner, mapping);
    await world.mappings.save(world.owner, { ...mapping, account: IBAN });
    expect(await world.take(germanCsv())).toBeInstanceOf(DocumentRefusedError);
    expect(await world.take(germanCsv(), { csvAccount: IBAN })).toMatchObject(counts(3, 0));
    expect((await world.all())[0]?.account).toBe(IBAN);
  });

  it('brings nothing again that an earlier export had', async () => {
    await world.mappings.save(world.owner, mapping);
    await world.take(germanCsv());
    const later = germanCsv([
      /\n03\.01/,
      '\n04.01.2026;04.01.2026;X;;neu;;;1,00;EUR;2.223,05\n03.01',
    ]);
    expect(await world.take(later)).toMatchObject(counts(4, 3));
  });

  it('is saved for accounts of the own party only, and replaces what was there', async () => {
    expect(await world.mappings.save(world.stranger, mapping)).toMatchObject({ code: 'NOT_FOUND' });
    await world.mappings.save(world.owner, mapping);
    await world.mappings.save(world.owner, { ...mapping, dateFormat: 'D.M.YYYY' });
    expect(await world.mappings.list(world.owner)).toMatchObject([
      { mapping: { dateFormat: 'D.M.YYYY' } },
    ]);
    expect(await world.mappings.list(world.stranger)).toEqual([]);
  });
});

describe('a file of which one part is wrong', () => {
  it.each<readonly [string, string]>([
    [
      'a statement that is damaged',
      germanMt940().toString() + germanMt940(['CR250,5', 'CR2505']).toString(),
    ],
    ['an account nobody has', mt942().toString() + germanMt940(['1234567', '7654321']).toString()],
  ])('is not taken at all: %s', async (_what, file) => {
    expect(await world.take(file)).not.toHaveProperty('importId');
    expect(await world.all()).toEqual([]);
  });
});

describe('gaps', () => {
  const day = (number: number, from: string, to: string): string =>
    [
      ...[':20:X', `:25:${IBAN}`, `:28C:${number}/1`, `:60F:C26010${number}EUR${from}`],
      ...[`:61:26010${number}C10,NTRFNONREF//D${number}`, `:62F:C26010${number}EUR${to}`, '-', ''],
    ].join('\n');
  const gaps = async () =>
    (await world.gaps.list(world.owner, {})).map((gap) => [
      ...[gap.kind, gap.day, gap.expectedMinor, gap.actualMinor, gap.missingFrom, gap.missingTo],
    ]);

  it('are none in statements that follow each other, whatever order they come in', async () => {
    await world.take(day(2, '20,', '30,'));
    await world.take(day(1, '10,', '20,') + day(3, '30,', '40,'));
    expect(await gaps()).toEqual([]);
  });

  it('are where a statement is missing, and close when it comes', async () => {
    await world.take(day(1, '10,', '20,'));
    await world.take(day(4, '40,', '50,'));
    expect(await gaps()).toEqual([
      ['BALANCE_DIFFERS', '2026-01-04', 2_000n, 4_000n, null, null],
      ['NUMBER_MISSING', '2026-01-04', null, null, '2', '3'],
    ]);
    expect(await world.gaps.list(world.stranger, {})).toEqual([]);
    await world.take(day(2, '20,', '30,') + day(3, '30,', '40,') + day(3, '30,', '40,'));
    expect(await gaps()).toEqual([]);
  });

  it('are where a statement does not add up', async () => {
    await world.take(day(1, '10,', '25,'));
    expect(await gaps()).toEqual([['DOES_NOT_ADD_UP', '2026-01-01', 2_000n, 2_500n, null, null]]);
  });
});
