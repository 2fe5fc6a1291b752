import fc from 'fast-check';

import { PartyRole, addDays } from '../../../backend/src/common/index.js';
import { BehaviourReader } from '../../../backend/src/behaviour/behaviour.reader.js';
import { TestDatabase } from '../../support/test-database.js';
import {
  HistoryWorld,
  type TestReceivable,
  drawHistory,
  party,
  viewerOf,
} from '../credit/history.world.js';

const TODAY = '2026-12-31';
const supplier = viewerOf('supplier', PartyRole.SUPPLIER);
const assessor = viewerOf('assessor', PartyRole.ASSESSOR);
const buyer = party('buyer');

let database: TestDatabase;
let history: HistoryWorld;
let reader: BehaviourReader;

beforeAll(async () => {
  database = await TestDatabase.start();
  history = new HistoryWorld(database);
  reader = new BehaviourReader(database.dataSource);
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await history.clear();
  await database.truncate('behaviour', 'statement');
});

function receivable(change: Partial<TestReceivable> = {}): TestReceivable {
  return {
    ...{ supplier: supplier.party, buyer, faceMinor: 10_000n },
    ...{ confirmedDate: '2026-01-05', dueDate: '2026-02-04', ...change },
  };
}

function paidOn(date: string, amountMinor = 10_000n) {
  return { kind: 'paid', amountMinor, date } as const;
}

async function on(asOfDate: string, viewer = assessor, supplierId: string | null = null) {
  return reader.find(viewer, { buyer, supplier: supplierId, asOfDate });
}

