import { PartyRole } from '../../../backend/src/common/index.js';
import type { EventPlace } from '../../../backend/src/events/event.reader.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';
import { EventsWorld, viewerOf } from './events.world.js';

const BEGINNING: EventPlace = { blockNumber: -1, logIndex: 0, reversionId: '0' };

let world: EventsWorld;

beforeAll(async () => {
  world = await EventsWorld.start();
});
afterAll(() => world.stop());

async function told(viewer: Viewer, after = BEGINNING) {
  return world.events.read(viewer, { after, types: null, limit: 10_000 });
}

async function subjects(viewer: Viewer): Promise<string[]> {
  const { events } = await told(viewer);
  return [...new Set(events.map(({ subject }) => subject))];
}

describe('the announcer', () => {
  it('leaves nothing behind that a process did, when it dies before it has committed', async () => {
    const { dataSource } = world.pipeline.database;
    await world.receivables(1, { confirmed: false });
    const before = await subjects(world.pipeline.supplier);
    const transaction = dataSource.transaction.bind(dataSource);
    dataSource.transaction = ((isolation: 'REPEATABLE READ', run: (db: never) => unknown) =>
      transaction(isolation, async (db) => {
        await run(db as never);
        throw new Error('killed');
      })) as never;
    await expect(world.announcer.step()).rejects.toThrow('killed');
    dataSource.transaction = transaction;

    expect(await subjects(world.pipeline.supplier)).toEqual(before);
    await world.announce();
    expect(await subjects(world.pipeline.supplier)).toHaveLength(before.length + 1);
  });

  it('gives the same whether it is one or several at a time', async () => {
    const ids = await world.receivables(3);
    await Promise.allSettled([world.announce(), world.announce(), world.announce()]);
    await world.announce();

    expect(await subjects(world.pipeline.buyer)).toEqual(expect.arrayContaining(ids));
  });

  it('tells nothing twice of a chain that was indexed anew', async () => {
    const receiver = await WebhookReceiver.start();
    await world.add(world.pipeline.supplier, { url: receiver.url });
    world.deliver();
    await world.receivables(1, { confirmed: false });
    await world.announce();
    await receiver.untilAccepted(1);
    const before = await told(world.pipeline.supplier);

    await world.sql('TRUNCATE ledger_checkpoint');
    await world.pipeline.indexer.step();
    // Only the first blocks are back: nothing is told of the rest, and nothing is passed over.
    await world.announce();
    await world.pipeline.indexAll();
    await world.announce();
    const [last] = await world.receivables(1, { confirmed: false });
    await world.announce();
    await receiver.untilAccepted(2);
    await world.stopDeliverers();

    expect((await told(world.pipeline.supplier)).events.slice(0, before.events.length)).toEqual(
      before.events,
    );
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[1]?.body.data.subject).toBe(last);
    await world.sql('DELETE FROM webhook_endpoint');
    await receiver.stop();
  });
});

describe('a reorganisation of what was final', () => {
  it('is followed by what came in its place, to webhooks and to followers', async () => {
    const { provider } = world.pipeline.chain;
    const receiver = await WebhookReceiver.start();
    await world.add(world.pipeline.supplier, { url: receiver.url });
    world.deliver();
    const watch = world.watch();
    const stream = await watch.open(world.pipeline.supplier, { after: null, types: null });
    const snapshot: unknown = await provider.send('evm_snapshot', []);
    const [first] = await world.receivables(1, { confirmed: false });
    await world.announce();
    await receiver.untilAccepted(1);
    const before = await stream.next();
    const seenBefore = await told(world.pipeline.buyer);

    await provider.send('evm_revert', [snapshot]);
    await provider.send('evm_increaseTime', [60]);
    await provider.send('evm_mine', []);
    while ((await subjects(world.pipeline.supplier)).includes(String(first))) {
      // Until the indexer found out: at that moment nobody reads what was void.
      await world.pipeline.indexer.step();
    }
    await world.pipeline.settle();
    await world.announce();
    const [second] = await world.receivables(1, { confirmed: false });
    await world.announce();
    await receiver.untilAccepted(3);
    await world.stopDeliverers();
    const after = await told(world.pipeline.buyer);

    // The relay sent the first again: it is in another block, so it is told again under another id.
    const ids = receiver.accepted.map(({ id }) => id);
    expect(receiver.accepted.map(({ body }) => body.data.subject)).toEqual([first, first, second]);
    expect(new Set(ids).size).toBe(3);
    const next = [await stream.next(), await stream.next()].map(({ value }) => value);
    expect([before.value, ...next].map((told_) => told_?.ledgerEvents.id)).toEqual(ids);
    expect(after.events.length).toBe(seenBefore.events.length + 1);
    await stream.return();
    await receiver.stop();
  });
});

describe('a party that is nobody’s counterpart', () => {
  it('is told of pauses, which concern everyone, and of nothing else', async () => {
    const party = `0x${'99'.repeat(20)}`;
    await world.pipeline.database.insert('party', [
      {
        ...{ party, legal_id_hash: '0x00', roles: 4, status: 'ACTIVE' },
        ...{ expires_at: '2099-01-01T00:00:00Z', admitted_at: '2026-01-01T00:00:00Z' },
      },
    ]);
    const end = (await world.events.end()).blockNumber;
    await world.sql(
      `INSERT INTO ledger_event (block_number, log_index, block_time, transaction_hash, contract, name,
         subject, args) VALUES ($1, 900, now(), '0x', 'parties', 'PauseStarted', 'pause', '{}')`,
      [end],
    );
    await world.sql('UPDATE event_frontier SET block_number = block_number - 1');
    await world.announce();

    expect(await subjects(viewerOf(party, PartyRole.FINANCIER))).toEqual(['pause']);
    expect(await subjects(world.stranger)).toEqual([]);
  });
});
