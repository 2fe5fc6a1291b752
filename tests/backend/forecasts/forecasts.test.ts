import { randomUUID } from 'node:crypto';

import { PartyRole, addDays, epochDayOf } from '../../../backend/src/common/index.js';
import { seededRandom } from '../../../backend/src/credit-models/random.js';
import { CashForecastReader } from '../../../backend/src/forecasts/cash-forecast.reader.js';
import { ForecastReader } from '../../../backend/src/forecasts/forecast.reader.js';
import { ForecastBasis, type ForecastScore } from '../../../backend/src/forecasts/forecast.type.js';
import { LedgerClock } from '../../../backend/src/ledger/index.js';
import { TestDatabase } from '../../support/test-database.js';
import { type TestReceivable, party, viewerOf } from '../credit/history.world.js';
import { RegistryWorld, drawnReceivables } from '../model-registry/registry.world.js';

const TODAY = '2026-10-15';
const PATIENCE_MS = 120_000;
const assessor = viewerOf('assessor', PartyRole.ASSESSOR);
const supplier = viewerOf('s0', PartyRole.SUPPLIER);
const financier = viewerOf('financier', PartyRole.FINANCIER);
const [good, bad] = [party('b0'), party('b9')];

/** All that a supplier may be told with its value. */
const OWN_FACTS = ['dueWeekday', 'dueMonth', 'dueDayOfMonth', 'termsDays', 'logFace'];

let database: TestDatabase;
let world: RegistryWorld;
let reader: ForecastReader;
let cash: CashForecastReader;

beforeAll(async () => {
  database = await TestDatabase.start();
  world = new RegistryWorld(database);
  const clock = new LedgerClock(database.dataSource);
  reader = new ForecastReader(
    ...([database.dataSource, clock, world.payments, world.models, world.statements] as const),
  );
  cash = new CashForecastReader(database.dataSource, clock, world.payments, reader);
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await world.clear();
  await database.truncate('lot', 'quote_request', 'quote_request_lot');
});

const open = (change: Partial<TestReceivable> = {}): TestReceivable => ({
  ...{ supplier: supplier.party, buyer: good, faceMinor: 30_000n },
  ...{ confirmedDate: '2026-10-01', dueDate: '2026-10-31', ...change },
});

/** What happened, and open receivables of the best and the worst buyer. */
async function tell(more: readonly TestReceivable[] = []): Promise<string[]> {
  const past = drawnReceivables(400).filter(({ confirmedDate }) => confirmedDate < '2026-09-20');
  const ids = await world.history.tell([...past, open(), open({ buyer: bad }), ...more], TODAY);
  return ids.slice(past.length);
}

async function own(receivableId: string, owner: string, outstandingMinor: bigint): Promise<void> {
  await database.insert('lot', [
    {
      ...{ lot_id: `${receivableId}${owner}`, receivable_id: receivableId, lot_index: 0, owner },
      ...{ outstanding_minor: outstandingMinor, paid_minor: 0, written_off_minor: 0 },
      ...{ deal_number: 1, is_reserved: false, is_frozen: false, clock_stopped_days: 0 },
      created_at: '2026-10-01',
    },
  ]);
}

function expectToSum({ score, basePoints, reasons }: ForecastScore): void {
  const sum = reasons.reduce((points, reason) => points + reason.points, basePoints ?? 0);
  expect(sum).toBe(score);
}