describe('behaviour', () => {
  it('weighs days beyond terms by amount, and leaves no trace of a payment that was taken back', async () => {
    const entryHash = '0x01';
    const ids = await history.tell(
      [
        receivable({ happenings: [paidOn('2026-02-14', 10_000n)] }),
        receivable({ faceMinor: 30_000n, happenings: [paidOn('2026-02-06', 30_000n)] }),
        receivable(),
      ],
      TODAY,
    );
    const pay = { contract: 'receivables', subject: ids[2] ?? '', date: '2026-03-20' };
    const args = { amountMinor: '10000', outstandingMinor: '0', entryHash };
    await history.event({ ...pay, name: 'PaymentApplied', args });
    const [before] = await on('2026-03-31');
    const back = { ...args, outstandingMinor: '10000' };
    await history.event({ ...pay, name: 'PaymentReversed', args: back, date: '2026-04-02' });

    // (10 · 10 + 2 · 30 + 44 · 10) / 50 days, and without the third (10 · 10 + 2 · 30) / 40.
    expect(before).toMatchObject({ daysBeyondTermsMilli: 12_000, paidMinor: 50_000n });
    const [after] = await on('2026-04-02');
    expect(after).toMatchObject({
      ...{ daysBeyondTermsMilli: 4_000, paidMinor: 40_000n, outstandingMinor: 10_000n },
      ...{ overdueMinor: 10_000n, oldestDaysPastDue: 57, dueCount: 3, lateCount: 3 },
    });
  });

  it('tells trend, share late and percentiles of what fell due', async () => {
    const at = (due: string, daysLate: number) =>
      receivable({
        ...{ confirmedDate: addDays(due, -30), dueDate: due },
        happenings: [paidOn(addDays(due, daysLate))],
      });
    await history.tell(
      [at('2026-02-01', 0), at('2026-02-10', -5), at('2026-05-10', 8), at('2026-05-20', 12)],
      TODAY,
    );

    const [found] = await on('2026-06-30');
    expect(found).toMatchObject({
      ...{ dueCount: 4, lateCount: 2, lateShareBps: 5_000, lateDaysP50: 0, lateDaysP90: 12 },
      ...{ trendMilli: 12_500, daysBeyondTermsMilli: 3_750 },
    });
    expect(found?.monthSharesBps).toEqual([5_000, 0, 0, 5_000, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('counts disputes, dilution, promises, confirmation and concentration', async () => {
    const other = party('other supplier');
    const [id = ''] = await history.tell(
      [
        receivable({
          registeredDate: '2026-01-03',
          happenings: [
            { kind: 'disputed', amountMinor: 4_000n, date: '2026-01-10' },
            { kind: 'credited', amountMinor: 1_000n, date: '2026-01-12' },
          ],
        }),
        receivable({ supplier: other, faceMinor: 30_000n }),
      ],
      TODAY,
    );
    const ended = { contract: 'collections', name: 'ArrangementEnded', subject: id };
    await history.event({ ...ended, args: { kind: '1', status: '3' }, date: '2026-03-01' });
    await history.event({ ...ended, args: { kind: '1', status: '2' }, date: '2026-04-01' });

    const [found] = await on('2026-03-31');
    expect(found).toMatchObject({
      ...{ disputedCount: 1, disputeShareBps: 1_000, dilutionBps: 250, confirmedCount: 2 },
      ...{ promisesKept: 0, promisesBroken: 1, confirmationHoursP90: 48 },
      ...{ concentrationBps: 6_250, largestShareBps: 7_500 },
    });
    const [pair] = await on('2026-04-01', supplier, supplier.party);
    expect(pair).toMatchObject({ dilutionBps: 1_000, promisesKept: 1, concentrationBps: null });
  });

  it('counts statements as in time that were acknowledged within ten days', async () => {
    await history.tell([receivable()], TODAY);
    const statement = (n: number, issued: string) => ({
      ...{ statement_id: `0x${n}`, supplier: supplier.party, buyer, currency: 'EUR' },
      ...{ as_of_date: issued, balance_minor: 1, ledger_balance_minor: 1, items_root: '' },
      ...{ status: 'AGREED', issued_at: `${issued}T08:00:00Z` },
    });
    await database.insert('statement', [
      { ...statement(1, '2026-02-01'), ...LINES },
      { ...statement(2, '2026-03-01'), ...LINES },
      { ...statement(3, '2026-03-25'), ...LINES },
    ]);
    const answer = { contract: 'reconciliation', name: 'StatementAcknowledged', args: {} };
    await history.event({ ...answer, subject: '0x1', date: '2026-02-05' });
    await history.event({ ...answer, subject: '0x2', date: '2026-03-20' });

    expect(await on('2026-03-31')).toMatchObject([{ statementCount: 2, statementInTimeCount: 1 }]);
  });

  it('is read by its buyer, its supplier for the pair, and assessors, but by nobody else', async () => {
    await history.tell([receivable()], TODAY);
    const own = { ...viewerOf('buyer', PartyRole.BUYER), party: buyer };
    const stranger = viewerOf('stranger', PartyRole.SUPPLIER, PartyRole.FINANCIER);

    expect(await on('2026-01-31', own)).toHaveLength(1);
    expect(await on('2026-01-31', supplier)).toEqual([]);
    expect(await on('2026-01-31', supplier, supplier.party)).toHaveLength(1);
    expect(await on('2026-01-31', stranger)).toEqual([]);
    expect(await on('2026-01-31', stranger, supplier.party)).toEqual([]);
  });

  it('keeps the last two months, of each older month the last day, and days of ratings', async () => {
    await history.tell([receivable()], TODAY);
    const days = [
      '2026-01-10',
      '2026-01-31',
      '2026-03-05',
      '2026-03-06',
      '2026-05-01',
      '2026-05-20',
    ];
    const { manager } = database.dataSource;
    for (const day of days) await reader.keep(manager, day);
    const scale = { assessor: 'a', version: 1, base_points: 1, rules: [], grades: [] };
    await database.insert('grade_scale', [
      { ...scale, set_by: assessor.userId, set_at: '2026-01-01' },
    ]);
    const rating = { assessor: 'a', party: buyer, currency: 'EUR', as_of_date: '2026-03-05' };
    const grade = { scale_version: 1, points: 1, grade: 'A', rank: 1, reasons: [] };
    await database.insert('rating', [{ ...rating, ...grade, rated_at: '2026-03-05' }]);
    await reader.prune(manager, '2026-06-30');
    await database.truncate('grade_scale');
    const kept: Array<{ day: string }> = await manager.query(
      'SELECT DISTINCT as_of_date AS day FROM behaviour ORDER BY 1',
    );
    expect(kept.map(({ day }) => day)).toEqual([
      ...['2026-01-31', '2026-03-05', '2026-03-06', '2026-05-01', '2026-05-20'],
    ]);
  });

  it('of a day never changes by what happens later, and is the same for one buyer and for all', async () => {
    const draws = fc.array(fc.array(fc.nat(100_000), { minLength: 3, maxLength: 9 }), {
      minLength: 2,
      maxLength: 15,
    });
    await fc.assert(
      fc.asyncProperty(draws, fc.nat(400), async (drawn, offset) => {
        await history.clear();
        const date = addDays('2025-01-01', offset);
        const told = drawn.map((draw, index) =>
          drawHistory(draw, { supplier: party(`s${index % 3}`), buyer }),
        );
        const known = told
          .filter(({ confirmedDate }) => confirmedDate <= date)
          .map((one) => ({ ...one, happenings: one.happenings.filter((h) => h.date <= date) }));
        await history.tell(known, TODAY);
        const then = await on(date);

        await history.clear();
        await history.tell(told, TODAY);
        expect(await on(date)).toEqual(then);
        await reader.keep(database.dataSource.manager, date);
        const kept = await database.dataSource.query(
          `SELECT outstanding_minor, days_beyond_terms_milli FROM behaviour
           WHERE as_of_date = $1 AND supplier = ''`,
          [date],
        );
        expect(kept).toEqual(
          then.map((one) => ({
            outstanding_minor: `${one.outstandingMinor}`,
            days_beyond_terms_milli: one.daysBeyondTermsMilli?.toString() ?? null,
          })),
        );
      }),
      { numRuns: 30 },
    );
  });
});

const LINES = { line_count: 0, open_line_count: 0, raised_minor: 0, conceded_minor: 0 };
