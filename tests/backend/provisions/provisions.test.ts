import fc from 'fast-check';

import {
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { PartyRole, addDays, epochDayOf } from '../../../backend/src/common/index.js';
import { LedgerClock, OffLedgerActs } from '../../../backend/src/ledger/index.js';
import { AgeingReader } from '../../../backend/src/provisions/ageing.reader.js';
import { bookOf } from '../../../backend/src/provisions/provision-access.js';
import { EntrySide } from '../../../backend/src/provisions/provision-journal.js';
import { ProvisionMovementReader } from '../../../backend/src/provisions/provision-movement.reader.js';
import { DEFAULT_RULES } from '../../../backend/src/provisions/provision-policy.rules.js';
import { ProvisionPolicyService } from '../../../backend/src/provisions/provision-policy.service.js';
import { ProvisionRunService } from '../../../backend/src/provisions/provision-run.service.js';
import { SegmentBy } from '../../../backend/src/provisions/provision.sql.js';
import { ProvisionReader } from '../../../backend/src/provisions/provision.reader.js';
import type { ProvisionRunType } from '../../../backend/src/provisions/provision.type.js';
import { TestDatabase } from '../../support/test-database.js';
import {
  HistoryWorld,
  type TestReceivable,
  drawHistory,
  outstandingOn,
  party,
  viewerOf,
} from '../credit/history.world.js';

const TODAY = '2026-12-31';
const PAGE = { size: 500, limit: 501, after: null };
const supplier = viewerOf('supplier', PartyRole.SUPPLIER);
const colleague = { ...viewerOf('supplier', PartyRole.SUPPLIER), party: supplier.party };
const other = viewerOf('other supplier', PartyRole.SUPPLIER);
const buyers = ['b1', 'b2', 'b3'].map(party);

let database: TestDatabase;
let history: HistoryWorld;
let service: ProvisionRunService;
let policies: ProvisionPolicyService;
let reader: ProvisionReader;
let ageing: AgeingReader;
let movements: ProvisionMovementReader;
let sequence = 0;

beforeAll(async () => {
  database = await TestDatabase.start();
  history = new HistoryWorld(database);
  const { dataSource } = database;
  const acts = new OffLedgerActs(dataSource);
  service = new ProvisionRunService(acts, new LedgerClock(dataSource));
  policies = new ProvisionPolicyService(acts);
  reader = new ProvisionReader(dataSource);
  ageing = new AgeingReader(dataSource);
  movements = new ProvisionMovementReader(dataSource);
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await history.clear();
  await database.truncate('provision_policy', 'provision_overlay', 'off_ledger_act');
});

const key = (): string => `key ${++sequence}`;

async function run(asOfDate: string, viewer = supplier): Promise<ProvisionRunType> {
  const made = await service.run(viewer, { idempotencyKey: key(), asOfDate });
  const found = await reader.findRun(viewer, made as string);
  if (found === null) throw new Error(JSON.stringify(made));
  return found;
}

const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

function receivable(change: Partial<TestReceivable> = {}): TestReceivable {
  return {
    ...{ supplier: supplier.party, buyer: buyers[0] ?? '', faceMinor: 10_000n },
    ...{ confirmedDate: '2026-01-05', dueDate: '2026-02-04', ...change },
  };
}

describe('past days', () => {
  const histories = fc.array(fc.array(fc.nat(100_000), { minLength: 3, maxLength: 9 }), {
    minLength: 1,
    maxLength: 25,
  });

  it('have the outstanding that was left on them, by bucket, whatever happened later', async () => {
    const days = fc.array(fc.nat(400), { minLength: 2, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(histories, days, async (drawn, offsets) => {
        await history.clear();
        const told = drawn.map((draw, index) =>
          drawHistory(draw, { supplier: supplier.party, buyer: buyers[index % 3] ?? '' }),
        );
        await history.tell(told, TODAY);
        for (const offset of offsets) {
          const date = addDays('2025-01-01', offset);
          const expected = new Map<number, bigint>();
          for (const one of told) {
            const late = epochDayOf(date) - epochDayOf(one.dueDate);
            const bucket = DEFAULT_RULES.bucketDays.filter((bound) => late > bound).length;
            const left = outstandingOn(one, date);
            if (left > 0n) expected.set(bucket, (expected.get(bucket) ?? 0n) + left);
          }
          const found = await ageing.ageing(bookOf(supplier), date, DEFAULT_RULES.bucketDays);
          expect(new Map(found.map((row) => [row.bucket, row.outstandingMinor]))).toEqual(expected);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('give runs whose lines sum to cells and totals, and movements that sum from one to the next', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(300), fc.nat(90), async (drawn, start, days) => {
        await history.clear();
        const told = drawn.map((draw, index) =>
          drawHistory(draw, { supplier: supplier.party, buyer: buyers[index % 3] ?? '' }),
        );
        const ids = await history.tell(told, TODAY);
        const [from, to] = [addDays('2025-01-01', start), addDays('2025-01-01', start + days)];
        const [opening, closing] = [await run(from), await run(to)];
        for (const one of [opening, closing]) {
          const lines = await reader.lines(one.runId, PAGE);
          const cells = await reader.cells(one.runId);
          const open = told.map((each, index) => [ids[index], outstandingOn(each, one.asOfDate)]);
          expect(new Map(lines.map((line) => [line.receivableId, line.outstandingMinor]))).toEqual(
            new Map(open.filter(([, left]) => left !== 0n) as Array<[string, bigint]>),
          );
          for (const cell of cells) {
            const own = lines.filter((line) => line.bucket === cell.bucket);
            expect(sum(own.map(({ eclMinor }) => eclMinor))).toBe(cell.eclMinor);
            const units = cell.outstandingMinor * BigInt(cell.appliedPpm);
            expect(cell.eclMinor).toBe((units + 999_999n) / 1_000_000n);
          }
        }
        await expectToSum(opening, closing);
      }),
      { numRuns: 20 },
    );
  });
});

async function expectToSum(opening: ProvisionRunType, closing: ProvisionRunType): Promise<void> {
  const [first, last] = [await reader.totals(opening.runId), await reader.totals(closing.runId)];
  const found = await movements.movement(opening, closing, bookOf(supplier));
  for (const one of found) {
    expect(one.openingMinor).toBe(first[0]?.eclMinor ?? 0n);
    expect(one.closingMinor).toBe(last[0]?.eclMinor ?? 0n);
    const { newMinor, derecognisedMinor, rolledMinor, writtenOffMinor, remeasuredMinor } = one;
    const changes = [newMinor, derecognisedMinor, rolledMinor, writtenOffMinor, remeasuredMinor];
    expect(one.openingMinor + sum(changes)).toBe(one.closingMinor);
    expect(one.openingOutstandingMinor).toBe(first[0]?.outstandingMinor ?? 0n);
    expect(one.closingOutstandingMinor).toBe(last[0]?.outstandingMinor ?? 0n);
    const moved = [one.confirmedMinor, one.paidMinor, one.creditedMinor, one.restoredMinor];
    expect(one.openingOutstandingMinor + sum(moved) + one.writtenOffOutstandingMinor).toBe(
      one.closingOutstandingMinor,
    );
  }
  for (const { lines } of await movements.journal(opening, closing, bookOf(supplier))) {
    const side = (wanted: EntrySide): bigint =>
      sum(lines.filter((line) => line.side === wanted).map(({ amountMinor }) => amountMinor));
    expect(side(EntrySide.DEBIT)).toBe(side(EntrySide.CREDIT));
  }
}

describe('runProvisions', () => {
  it('gives the same run for the same key and day, and refuses another day under it', async () => {
    await history.tell([receivable()], TODAY);
    const input = { idempotencyKey: key(), asOfDate: '2026-02-10' };

    const first = await service.run(supplier, input);
    expect(await service.run(supplier, input)).toBe(first);
    expect(await service.run(supplier, { ...input, asOfDate: '2026-02-11' })).toBeInstanceOf(
      IdempotencyKeyReusedError,
    );
  });

  it('refuses a day that the ledger has not come to, and parties that keep no allowance', async () => {
    await history.tell([receivable()], TODAY);
    const input = { idempotencyKey: key(), asOfDate: addDays(TODAY, 1) };

    expect(await service.run(supplier, input)).toMatchObject({ path: 'asOfDate' });
    const buyer = viewerOf('b1', PartyRole.BUYER);
    expect(await service.run(buyer, input)).toBeInstanceOf(NotPermittedError);
  });

  it('counts its party’s receivables only, which no other party reads', async () => {
    await history.tell([receivable(), receivable({ supplier: other.party })], TODAY);

    const made = await run('2026-02-10');
    expect(await reader.totals(made.runId)).toMatchObject([{ outstandingMinor: 10_000n }]);
    expect(await reader.findRun(other, made.runId)).toBeNull();
    expect(await reader.listRuns(other, PAGE)).toEqual([]);
    const operator = viewerOf('operator', PartyRole.OPERATOR);
    const all = await run('2026-02-10', operator);
    expect(await reader.totals(all.runId)).toMatchObject([{ outstandingMinor: 20_000n }]);
  });

  it('takes rates from what rolled on in the months before', async () => {
    const paid = { kind: 'paid', amountMinor: 10_000n, date: '2026-02-01' } as const;
    const told = Array.from({ length: 10 }, (_, index) =>
      receivable(index === 0 ? {} : { happenings: [paid] }),
    );
    await history.tell(told, TODAY);

    const cells = await reader.cells((await run('2026-10-31')).runId);
    // One of ten went from current into default, of which 60 percent are lost.
    expect(cells[0]).toMatchObject({ basis: 'SEGMENT', rolledPpm: 100_000, lossRatePpm: 60_000 });
    expect(cells.at(-1)).toMatchObject({ basis: 'DEFAULT', eclMinor: 6_000n });
  });

  it('groups buyers by the industry that was known on the day', async () => {
    await history.tell([receivable(), receivable({ buyer: buyers[1] ?? '' })], TODAY);
    await database.insert('party_class', [
      {
        ...{ party: buyers[0], class_number: 1, industry: 'C10', company_group: '' },
        ...{ size_band: '', recorded_by: other.party, recorded_at: '2026-01-01' },
      },
      {
        ...{ party: buyers[0], class_number: 2, industry: 'F41', company_group: '' },
        ...{ size_band: '', recorded_by: other.party, recorded_at: '2026-06-01' },
      },
    ]);
    const input = { ...DEFAULT_RULES, segmentBy: SegmentBy.INDUSTRY, idempotencyKey: key() };
    expect(await policies.set(supplier, input)).toBe(1);

    const cells = await reader.cells((await run('2026-02-10')).runId);
    expect([...new Set(cells.map(({ segment }) => segment))]).toEqual(['', 'C10']);
  });
});

describe('an overlay', () => {
  const proposal = () => ({
    ...{ idempotencyKey: key(), overlayBps: 100, reason: 'Orders of the industry fall.' },
    ...{ firstDate: '2026-01-01', lastDate: '2026-12-31' },
  });

  it('moves rates once another person approved it, and default by nothing', async () => {
    await history.tell([receivable(), receivable({ dueDate: '2025-01-01' })], TODAY);
    const overlayId = (await policies.propose(supplier, proposal())) as string;
    const before = await reader.cells((await run('2026-01-31')).runId);
    expect(before.map(({ overlayBps }) => overlayBps)).toEqual([0, 0, 0, 0, 0, 0]);

    const approval = { idempotencyKey: key(), overlayId };
    expect(await policies.approve(supplier, approval)).toBeInstanceOf(NotPermittedError);
    expect(await policies.approve(other, approval)).toBeInstanceOf(NotFoundError);
    expect(await policies.approve(colleague, approval)).toBe(overlayId);

    const after = await reader.cells((await run('2026-01-31')).runId);
    expect(after.map(({ overlayBps }) => overlayBps)).toEqual([100, 100, 100, 100, 100, 0]);
    expect((after[0]?.appliedPpm ?? 0) - (before[0]?.appliedPpm ?? 0)).toBe(10_000);
    const later = await reader.cells((await run('2025-12-31')).runId);
    expect(later.every(({ overlayBps }) => overlayBps === 0)).toBe(true);
  });

  it('is refused without a reason', async () => {
    const refused = await policies.propose(supplier, { ...proposal(), reason: ' ' });
    expect(refused).toBeInstanceOf(InputInvalidError);
    expect(refused).toMatchObject({ path: 'reason' });
  });
});

describe('a policy', () => {
  it('is refused with bounds that do not rise or rates that are not one for each bucket', async () => {
    const set = (change: object) =>
      policies.set(supplier, { ...DEFAULT_RULES, ...change, idempotencyKey: key() });

    expect(await set({ bucketDays: [0, 60, 30] })).toMatchObject({ path: 'bucketDays' });
    expect(await set({ fallbackRatesPpm: [1] })).toMatchObject({ path: 'fallbackRatesPpm' });
    expect(await set({ lossGivenDefaultBps: 10_001 })).toMatchObject({
      path: 'lossGivenDefaultBps',
    });
    expect(await set({})).toBe(1);
    expect(await set({ windowMonths: 24 })).toBe(2);
    expect(await reader.findPolicy(supplier)).toMatchObject({ version: 2, windowMonths: 24 });
  });
});
