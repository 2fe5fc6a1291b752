import {
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { DutyReader } from '../../../backend/src/duties/duty.reader.js';
import { EntriesWorld } from './entries.world.js';

const PAGE = { size: 100, limit: 101, after: null };

let world: EntriesWorld;

beforeAll(async () => {
  world = await EntriesWorld.start();
});

afterAll(async () => {
  await world.stop();
});

describe('unapplied cash', () => {
  it('is found, and paid to a receivable by hand as the next allocation', async () => {
    await world.story.confirmed('A-101');
    await world.story.confirmed('A-102');
    const entryHash = await world.received('A-101 and more', { amountMinor: 15_000n });
    const unapplied = await world.story.entries.list(world.agent, PAGE, { unappliedOnly: true });
    expect(unapplied).toMatchObject([{ entryHash, unappliedMinor: 5_000n }]);

    await world.done(await world.allocate(entryHash, { 'A-102': 4_000n }));

    const [first, second] = ['A-101', 'A-102'].map((number) => world.story.receivableId(number));
    expect(await world.entry(entryHash)).toMatchObject({
      status: 'SETTLED',
      unappliedMinor: 1_000n,
      applications: [
        { receivableId: first, amountMinor: 10_000n },
        { receivableId: second, amountMinor: 4_000n },
      ],
      allocations: [
        {
          ...{ number: 1, kind: 'RECEIVABLES', amountMinor: 10_000n, isReversible: false },
          applications: [{ receivableId: first, amountMinor: 10_000n }],
        },
        {
          ...{ number: 2, kind: 'RECEIVABLES', amountMinor: 4_000n, isReversible: true },
          applications: [{ receivableId: second, amountMinor: 4_000n }],
        },
      ],
    });
    expect(await world.story.outstandingMinor('A-102')).toBe(6_000n);
    expect(await world.differences()).toEqual([]);
  });

  it('of an entry that nothing explained is recorded and paid by one act', async () => {
    await world.story.confirmed('A-103');
    await world.story.confirmed('A-104');
    const entryHash = await world.received('greetings', { amountMinor: 7_000n });

    await world.done(await world.allocate(entryHash, { 'A-103': 3_000n, 'A-104': 4_000n }));

    expect(await world.entry(entryHash)).toMatchObject({
      ...{ status: 'SETTLED', rule: 'MANUAL', unappliedMinor: 0n },
      allocations: [{ number: 1, amountMinor: 7_000n, isReversible: true }],
    });
  });

  it('that is on its way by hand is not given away by matching', async () => {
    await world.story.confirmed('A-105');
    const entryHash = await world.received('hello', { amountMinor: 8_000n });
    await world.done(await world.overpaid(entryHash, 1_000n));
    const submitted = await world.allocate(entryHash, { 'A-105': 7_000n });

    await world.story.receive([{ remittance: 'A-105 again', amountMinor: 10_000n }]);

    await world.done(submitted);
    expect(await world.entry(await world.hashOf('A-105 again'))).toMatchObject({
      ...{ rule: 'OVERPAYMENT', unappliedMinor: 7_000n },
      applications: [{ amountMinor: 3_000n }],
    });
  });

  it('is owed to whom it belongs once it is recorded as paid in excess', async () => {
    await world.story.confirmed('A-106');
    const entryHash = await world.received('A-106 too much', { amountMinor: 10_300n });

    await world.done(await world.overpaid(entryHash, 300n));

    expect((await world.entry(entryHash)).allocations.at(-1)).toMatchObject({
      ...{ number: 2, kind: 'OVERPAYMENT', amountMinor: 300n, applications: [] },
      creditor: world.story.buyer.party,
    });
    const duties = new DutyReader(world.story.pipeline.database.dataSource);
    const entries = await duties.findOfEntries(world.agent, [entryHash]);
    expect(entries).toMatchObject([
      {
        ...{ reason: 'OVERPAID', amountMinor: 300n, sourceHash: entryHash },
        ...{ debtor: world.story.supplier.party, creditor: world.story.buyer.party },
      },
    ]);
    expect(await duties.findOfEntries(world.story.buyer, [entryHash])).toEqual(entries);
    expect(await duties.findOfEntries(world.story.stranger, [entryHash])).toEqual([]);
    expect(await world.differences()).toEqual([]);
  });
});

describe('what is refused', () => {
  it('by role, form and knowledge, before anything is sent', async () => {
    await world.story.confirmed('A-107');
    const entryHash = await world.received('who knows', { amountMinor: 500n });
    const wrong = `0x${'ab'.repeat(32)}`;
    const receivableId = world.story.receivableId('A-107');
    const allocate = (change: object) =>
      world.allocating.allocate(world.agent, {
        ...{ ...world.key(), entryHash, applications: [{ receivableId, amountMinor: 500n }] },
        ...change,
      });

    expect(await world.allocate(entryHash, { 'A-107': 1n }, world.story.supplier)).toBeInstanceOf(
      NotPermittedError,
    );
    expect(await world.allocate(wrong, { 'A-107': 1n })).toEqual(new NotFoundError(wrong));
    expect(await allocate({ entryHash: '0x1' })).toMatchObject({ path: 'entryHash' });
    expect(await allocate({ applications: [] })).toMatchObject({ path: 'applications' });
    const twice = [1n, 2n].map((amountMinor) => ({ receivableId, amountMinor }));
    expect(await allocate({ applications: twice })).toMatchObject({ path: 'applications[1]' });
    const nothing = [{ receivableId, amountMinor: 0n }];
    expect(await allocate({ applications: nothing })).toMatchObject({
      path: 'applications[0].amountMinor',
    });
    const unknown = [{ receivableId: wrong, amountMinor: 1n }];
    expect(await allocate({ applications: unknown })).toEqual(new NotFoundError(wrong));
    expect(await world.allocate(entryHash, { 'A-107': 501n })).toMatchObject({
      ...{ path: 'applications', message: 'They are more than the entry.' },
    });
    expect(await world.overpaid(entryHash, 0n)).toBeInstanceOf(InputInvalidError);
    expect(await world.overpaid(entryHash, 1n, '0x1')).toMatchObject({ path: 'creditorId' });
    const nobody = `0x${'cd'.repeat(20)}`;
    expect(await world.overpaid(entryHash, 1n, nobody)).toEqual(new NotFoundError(nobody));
  });

  it('money out, which pays nothing', async () => {
    await world.story.confirmed('A-108');
    const entryHash = await world.received('paid out', { creditDebit: 'DBIT' });
    expect(await world.allocate(entryHash, { 'A-108': 1n })).toMatchObject({ path: 'entryHash' });
    expect(await world.overpaid(entryHash, 1n)).toMatchObject({ path: 'entryHash' });
  });

  it('by the ledger: more than is unapplied or outstanding, with its values', async () => {
    await world.story.confirmed('A-109');
    await world.story.confirmed('A-110');
    const entryHash = await world.received('A-109 by far', { amountMinor: 30_000n });

    const above = await world.outcome(await world.allocate(entryHash, { 'A-110': 10_001n }));
    expect(above.refusal).toMatchObject({
      error: 'AmountAboveOutstanding',
      values: expect.arrayContaining([{ name: 'outstandingMinor', value: '10000' }]),
    });
    const tooMuch = await world.outcome(await world.overpaid(entryHash, 20_001n));
    expect(tooMuch.refusal).toMatchObject({
      error: 'ApplicationsAboveEntry',
      values: expect.arrayContaining([{ name: 'unappliedMinor', value: '20000' }]),
    });
    expect(await world.entry(entryHash)).toMatchObject({ unappliedMinor: 20_000n });
  });
});
