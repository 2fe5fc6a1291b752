import { randomUUID } from 'node:crypto';

import type { Viewer } from '../../../backend/src/identity/index.js';
import { WebhookPingService } from '../../../backend/src/events/webhook-ping.service.js';
import { WebhookReader } from '../../../backend/src/events/webhook.reader.js';
import { WebhookResolver } from '../../../backend/src/events/webhook.resolver.js';
import { WebhookService } from '../../../backend/src/events/webhook.service.js';
import { GraphqlServer } from '../../support/graphql-server.js';
import { WebhookReceiver, verified } from '../../support/webhook-receiver.js';
import { EventsWorld, QUICK } from './events.world.js';

const WEBHOOK = 'webhookId url types status pausedBecause waitingCount formerSecretUntil cursor';
const REFUSED = `... on DomainError { code message } ... on InputInvalidError { path }`;
const ADD = `mutation ($input: AddWebhookInput!) {
  done: addWebhook(input: $input) { ... on WebhookWithSecret { secret webhook { ${WEBHOOK} } } ${REFUSED} } }`;
const CHANGE = `mutation ($input: ChangeWebhookInput!) {
  done: changeWebhook(input: $input) { ... on Webhook { ${WEBHOOK} } ${REFUSED} } }`;
const ROTATE = `mutation ($input: RotateWebhookSecretInput!) {
  done: rotateWebhookSecret(input: $input) {
    ... on WebhookWithSecret { secret webhook { ${WEBHOOK} } } ${REFUSED} } }`;
const REMOVE = `mutation ($input: RemoveWebhookInput!) {
  done: removeWebhook(input: $input) { ... on RemovedWebhook { webhookId } ${REFUSED} } }`;
const REPLAY = `mutation ($input: ReplayWebhookInput!) {
  done: replayWebhook(input: $input) { ... on Webhook { ${WEBHOOK} } ${REFUSED} } }`;
const PING = `mutation ($webhookId: ID!) {
  done: pingWebhook(webhookId: $webhookId) {
    ... on WebhookPing { isAccepted statusCode error } ${REFUSED} } }`;
const LIST = `query ($after: String) { done: webhooks(first: 1, after: $after) {
  edges { node { ${WEBHOOK} } } pageInfo { hasNextPage endCursor } } }`;
const DELIVERIES = `query ($webhookId: ID!, $state: WebhookDeliveryState) {
  done: webhookDeliveries(webhookId: $webhookId, state: $state) {
    edges { node { id type subject cursor state attempts statusCode error nextAttemptAt endedAt } } } }`;

const URL = 'https://example.com/hook';

let world: EventsWorld;
let supplier: GraphqlServer;
let buyer: GraphqlServer;

beforeAll(async () => {
  world = await EventsWorld.start();
  supplier = await serve(world.pipeline.supplier);
  buyer = await serve(world.pipeline.buyer);
});
afterAll(async () => {
  await supplier.stop();
  await buyer.stop();
  await world.stop();
});
beforeEach(async () => {
  await world.sql('DELETE FROM webhook_endpoint');
});

function serve(viewer: Viewer): Promise<GraphqlServer> {
  return GraphqlServer.start(
    [
      WebhookResolver,
      { provide: WebhookService, useValue: world.webhooks },
      { provide: WebhookPingService, useValue: world.pings },
      { provide: WebhookReader, useValue: world.reader },
    ],
    viewer,
  );
}

type Done = Record<string, unknown> & {
  readonly secret?: string;
  readonly webhook?: { readonly webhookId: string };
};

async function send(query: string, variables: object, server = supplier): Promise<Done> {
  const { body } = await server.send(query, variables);
  if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
  return body.data?.['done'] as Done;
}

const keyed = (input: object) => ({ input: { idempotencyKey: randomUUID(), ...input } });

async function added(input: object = {}): Promise<{ webhookId: string; secret: string }> {
  const done = await send(ADD, keyed({ url: URL, ...input }));
  return { webhookId: done.webhook?.webhookId ?? '', secret: done.secret ?? '' };
}

