import type { CommandEntity } from '../../../backend/src/ledger/command.entity.js';
import { CommandCancellation } from '../../../backend/src/ledger/command-cancellation.service.js';
import { CommandReader } from '../../../backend/src/ledger/command.reader.js';
import { CommandResolver } from '../../../backend/src/ledger/command.resolver.js';
import { CommandWatch } from '../../../backend/src/ledger/command-watch.service.js';
import { LedgerSignals } from '../../../backend/src/ledger/ledger-signals.js';
import { GraphqlServer } from '../../support/graphql-server.js';
import { SubscriptionClient } from '../../support/subscription-client.js';
import { PipelineWorld } from './pipeline.world.js';

const COMMAND_CHANGED = `subscription ($commandId: ID!) {
  commandChanged(commandId: $commandId) { status isFinal cancelledBy }
}`;

let world: PipelineWorld;
let signals: LedgerSignals;
let watch: CommandWatch;
let server: GraphqlServer;

/** The server is a process of its own: it knows of the relay and the indexer through the database alone. */
beforeAll(async () => {
  world = await PipelineWorld.start();
  signals = new LedgerSignals();
  await signals.listen(world.configuration.databaseUrl);
  const reader = new CommandReader(world.configuration, world.database.dataSource, signals);
  watch = new CommandWatch(reader, signals);
  server = await GraphqlServer.start(
    [
      CommandResolver,
      { provide: CommandReader, useValue: reader },
      { provide: CommandCancellation, useValue: world.cancellation },
      { provide: CommandWatch, useValue: watch },
    ],
    world.supplier,
  );
});

afterAll(async () => {
  await server.stop();
  await signals.onModuleDestroy();
  await world.stop();
});

function follow(submitted: unknown, token?: string | null) {
  const { commandId } = submitted as CommandEntity;
  const subscription = { query: COMMAND_CHANGED, variables: { commandId } };
  return SubscriptionClient.open(server.url, subscription, token);
}

function changed(status: string, isFinal = false) {
  const commandChanged: unknown = expect.objectContaining({ status, isFinal });
  return { type: 'next', payload: { data: { commandChanged } } };
}

