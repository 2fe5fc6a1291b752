import { EventAnnouncer } from '../../../backend/src/events/event-announcer.js';
import { EventReader } from '../../../backend/src/events/event.reader.js';
import { EventResolver } from '../../../backend/src/events/event.resolver.js';
import { EventWatch } from '../../../backend/src/events/event-watch.service.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { GraphqlServer } from '../../support/graphql-server.js';
import { SubscriptionClient } from '../../support/subscription-client.js';
import { EventsWorld } from './events.world.js';

const LEDGER_EVENTS = `subscription ($after: String, $types: [String!]) {
  ledgerEvents(after: $after, types: $types) { id type cursor message } }`;

/** Registered, confirmed, and the lot that comes with it. */
const EVENTS_OF_ONE = 3;

let world: EventsWorld;
let watch: EventWatch;
let server: GraphqlServer;

beforeAll(async () => {
  world = await EventsWorld.start();
  watch = world.watch();
  const providers = [EventResolver, { provide: EventWatch, useValue: watch }];
  server = await GraphqlServer.start(providers, world.pipeline.supplier);
});
afterAll(async () => {
  await server.stop();
  await world.stop();
});

interface Told {
  readonly id: string;
  readonly type: string;
  readonly cursor: string;
  readonly message: string;
}

function follow(variables: object = {}): Promise<SubscriptionClient> {
  return SubscriptionClient.open(server.url, { query: LEDGER_EVENTS, variables });
}

async function take(client: SubscriptionClient, count: number): Promise<Told[]> {
  const told: Told[] = [];
  while (told.length < count) {
    const { payload } = await client.next();
    told.push((payload as { data: { ledgerEvents: Told } }).data.ledgerEvents);
  }
  return told;
}

/** Everything that concerns a viewer, from the beginning. */
async function all(viewer: Viewer): Promise<string[]> {
  const after = { blockNumber: -1, logIndex: 0, reversionId: '0' };
  const { events } = await world.events.read(viewer, { after, types: null, limit: 10_000 });
  return events.map(({ blockNumber, logIndex }) => `${blockNumber}:${logIndex}`);
}

async function untilFollowed(count: number): Promise<void> {
  while (watch.size !== count) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('ledgerEvents', () => {
  it('tells of events as they become final, with the body of a webhook', async () => {
    const client = await follow({ types: ['receivable.registered'] });
    await untilFollowed(1);
    const [subject] = await world.receivables(1);
    await world.announce();
    const [told] = await take(client, 1);

    expect(told?.type).toBe('receivable.registered');
    expect(JSON.parse(told?.message ?? '')).toMatchObject({
      ...{ type: told?.type, version: 1, data: { subject, cursor: told?.cursor, currency: 'EUR' } },
    });
    client.close();
    await untilFollowed(0);
  });

  it('replays from a cursor and goes on with what comes, without gap or repetition', async () => {
    const first = await follow();
    await untilFollowed(1);
    await world.receivables(1);
    await world.announce();
    const [begin] = await take(first, 1);
    await world.receivables(60);
    await world.announce();

    const client = await follow({ after: begin?.cursor });
    const live = world.receivables(5).then(() => world.announce());
    const expected = await take(first, 2 + 65 * EVENTS_OF_ONE);
    await live;
    const told = await take(client, expected.length);

    expect(told.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    first.close();
    client.close();
    await untilFollowed(0);
  }, 60_000);

  it.each([
    ['a cursor that is none', { after: 'x' }, 'CURSOR_INVALID'],
    ['a type that there is none of', { types: ['x'] }, 'INPUT_INVALID'],
    ['no type at all', { types: [] }, 'INPUT_INVALID'],
  ])('refuses %s', async (_, variables, code) => {
    const client = await follow(variables);

    expect(await client.next()).toMatchObject({
      ...{ type: 'error', payload: [{ extensions: { code } }] },
    });
    client.close();
  });

  it('is followed twenty times by a party at the most', async () => {
    const asked = { after: null, types: null };
    const streams = await Promise.all(
      Array.from({ length: 20 }, () => watch.open(world.pipeline.supplier, asked)),
    );

    await expect(watch.open(world.pipeline.supplier, asked)).rejects.toMatchObject({
      extensions: { code: 'SUBSCRIPTIONS_TOO_MANY' },
    });
    const other = await watch.open(world.pipeline.buyer, asked);
    await Promise.all([other, ...streams].map((stream) => stream.return()));
    expect(watch.size).toBe(0);
  });

  it('ends, when the program stops', async () => {
    const stopping = world.watch();
    const stream = await stopping.open(world.pipeline.supplier, { after: null, types: null });
    const next = stream.next();
    stopping.onModuleDestroy();

    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('hides a fault behind its id', async () => {
    const { read } = EventReader.prototype;
    EventReader.prototype.read = () => Promise.reject(new Error('secret detail'));
    const client = await follow();
    const message = await client.next();
    EventReader.prototype.read = read;

    expect(JSON.stringify(message)).not.toContain('secret detail');
    client.close();
  });
});

describe('whom events concern', () => {
  it('are both sides of a receivable; operator and auditor see all, a stranger nothing', async () => {
    const [subject] = await world.receivables(1);
    await world.announce();
    const rows = await world.sql(
      `SELECT block_number || ':' || log_index AS at, name FROM ledger_event WHERE subject = $1
       ORDER BY block_number, log_index`,
      [subject],
    );
    const places = rows.map((row) => row['at']);
    const seen = async (viewer: Viewer) =>
      (await all(viewer)).filter((place) => places.includes(place)).length;

    expect(rows.map((row) => row['name'])).toEqual(
      expect.arrayContaining(['ReceivableRegistered', 'ReceivableConfirmed', 'Transfer']),
    );
    expect(await seen(world.pipeline.supplier)).toBe(rows.length);
    // The lot that comes with the confirmation is not the buyer's to see.
    expect(await seen(world.pipeline.buyer)).toBe(2);
    expect(await seen(world.pipeline.operator)).toBe(rows.length);
    expect(await seen(world.auditor)).toBe(rows.length);
    expect(await all(world.stranger)).toEqual([]);
  });

  it('is worked out when they are final, not before', async () => {
    const blocks = 2;
    const before = await all(world.auditor);
    const waiting = { ...world.pipeline.configuration, finalityBlocks: blocks };
    const announcer = new EventAnnouncer(
      waiting,
      world.pipeline.database.dataSource,
      world.signals,
    );
    await world.receivables(1, { confirmed: false });
    await announcer.step();
    expect(await all(world.auditor)).toEqual(before);

    for (let block = 0; block < blocks; block++) await world.receivables(1, { confirmed: false });
    while (await announcer.step()) {
      // Up to the last final block.
    }
    expect((await all(world.auditor)).length).toBeGreaterThan(before.length);
    await world.announce();
  });
});