describe('addWebhook', () => {
  it('shows the secret, which is stored sealed only', async () => {
    const types = ['receivable.confirmed', 'payment.applied'];
    const done = await send(ADD, keyed({ url: URL, types }));

    expect(done).toMatchObject({
      secret: expect.stringMatching(/^whsec_.{44}$/),
      webhook: { url: URL, types: types.toSorted(), status: 'ACTIVE', waitingCount: 0 },
    });
    const stored = JSON.stringify(await world.sql('SELECT * FROM webhook_endpoint'));
    const [row] = await world.sql('SELECT sealed_secret FROM webhook_endpoint');
    expect(stored).not.toContain(done.secret);
    expect(String(row?.['sealed_secret'])).not.toContain('whsec_');
    expect(() => world.secrets.open(randomUUID(), row?.['sealed_secret'] as Buffer)).toThrow();
  });

  it('gives the same answer for the same key and body, and refuses another body', async () => {
    const request = keyed({ url: URL });
    const [first, second] = await Promise.all([send(ADD, request), send(ADD, request)]);
    const other = { input: { ...request.input, url: `${URL}2` } };

    expect(second).toEqual(first);
    expect(await world.sql('SELECT FROM webhook_endpoint')).toHaveLength(1);
    expect(await send(ADD, other)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it.each([
    ['an address that is none', { url: 'nowhere' }, 'url'],
    ['no encryption', { url: 'http://example.com' }, 'url'],
    ['a type that there is none of', { types: ['receivable.confirmed', 'x'] }, 'types[1]'],
    ['a long key', { idempotencyKey: 'k'.repeat(201) }, 'idempotencyKey'],
    ['no key', { idempotencyKey: '' }, 'idempotencyKey'],
  ])('refuses %s', async (_, input, path) => {
    expect(await send(ADD, keyed({ url: URL, ...input }))).toMatchObject({
      ...{ code: 'INPUT_INVALID', path },
    });
    expect(await world.sql('SELECT FROM webhook_endpoint')).toEqual([]);
  });

  it('refuses a cursor that is none', async () => {
    const { body } = await supplier.send(ADD, keyed({ url: URL, after: 'x' }));

    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'CURSOR_INVALID' });
  });

  it('refuses more than twenty of a party', async () => {
    await Promise.all(Array.from({ length: 20 }, () => added()));

    expect(await send(ADD, keyed({ url: URL }))).toMatchObject({ code: 'INPUT_INVALID' });
    expect(await send(ADD, keyed({ url: URL }), buyer)).toMatchObject({
      secret: expect.anything(),
    });
  });

  it('takes a key with the right of administration', async () => {
    const { party } = world.pipeline.supplier;
    const [signer] = await world.sql('SELECT signer, rights FROM signer WHERE party = $1', [party]);
    await world.sql('UPDATE signer SET rights = rights & ~1 WHERE party = $1', [party]);
    const done = await send(ADD, keyed({ url: URL }));
    await world.sql('UPDATE signer SET rights = $2 WHERE party = $1', [party, signer?.['rights']]);

    expect(done).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(
      await world.webhooks.add(world.stranger, { idempotencyKey: 'k', url: URL }),
    ).toMatchObject({
      code: 'NOT_PERMITTED',
    });
  });
});

describe('a webhook', () => {
  it('is changed, paused and resumed', async () => {
    const { webhookId } = await added({ types: ['payment.applied'] });
    const change = (input: object) => send(CHANGE, keyed({ webhookId, ...input }));

    expect(await change({ url: `${URL}2` })).toMatchObject({
      ...{ url: `${URL}2`, types: ['payment.applied'], status: 'ACTIVE' },
    });
    expect(await change({ isPaused: true })).toMatchObject({
      ...{ status: 'PAUSED', pausedBecause: 'PARTY' },
    });
    expect(await change({ types: [] })).toMatchObject({ types: null, status: 'PAUSED' });
    expect(await change({ isPaused: false })).toMatchObject({ status: 'ACTIVE' });
    expect(await change({ url: 'nowhere' })).toMatchObject({ path: 'url' });
  });

  it('gets another secret, and the former one an end', async () => {
    const { webhookId, secret } = await added();
    const request = keyed({ webhookId, formerValidHours: 1 });
    const rotated = await send(ROTATE, request);

    expect(rotated).toMatchObject({ secret: expect.stringMatching(/^whsec_/) });
    expect(rotated['secret']).not.toBe(secret);
    expect(rotated.webhook).toMatchObject({ formerSecretUntil: expect.any(String) });
    expect(await send(ROTATE, request)).toEqual(rotated);
    await send(ROTATE, keyed({ webhookId }));
    expect(await send(ROTATE, request)).toMatchObject({ secret: null });
    expect(await send(ROTATE, keyed({ webhookId, formerValidHours: 169 }))).toMatchObject({
      path: 'formerValidHours',
    });
  });

  it('is removed with what waits for it', async () => {
    const { webhookId } = await added();
    await world.receivables(1, { confirmed: false });
    await world.announce();
    await world.repository().feed();
    expect(await world.sql('SELECT FROM webhook_delivery')).not.toEqual([]);
    const request = keyed({ webhookId });

    expect(await send(REMOVE, request)).toEqual({ webhookId });
    expect(await send(REMOVE, request)).toEqual({ webhookId });
    expect(await send(REMOVE, keyed({ webhookId }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await world.sql('SELECT FROM webhook_delivery')).toEqual([]);
  });

  it('is nobody else’s to see or to change', async () => {
    const { webhookId } = await added();
    const { cursor } = (
      (await send(LIST, {})) as never as {
        edges: [{ node: { cursor: string } }];
      }
    ).edges[0].node;

    for (const [mutation, input] of [
      [CHANGE, { isPaused: true }],
      [ROTATE, {}],
      [REMOVE, {}],
      [REPLAY, { after: cursor }],
    ] as const) {
      for (const id of [webhookId, 'none']) {
        const request = keyed({ webhookId: id, ...input });
        expect(await send(mutation, request, buyer)).toMatchObject({ code: 'NOT_FOUND' });
      }
    }
    expect(await send(PING, { webhookId }, buyer)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await send(LIST, {}, buyer)).toMatchObject({ edges: [] });
    expect(await send(DELIVERIES, { webhookId }, buyer)).toMatchObject({ edges: [] });
    expect(await world.reader.find(world.pipeline.operator, webhookId)).toBeNull();
  });

  it('is listed page by page, the latest first', async () => {
    const [first, second] = [await added(), await added()];
    const page = await send(LIST, {});
    const { endCursor } = page['pageInfo'] as { endCursor: string };

    expect(page).toMatchObject({ edges: [{ node: { webhookId: second.webhookId } }] });
    expect(await send(LIST, { after: endCursor })).toMatchObject({
      edges: [{ node: { webhookId: first.webhookId } }],
      pageInfo: { hasNextPage: false },
    });
  });

  it('shows its deliveries with what became of them', async () => {
    const receiver = await WebhookReceiver.start();
    receiver.answer = () => 500;
    const { webhookId } = await added({ url: receiver.url });
    const [subject] = await world.receivables(1, { confirmed: false });
    await world.announce();
    world.deliver({ ...QUICK, backOffMs: 60_000 });
    await receiver.untilReceived(1);
    await world.stopDeliverers();
    await receiver.stop();

    const pending = {
      ...{ type: 'receivable.registered', subject, state: 'PENDING', attempts: 1 },
      ...{ statusCode: 500, error: 'HTTP 500', endedAt: null, nextAttemptAt: expect.any(String) },
    };
    expect(await send(DELIVERIES, { webhookId })).toMatchObject({ edges: [{ node: pending }] });
    expect(await send(DELIVERIES, { webhookId, state: 'ABANDONED' })).toMatchObject({ edges: [] });
  });
});

describe('pingWebhook', () => {
  it('sends a signed test message and tells how it was answered', async () => {
    const receiver = await WebhookReceiver.start();
    const { webhookId, secret } = await added({ url: receiver.url });

    expect(await send(PING, { webhookId })).toEqual({
      ...{ isAccepted: true, statusCode: 204, error: null },
    });
    const [message] = receiver.received;
    expect(message && verified(secret, message)).toMatchObject({ type: 'webhook.ping' });
    await receiver.stop();
    expect(await send(PING, { webhookId })).toMatchObject({
      ...{ isAccepted: false, statusCode: null, error: 'ECONNREFUSED' },
    });
  });
});