async function untilNobodyFollows(): Promise<void> {
  while (watch.size > 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('commandChanged', () => {
  it('tells of each state that a command comes to, and ends with the final one', async () => {
    const submitted = await world.register('A-1');
    const client = await follow(submitted);
    expect(await client.next()).toEqual(changed('QUEUED'));

    await world.relay.step();
    expect(await client.next()).toEqual(changed('SENT'));

    await world.settle();
    expect(await client.next()).toEqual(changed('INCLUDED', true));
    expect(await client.next()).toMatchObject({ type: 'complete' });
    expect(watch.size).toBe(0);
    client.close();
  });

  it('tells each of many subscribers of a cancelled command', async () => {
    const submitted = await world.register('A-2');
    const clients = await Promise.all([follow(submitted), follow(submitted), follow(submitted)]);
    await Promise.all(clients.map((client) => client.next()));

    await world.cancellation.cancel(world.supplier, (submitted as CommandEntity).commandId);

    for (const client of clients) {
      expect(await client.next()).toEqual(changed('CANCELLED', true));
      expect(await client.next()).toMatchObject({ type: 'complete' });
      client.close();
    }
  });

  it('says of a command that came to its end what it is, and ends', async () => {
    const submitted = await world.register('A-3');
    await world.settle();
    const client = await follow(submitted);

    expect(await client.next()).toEqual(changed('INCLUDED', true));
    expect(await client.next()).toMatchObject({ type: 'complete' });
    client.close();
  });

  it('says as little of a command of another party as of one that does not exist', async () => {
    const foreign = await world.confirm('A-3');
    for (const unseen of [foreign, { commandId: 'none' }]) {
      const client = await follow(unseen);

      expect(await client.next()).toEqual({
        ...{ type: 'next', payload: { data: { commandChanged: null } } },
      });
      expect(await client.next()).toMatchObject({ type: 'complete' });
      client.close();
    }
  });

  it('is forgotten, when its subscriber leaves', async () => {
    const submitted = await world.register('A-4');
    const client = await follow(submitted);
    await client.next();
    expect(watch.size).toBe(1);

    client.close();

    await untilNobodyFollows();
    await world.settle();
  });
});

describe('subscribers', () => {
  it('are a thousand of a party at the most, and every one is told at once', async () => {
    const { commandId } = (await world.register('B-1')) as CommandEntity;
    const streams = await Promise.all(
      Array.from({ length: 1_000 }, () => watch.open(world.supplier, commandId)),
    );
    await expect(watch.open(world.supplier, commandId)).rejects.toMatchObject({
      extensions: { code: 'SUBSCRIPTIONS_TOO_MANY' },
    });
    await Promise.all(streams.map((stream) => stream.next()));

    await world.settle();

    const told = await Promise.all(streams.map((stream) => stream.next()));
    expect(new Set(told.map(({ value }) => value?.commandChanged?.status)).size).toBe(1);
    await Promise.all(streams.map((stream) => stream.return()));
    expect(watch.size).toBe(0);
  });

  it('are let go, when the program stops', async () => {
    const { commandId } = (await world.register('B-2')) as CommandEntity;
    const stopping = new CommandWatch(world.reader, signals);
    const stream = await stopping.open(world.supplier, commandId);
    await stream.next();
    const next = stream.next();

    stopping.onModuleDestroy();

    expect(await next).toEqual({ done: true, value: undefined });
    const late = await stopping.open(world.supplier, commandId);
    await late.next();
    expect(await late.next()).toEqual({ done: true, value: undefined });
  });
});

describe('a subscription', () => {
  it.each(['stolen', 'fault'])('is refused before it begins with the token %s', async (token) => {
    await expect(follow({ commandId: 'none' }, token)).rejects.toThrow('refused');
  });

  it.each([
    ['no payload', undefined],
    ['no token', {}],
    ['an unknown token', { authorization: 'Bearer stolen' }],
    ['a token that cannot be looked up', { authorization: 'Bearer fault' }],
    ['a token that is none', { authorization: { toString: 'good' } }],
  ])('is refused by its greeting with %s', async (_, payload) => {
    const client = await SubscriptionClient.connect(server.url);
    client.greet(payload);

    expect(await client.next()).toEqual({ type: 'closed', payload: 4_403 });
  });

  it('begins with the token in its greeting, as browsers send it', async () => {
    const client = await SubscriptionClient.connect(server.url);
    client.greet({ authorization: 'Bearer good' });
    expect(await client.next()).toMatchObject({ type: 'connection_ack' });
    client.subscribe(COMMAND_CHANGED, { commandId: 'none' });

    expect(await client.next()).toMatchObject({
      ...{ type: 'next', payload: { data: { commandChanged: null } } },
    });
    client.close();
  });

  it('is closed, when it does not greet in time', async () => {
    const silent = await Promise.all([
      SubscriptionClient.connect(server.url),
      SubscriptionClient.connect(server.url, 'good'),
    ]);

    for (const client of silent) {
      expect(await client.next()).toEqual({ type: 'closed', payload: 4_408 });
    }
  }, 15_000);

  it.each([
    ['a query', 'query { command(commandId: "1") { status } }', 'operation'],
    ['an unknown field', 'subscription { commandChanged(commandId: "1") { secret } }', 'Cannot'],
    [
      'more than one field',
      `subscription { a: commandChanged(commandId: "1") { status }
        b: commandChanged(commandId: "2") { status } }`,
      'one',
    ],
    [
      'a long text',
      `subscription { commandChanged(commandId: "${'1'.repeat(20_001)}") { status } }`,
      'long',
    ],
  ])('is refused with %s', async (_, query, message) => {
    const client = await SubscriptionClient.open(server.url, { query });

    expect(await client.next()).toMatchObject({
      ...{ type: 'error', payload: [{ message: expect.stringContaining(message) }] },
    });
    client.close();
  });

  it('is refused by POST', async () => {
    const { body } = await server.send(COMMAND_CHANGED, { commandId: '1' });

    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'SUBSCRIPTION_BY_WEBSOCKET' });
  });

  it('hides a fault behind its id', async () => {
    const { findById } = CommandReader.prototype;
    CommandReader.prototype.findById = () => Promise.reject(new Error('secret detail'));
    const client = await follow({ commandId: '1' });
    const message = await client.next();
    CommandReader.prototype.findById = findById;

    expect(message).toMatchObject({
      ...{ type: 'error', payload: [{ extensions: { code: 'INTERNAL' } }] },
    });
    expect(JSON.stringify(message)).not.toContain('secret detail');
    client.close();
  });
});
