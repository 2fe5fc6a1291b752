import { NotFoundError, NotPermittedError } from '../../../backend/src/api/index.js';
import { DutyReader } from '../../../backend/src/duties/duty.reader.js';
import { DutyService } from '../../../backend/src/duties/duty.service.js';
import { EarlyPaymentReader } from '../../../backend/src/early-payments/early-payment.reader.js';
import { EarlyPaymentService } from '../../../backend/src/early-payments/early-payment.service.js';
import { type CommandEntity, contractInterfaces } from '../../../backend/src/ledger/index.js';
import { EntryRecordingService } from '../../../backend/src/settlement/index.js';
import { EntriesWorld } from './entries.world.js';

const PAGE = { size: 100, limit: 101, after: null };
const DAY_MS = 86_400_000;

let world: EntriesWorld;

beforeAll(async () => {
  world = await EntriesWorld.start();
});

afterAll(async () => {
  await world.stop();
});

/** An entry of which 10,000 are applied and the rest is unapplied cash. */
async function withUnapplied(number: string, unappliedMinor: bigint): Promise<string> {
  await world.story.confirmed(number);
  return world.received(`${number} and more`, { amountMinor: 10_000n + unappliedMinor });
}

describe('reversal of an allocation', () => {
  it('brings back lots, liens, exposures and duties of several owners exactly as they were', async () => {
    await world.sharedOut('R-101');
    await world.story.confirmed('R-102');
    const entryHash = await withUnapplied('R-103', 13_000n);
    const before = await world.state();
    const entryBefore = await world.entry(entryHash);

    await world.done(await world.allocate(entryHash, { 'R-101': 10_000n, 'R-102': 3_000n }));
    expect(await world.state()).not.toEqual(before);
    await world.done(await world.reverse(entryHash, 2, { note: 'wrong invoices' }));

    expect(await world.state()).toEqual(before);
    expect(await world.entry(entryHash)).toEqual({
      ...entryBefore,
      reversals: [
        expect.objectContaining({
          ...{ number: 2, kind: 'RECEIVABLES', amountMinor: 13_000n, note: 'wrong invoices' },
        }),
      ],
    });
    expect(await world.differences()).toEqual([]);
  });

  it('is made in the opposite order, the latest first, and a number may be taken again', async () => {
    await world.sharedOut('R-104');
    const entryHash = await withUnapplied('R-105', 6_000n);
    const states = [await world.state()];
    for (const amountMinor of [1_000n, 2_000n, 2_500n]) {
      await world.done(await world.allocate(entryHash, { 'R-104': amountMinor }));
      states.push(await world.state());
    }
    expect(await world.reverse(entryHash, 2)).toMatchObject({
      ...{ path: 'allocationNumber' },
      message: 'Only the latest allocation can be reversed: number 4 is.',
    });

    await world.done(await world.reverse(entryHash, 4));
    expect(await world.state()).toEqual(states[2]);
    await world.done(await world.reverse(entryHash, 3));
    expect(await world.state()).toEqual(states[1]);
    await world.done(await world.allocate(entryHash, { 'R-104': 5_000n }));
    await world.done(await world.reverse(entryHash, 3));
    await world.done(await world.reverse(entryHash, 2));

    expect(await world.state()).toEqual(states[0]);
    const { allocations, reversals } = await world.entry(entryHash);
    expect(allocations).toMatchObject([{ number: 1, isReversible: true }]);
    expect(reversals.map(({ number, amountMinor }) => [number, amountMinor])).toEqual([
      ...[
        [4, 2_500n],
        [3, 2_000n],
        [3, 5_000n],
        [2, 1_000n],
      ],
    ]);
    expect(await world.differences()).toEqual([]);
  });

  it('of two allocations that one transaction holds tells their shares apart', async () => {
    await world.sharedOut('R-106');
    const entryHash = await withUnapplied('R-107', 4_000n);
    const before = await world.state();
    const submitted = [
      await world.allocate(entryHash, { 'R-106': 1_500n }),
      await world.allocate(entryHash, { 'R-106': 2_500n }),
    ];
    for (const one of submitted) await world.done(one);

    await world.done(await world.reverse(entryHash, 3));
    await world.done(await world.reverse(entryHash, 2));

    expect(await world.state()).toEqual(before);
  });

  it('finds the lot that a paid one became a part of since', async () => {
    const { supplier, pipeline } = world.story;
    const lotId = await world.story.confirmed('R-112');
    const part = lotId.replace(/1$/, '2');
    await world.split(lotId, [4_000n]);
    const entryHash = await withUnapplied('R-113', 5_000n);
    await world.done(await world.allocate(entryHash, { 'R-112': 5_000n }));
    const { key, operation } = { key: 'merge R-112', operation: 'test' };
    const callData = contractInterfaces.lots.encodeFunctionData('merge', [lotId, [part]]);
    const merging = {
      kind: 'TEST',
      contract: 'lots',
      callData,
      gas: 500_000,
      subjects: [],
    } as const;
    const submitted = await pipeline.outbox.submit(supplier, { key, operation, body: key }, () =>
      Promise.resolve(merging),
    );
    await world.story.outcome(supplier, submitted);

    await world.done(await world.reverse(entryHash, 2));

    const lots = await pipeline.db.query(
      'SELECT outstanding_minor, paid_minor, merged_into FROM lot WHERE lot_id = ANY($1) ORDER BY 1',
      [[lotId, part]],
    );
    expect(lots).toEqual([
      { outstanding_minor: '0', paid_minor: '0', merged_into: lotId },
      { outstanding_minor: '10000', paid_minor: '0', merged_into: null },
    ]);
    expect(await world.differences()).toEqual([]);
  });

  it('of an overpayment leaves nothing owed, and is told with the duties of the entry', async () => {
    const entryHash = await withUnapplied('R-108', 700n);
    const before = await world.state();
    await world.done(await world.overpaid(entryHash, 700n));
    await world.done(await world.reverse(entryHash, 2, { note: 'it was owed after all' }));

    expect(await world.state()).toEqual(before);
    const duties = new DutyReader(world.story.pipeline.database.dataSource);
    expect(await duties.findOfEntries(world.agent, [entryHash])).toMatchObject([
      { reason: 'OVERPAID', amountMinor: 700n, owedMinor: 700n },
      { reason: null, amountMinor: 700n, owedMinor: 0n },
    ]);
  });
});

