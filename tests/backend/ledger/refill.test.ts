import { SettlementAndSilence1700000000009 } from '../../../backend/migrations/0009-settlement-and-silence.migration.js';
import { EntriesWorld } from '../settlement/entries.world.js';

let world: EntriesWorld;

beforeAll(async () => {
  world = await EntriesWorld.start();
});

afterAll(async () => {
  await world.stop();
});

describe('a database whose read models were past the events of new ones', () => {
  it('has them filled again from block 0, and keeps what is off the ledger', async () => {
    const { pipeline } = world.story;
    await world.story.confirmed('M-101');
    const entryHash = await world.received('M-101 and more', { amountMinor: 11_000n });
    await world.done(await world.overpaid(entryHash, 400n));
    await world.done(await world.overpaid(entryHash, 600n));
    await world.done(await world.reverse(entryHash, 3));
    const before = await pipeline.readModels();
    const runner = pipeline.database.dataSource.createQueryRunner();
    const migration = new SettlementAndSilence1700000000009();

    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    expect(await pipeline.db.query('SELECT FROM allocation')).toEqual([]);
    await pipeline.indexAll();

    expect(await pipeline.readModels()).toEqual(before);
    expect(await world.differences()).toEqual([]);
    expect(await world.entry(entryHash)).toMatchObject({
      ...{ unappliedMinor: 600n, allocations: [{ number: 1 }, { number: 2 }], reversals: [{}] },
    });
  });
});