describe('forecasts of receivables', () => {
  it(
    'tell by the champion how likely a receivable is late, when it is paid, and why',
    async () => {
      const ids = await tell();
      expect(await world.train(assessor, TODAY)).toMatchObject({ status: 'DONE' });
      const champion = (await world.models.list(assessor, { size: 9, limit: 9, after: null }, null))
        .filter(({ status }) => (status as string) === 'CHAMPION')
        .map(({ version }) => version);
      const found = await reader.receivables(supplier, ids, TODAY);
      expect(found.map(({ receivableId }) => receivableId)).toEqual(ids);
      const [prompt, slow] = found;
      expect(prompt!.late).toMatchObject({ basis: 'MODEL', modelVersion: champion[0] });
      expect(prompt!.late.probabilityBps).toBeLessThan(2_000);
      expect(slow!.late.probabilityBps).toBeGreaterThan(5_000);
      expect(prompt!.expectedDate <= '2026-10-31').toBe(true);
      expect(slow!.expectedDate > '2026-10-31').toBe(true);
      for (const { late, buyerDefault, earlyDate, expectedDate, lateDate } of found) {
        expectToSum(late);
        expectToSum(buyerDefault);
        expect(late.reasons.length).toBeGreaterThan(2);
        const shown = late.reasons.filter(({ value }) => value !== null);
        expect(OWN_FACTS).toEqual(expect.arrayContaining(shown.map(({ feature }) => feature)));
        expect([earlyDate, expectedDate, lateDate].toSorted()).toEqual([
          ...[earlyDate, expectedDate, lateDate],
        ]);
        expect(earlyDate > TODAY).toBe(true);
      }
    },
    PATIENCE_MS,
  );

  it('are made from the buyer’s history where there is no champion, and sum as well', async () => {
    const found = await reader.receivables(supplier, await tell(), TODAY);
    expect(found.map(({ late }) => late.basis)).toEqual(['HISTORY', 'HISTORY']);
    found.forEach(({ late }) => expectToSum(late));
    expect(found[0]!.late.probabilityBps).toBeLessThan(found[1]!.late.probabilityBps);
  });

  it('say that what is past due is late, and raise the chance of default by how long', async () => {
    const overdue = (dueDate: string, buyer: string) =>
      open({ confirmedDate: '2026-06-01', dueDate, buyer });
    const ids = await tell([
      overdue('2026-10-14', party('a')),
      overdue('2026-08-30', party('b')),
      overdue('2026-07-01', party('c')),
    ]);
    const found = await reader.receivables(supplier, ids.slice(2), TODAY);
    expect(found.map(({ late }) => [late.basis, late.probabilityBps, late.score])).toEqual(
      Array.from({ length: 3 }, () => [ForecastBasis.HAPPENED, 10_000, null]),
    );
    const [fresh, older, longest] = found.map(({ buyerDefault }) => buyerDefault);
    expect(fresh!.probabilityBps).toBeLessThan(older!.probabilityBps);
    expect(older!.basis).toBe('ROLL_RATES');
    expectToSum(older!);
    expect(longest).toMatchObject({ basis: 'HAPPENED', probabilityBps: 10_000 });
  });

  it('do not change when everything after the day is replaced by chance', async () => {
    const day = '2026-03-31';
    const random = seededRandom(3);
    const all = [
      ...drawnReceivables(400),
      open({ confirmedDate: '2026-03-20', dueDate: '2026-04-20' }),
    ];
    const shuffled = all.map((one) => {
      const known = one.happenings?.filter(({ date }) => date <= day) ?? [];
      if (known.length > 0) return one;
      const date = addDays(day, 1 + random.below(190));
      const kind = (['paid', 'credited', 'writtenOff'] as const)[random.below(3)]!;
      const happenings = [{ kind, amountMinor: one.faceMinor, date }];
      if (one.confirmedDate <= day) return { ...one, happenings };
      const buyer = party(`b${random.below(10)}`);
      return { ...one, buyer, faceMinor: 5n, happenings: [{ ...happenings[0]!, amountMinor: 5n }] };
    });
    const forecastsOf = async (told: readonly TestReceivable[]) => {
      await world.clear();
      const ids = await world.history.tell(told, TODAY);
      const [found] = await reader.receivables(supplier, [ids.at(-1)!], day);
      const rest = { ...found!, receivableId: '' };
      const buyer = await reader.buyer(assessor, good, day);
      return { rest, buyer, portfolio: await world.payments.portfolioBefore(day) };
    };
    const before = await forecastsOf(all);
    expect(before.portfolio.defaultRates.observed).toBeGreaterThan(50);
    expect(await forecastsOf(shuffled)).toEqual(before);
  });

  it('are for the supplier and for owners of lots, with values of others’ dealings for assessors only', async () => {
    const [id = ''] = await tell();
    await own(id, financier.party, 30_000n);
    const other = viewerOf('s1', PartyRole.SUPPLIER);
    const stranger = viewerOf('other financier', PartyRole.FINANCIER);
    const buyer = viewerOf('b0', PartyRole.BUYER);
    for (const viewer of [other, stranger, buyer, assessor]) {
      expect(await reader.receivables(viewer, [id], TODAY)).toEqual([]);
    }
    for (const viewer of [supplier, financier]) {
      const [found] = await reader.receivables(viewer, [id], TODAY);
      const [reason] = found!.late.reasons;
      expect(reason).toMatchObject({ feature: 'lateShare', value: null });
      expect(reason!.textEn).toMatch(/^share paid late: [+−]\d+ points$/);
      expect(reason!.textZh).toMatch(/^逾期付款占比，[+−]\d+ 分$/);
    }
    const [seen] = await reader.receivables(viewerOf('o', PartyRole.OPERATOR), [id], TODAY);
    expect(seen!.late.reasons[0]!.textEn).toMatch(/^share paid late: \d+\.\d % *: /);

    // Once it is asked to quote, as for the quote itself.
    const askedToQuote = {
      ...{ request_id: randomUUID(), supplier: supplier.party, financier: stranger.party },
      ...{
        position: 0,
        buyer: good,
        currency: 'EUR',
        lot_ids: [`${id}${financier.party}`],
        created_at: TODAY,
      },
      ...{ idempotency_key: 'ask', body_hash: '' },
    };
    await database.insert('quote_request', [askedToQuote]);
    expect(await reader.receivables(stranger, [id], TODAY)).toMatchObject([{ receivableId: id }]);

    expect(await reader.buyer(assessor, good, TODAY)).not.toBeNull();
    for (const viewer of [supplier, financier, buyer]) {
      expect(await reader.buyer(viewer, good, TODAY)).toBeNull();
    }
  });

  it('are refused for a day that has not come, and for what is no list of ids', async () => {
    const [id = ''] = await tell();
    await expect(reader.receivables(supplier, [id], '2026-10-16')).rejects.toThrow(/2026-10-15/);
    await expect(reader.receivables(supplier, [], TODAY)).rejects.toThrow(/1 to 100/);
    await expect(reader.receivables(supplier, ['x'], TODAY)).rejects.toThrow(/no id/);
    expect(await reader.receivables(supplier, [id], '2026-09-30')).toEqual([]);
  });
});