describe('reversal of what was passed on already', () => {
  it('makes the one who got it owe it back, and tells so with the duties of the entry', async () => {
    const { financier, supplier, pipeline } = world.story;
    await world.sharedOut('R-109');
    const entryHash = await withUnapplied('R-111', 5_000n);
    await world.done(await world.allocate(entryHash, { 'R-109': 5_000n }));
    const discharge = { ...world.key(), debtorId: supplier.party, currency: 'EUR' };
    const discharging = new DutyService(pipeline.outbox);
    const submitted = await discharging.discharge(financier, { ...discharge, amountMinor: 1_500n });
    await world.story.outcome(financier, submitted);

    await world.done(await world.reverse(entryHash, 2));

    const duties = new DutyReader(pipeline.database.dataSource);
    expect(await duties.findOfEntries(financier, [entryHash])).toMatchObject([
      { debtor: supplier.party, amountMinor: 1_500n },
      { debtor: financier.party, creditor: supplier.party, reason: 'REVERSED', owedMinor: 1_500n },
    ]);
    expect(await world.differences()).toEqual([]);
    const back = { ...world.key(), debtorId: financier.party, currency: 'EUR' };
    await discharging.discharge(supplier, { ...back, amountMinor: 1_500n });
  });
});

describe('reversal of an early payment', () => {
  it('brings back lot and receivable exactly, with what was paid on the lot before', async () => {
    const { database, outbox } = world.story.pipeline;
    const reader = new EarlyPaymentReader(database.dataSource);
    const recording = new EntryRecordingService(database.dataSource, outbox);
    const service = new EarlyPaymentService(outbox, reader, recording);
    const { buyer, supplier } = world.story;
    const lotId = await world.story.confirmed('R-110');
    await world.received('R-110 a part', { amountMinor: 1_000n });
    const before = await world.state();
    const block = await world.story.pipeline.chain.provider.getBlock('latest');
    const payBy = new Date((block?.timestamp ?? 0) * 1_000 + DAY_MS);
    const offer = { ...world.key(), lotId, discountMinor: 200n, payBy };
    await world.story.outcome(buyer, await service.offer(buyer, offer));
    const [{ number } = { number: 0 }] = await reader.list(buyer, PAGE, {});
    const accept = { ...world.key(), earlyPaymentNumber: number };
    await world.story.outcome(supplier, await service.accept(supplier, accept));
    const entryHash = await world.received('early money', { amountMinor: 9_000n });
    const settle = { ...world.key(), earlyPaymentNumber: number, entryHash };
    await world.done(await service.settle(world.agent, settle));
    expect((await world.entry(entryHash)).allocations).toMatchObject([
      {
        ...{ number: 1, kind: 'EARLY_PAYMENT', amountMinor: 8_800n, earlyPaymentNumber: number },
        applications: [{ receivableId: world.story.receivableId('R-110'), amountMinor: 8_800n }],
      },
    ]);

    await world.done(await world.reverse(entryHash, 1));

    expect(await world.state()).toEqual(before);
    expect(await reader.find(buyer, number)).toMatchObject({ status: 'REVERSED', entryHash });
    expect(await world.entry(entryHash)).toMatchObject({ unappliedMinor: 9_000n, allocations: [] });
    expect(await world.differences()).toEqual([]);
  });
});

describe('reversal of an entry', () => {
  it('takes all of it back, once the return of the bank was recognised by its reference', async () => {
    await world.sharedOut('R-120');
    await world.story.confirmed('R-121');
    const before = await world.state();
    const entryHash = await world.received('R-121 bounced', {
      ...{ amountMinor: 15_000n, endToEndId: 'E2E-121' },
    });
    await world.done(await world.allocate(entryHash, { 'R-120': 4_000n }));
    await world.done(await world.overpaid(entryHash, 500n));
    const counterEntryHash = await world.received('return of R-121', {
      ...{ amountMinor: 15_000n, endToEndId: 'E2E-121', creditDebit: 'DBIT', isReversal: true },
    });
    expect(await world.counterEntries.returnsOf([counterEntryHash, entryHash])).toEqual(
      new Map([[counterEntryHash, [entryHash]]]),
    );

    const input = { ...world.key(), entryHash, counterEntryHash };
    const submitted = await world.reversing.reverseEntry(world.agent, input);
    await world.done(submitted);

    expect(await world.state()).toEqual(before);
    expect(await world.entry(entryHash)).toMatchObject({
      ...{ status: 'REVERSED', unappliedMinor: 0n, counterEntryHash },
      ...{ applications: [], allocations: [], reversals: [{}, {}, {}] },
    });
    expect(await world.entry(counterEntryHash)).toMatchObject({
      ...{ status: 'EXCLUDED', reversedEntryHash: entryHash },
    });
    expect(await world.counterEntries.returnsOf([counterEntryHash])).toEqual(new Map());
    const { commandId } = submitted as CommandEntity;
    expect(await world.reversing.reverseEntry(world.agent, input)).toMatchObject({ commandId });
    expect(await world.differences()).toEqual([]);

    const late = await world.outcome(await world.allocate(entryHash, { 'R-121': 1n }));
    expect(late.refusal).toMatchObject({ error: 'BankEntryIsReversed' });
  });

  it('that never paid anything is recorded and reversed, and pays nothing afterwards', async () => {
    const entryHash = await world.received('of unknown use', { amountMinor: 321n });
    const counterEntryHash = await world.received('of unknown use, back', {
      ...{ amountMinor: 321n, creditDebit: 'DBIT' },
    });
    const input = { ...world.key(), entryHash, counterEntryHash };
    await world.done(await world.reversing.reverseEntry(world.agent, input));
    expect(await world.entry(entryHash)).toMatchObject({ status: 'REVERSED', unappliedMinor: 0n });
  });

  it('is refused with a counter-entry that does not fit, by role, and where nothing is known', async () => {
    const entryHash = await withUnapplied('R-130', 0n);
    const other = await world.received('another amount', {
      ...{ amountMinor: 9_999n, creditDebit: 'DBIT' },
    });
    const reverse = (change: object, as = world.agent) =>
      world.reversing.reverseEntry(as, {
        ...{ ...world.key(), entryHash, counterEntryHash: other },
        ...change,
      });

    expect(await reverse({})).toMatchObject({
      ...{ path: 'counterEntryHash' },
      message: 'It differs from the entry in account, currency or amount.',
    });
    expect(await reverse({ counterEntryHash: entryHash })).toMatchObject({
      message: 'This is no booking of money out.',
    });
    const wrong = `0x${'ab'.repeat(32)}`;
    expect(await reverse({ counterEntryHash: wrong })).toEqual(new NotFoundError(wrong));
    expect(await reverse({ entryHash: wrong })).toEqual(new NotFoundError(wrong));
    expect(await reverse({ counterEntryHash: '0x' })).toMatchObject({ path: 'counterEntryHash' });
    expect(await reverse({ idempotencyKey: '' })).toMatchObject({ path: 'idempotencyKey' });
    expect(await reverse({}, world.story.supplier)).toBeInstanceOf(NotPermittedError);
    expect(await world.reverse(entryHash, 1, {}, world.story.supplier)).toBeInstanceOf(
      NotPermittedError,
    );
    expect(await world.reverse(wrong, 1)).toEqual(new NotFoundError(wrong));
    expect(await world.reverse(entryHash, 1, { note: ' ' })).toMatchObject({ path: 'note' });
    expect(await world.entry(entryHash)).toMatchObject({ status: 'SETTLED', reversals: [] });
  });
});

describe('the read models of settlement', () => {
  it('are the same after a rebuild, and a planted difference is told', async () => {
    const { db } = world.story.pipeline;
    const before = await world.story.pipeline.readModels();
    await db.query('DELETE FROM ledger_checkpoint');
    await world.story.pipeline.indexAll();
    expect(await world.story.pipeline.readModels()).toEqual(before);
    expect(await world.differences()).toEqual([]);

    await db.query(`UPDATE allocation SET allocations_hash = '0x01' WHERE kind = 'RECEIVABLES'`);
    expect((await world.differences())[0]).toMatchObject({
      ...{ table: 'allocation', field: 'allocations_hash', readModel: '0x01' },
    });
    await db.query('DELETE FROM ledger_checkpoint');
    await world.story.pipeline.indexAll();
    await db.query(`UPDATE remittance SET allocations_hash = '0x00' WHERE is_reversed`);
    expect(await world.differences()).toMatchObject([
      { table: 'remittance', field: 'allocations_hash', readModel: '0x00' },
      { table: 'remittance', field: 'allocations_hash', readModel: '0x00' },
    ]);
  });
});