describe('the cash forecast', () => {
  it('sums to what the party’s lots have outstanding, by currency and whoever else owns others', async () => {
    const ids = await tell([open({ currency: 'CNY', faceMinor: 7n })]);
    await own(ids[0]!, supplier.party, 20_001n);
    await own(ids[0]!, financier.party, 9_999n);
    await own(ids[1]!, supplier.party, 30_000n);
    await own(ids[2]!, supplier.party, 7n);
    const found = await cash.find(supplier, null, 6);
    expect(found.map((one) => [one.currency, one.outstandingMinor])).toEqual([
      ['CNY', 7n],
      ['EUR', 50_001n],
    ]);
    for (const { weeks, laterMinor, outstandingMinor, asOfDate } of found) {
      const sum = weeks.reduce((total, { expectedMinor }) => total + expectedMinor, laterMinor);
      expect(sum).toBe(outstandingMinor);
      expect(asOfDate).toBe(TODAY);
      expect(weeks.map(({ fromDate }) => epochDayOf(fromDate))).toEqual(
        Array.from({ length: 6 }, (_week, at) => epochDayOf(TODAY) + 1 + 7 * at),
      );
    }
  });

  it('is the party’s own; only operator and auditor name another one', async () => {
    const [id = ''] = await tell();
    await own(id, supplier.party, 30_000n);
    const auditor = viewerOf('auditor', PartyRole.AUDITOR);
    expect(await cash.find(auditor, supplier.party, 13)).toHaveLength(1);
    for (const viewer of [financier, assessor, viewerOf('b0', PartyRole.BUYER)]) {
      expect(await cash.find(viewer, supplier.party, 13)).toEqual([]);
    }
    await expect(cash.find(supplier, null, 105)).rejects.toThrow('1 to 104 weeks.');
  });
});
