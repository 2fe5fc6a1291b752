import { randomUUID } from 'node:crypto';

import { messageIdOf, messageOf } from '../../../backend/src/events/event-message.js';
import { WebhookDeliveryState, WebhookStatus } from '../../../backend/src/events/webhook.type.js';
import { WebhookReceiver, verified } from '../../support/webhook-receiver.js';
import { EventsWorld, QUICK } from './events.world.js';

let world: EventsWorld;
let receiver: WebhookReceiver;

beforeAll(async () => {
  world = await EventsWorld.start();
});
afterAll(() => world.stop());

beforeEach(async () => {
  receiver = await WebhookReceiver.start();
});
afterEach(async () => {
  await world.stopDeliverers();
  await world.sql('DELETE FROM webhook_endpoint');
  await receiver.stop();
});

/** Types of what was accepted about each thing, in order. */
function toldOf(subject: string): string[] {
  return receiver.accepted
    .filter(({ body }) => body.data.subject === subject)
    .map(({ body }) => body.type);
}

async function state(webhookId: string) {
  const webhook = await world.reader.find(world.pipeline.supplier, webhookId);
  return { status: webhook?.status, pausedBecause: webhook?.pausedBecause };
}

async function deliveries(webhookId: string) {
  const page = { size: 100, limit: 101, after: null };
  return world.reader.deliveries(world.pipeline.supplier, { webhookId, state: null }, page);
}

describe('a webhook', () => {
  it('is told of the events of its party, signed by its secret', async () => {
    const { secret, webhookId } = await world.add(world.pipeline.supplier, { url: receiver.url });
    world.deliver();
    const [receivableId = ''] = await world.receivables(1);
    await world.announce();
    await receiver.untilAccepted(3);

    expect(toldOf(receivableId).slice(0, 2)).toEqual([
      'receivable.registered',
      'receivable.confirmed',
    ]);
    const [registered] = receiver.accepted;
    expect(registered && verified(secret, registered)).toMatchObject({
      type: 'receivable.registered',
      version: 1,
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        subject: receivableId,
        currency: 'EUR',
        block: expect.any(Number),
        transactionHash: expect.stringMatching(/^0x/),
        cursor: expect.any(String),
        values: { faceMinor: '10000', supplier: world.pipeline.supplier.party },
      },
    });
    expect(() => registered && verified(`whsec_${'A'.repeat(44)}`, registered)).toThrow();
    await world.stopDeliverers();
    expect(
      (await deliveries(webhookId)).every((row) => row.state === WebhookDeliveryState.DELIVERED),
    ).toBe(true);
  });

  it('is told of the types alone that it chose', async () => {
    const types = ['receivable.confirmed'];
    await world.add(world.pipeline.buyer, { url: receiver.url, types });
    world.deliver();
    await world.receivables(2);
    await world.announce();
    await receiver.untilAccepted(2);
    await world.stopDeliverers();

    expect(receiver.received.map(({ body }) => body.type)).toEqual([...types, ...types]);
  });

  it('gets the next event of a receivable only when it took the one before, and others meanwhile', async () => {
    const { webhookId } = await world.add(world.pipeline.supplier, { url: receiver.url });
    const [held = '', other = ''] = await world.receivables(2);
    await world.announce();
    let isHeld = true;
    receiver.answer = ({ body }) =>
      isHeld && body.data.subject === held && body.type === 'receivable.registered' ? 503 : 204;
    world.deliver();
    while (toldOf(other).length < 2 || receiver.received.length - receiver.accepted.length < 3) {
      await receiver.untilReceived(receiver.received.length + 1);
    }

    expect(toldOf(held)).toEqual([]);
    const refused = (await deliveries(webhookId)).filter((row) => row.statusCode === 503);
    expect(refused).toMatchObject([{ subject: held, state: 'PENDING', error: 'HTTP 503' }]);

    isHeld = false;
    while (toldOf(held).length < 2) await receiver.untilAccepted(receiver.accepted.length + 1);
    expect(toldOf(held).slice(0, 2)).toEqual(['receivable.registered', 'receivable.confirmed']);
    expect(await state(webhookId)).toMatchObject({ status: 'ACTIVE' });
  });

  it('is told each event once and in order by many processes, while a third of the answers fail', async () => {
    await world.add(world.pipeline.supplier, { url: receiver.url });
    const ids = await world.receivables(12);
    await world.announce();
    let count = 0;
    receiver.answer = () => (++count % 3 === 0 ? 500 : 204);
    for (let process = 0; process < 3; process++) world.deliver();
    const [{ total }] = (await world.sql(
      `SELECT count(*)::int AS total FROM event_audience a JOIN webhook_endpoint w USING (party)
       WHERE (a.block_number, a.log_index) > (w.cursor_block, w.cursor_log)`,
    )) as [{ total: number }];
    const [{ known }] = (await world.sql(
      'SELECT count(*)::int AS known FROM webhook_delivery',
    )) as [{ known: number }];
    await receiver.untilAccepted(total + known);
    await world.stopDeliverers();

    const accepted = receiver.accepted.map(({ id }) => id);
    expect(new Set(accepted).size).toBe(accepted.length);
    for (const id of ids) {
      expect(toldOf(id).slice(0, 2)).toEqual(['receivable.registered', 'receivable.confirmed']);
    }
  });

  it('is sent again under the same id what a process sent and did not live to write down', async () => {
    const { secret } = await world.add(world.pipeline.buyer, { url: receiver.url });
    await world.receivables(1);
    await world.announce();
    const dying = world.repository({ ...QUICK, leaseMs: 300 });
    await dying.feed();
    const [claimed] = await dying.claim(1);
    if (claimed === undefined) throw new Error('nothing was claimed');
    await world.newSender().send({
      ...{ url: claimed.url, id: messageIdOf(claimed), secrets: [secret] },
      body: JSON.stringify(messageOf(claimed)),
    });
    expect(await world.repository().claim(1)).toEqual([]);

    world.deliver();
    await receiver.untilAccepted(3);

    const [first, second] = receiver.accepted;
    expect(second?.id).toBe(first?.id);
    expect(second?.text).toBe(first?.text);
  });

  it('has messages signed with both secrets while one is exchanged, then with the new one', async () => {
    const { supplier } = world.pipeline;
    const { webhookId, secret } = await world.add(supplier, { url: receiver.url });
    const rotation = { idempotencyKey: randomUUID(), webhookId };
    const rotated = await world.webhooks.rotate(supplier, rotation);
    const renewed = 'secret' in rotated && rotated.secret !== null ? rotated.secret : '';
    world.deliver();
    await world.receivables(1, { confirmed: false });
    await world.announce();
    await receiver.untilAccepted(1);
    await world.sql(`UPDATE webhook_endpoint SET former_until = now() - interval '1 second'`);
    await world.receivables(1, { confirmed: false });
    await world.announce();
    await receiver.untilAccepted(2);

    const [during, after] = receiver.accepted;
    if (during === undefined || after === undefined) throw new Error('messages are missing');
    expect(verified(secret, during)).toEqual(verified(renewed, during));
    expect(verified(renewed, after)).toMatchObject({ type: 'receivable.registered' });
    expect(() => verified(secret, after)).toThrow();
    expect(renewed).not.toBe(secret);
  });

  it('is told again what came after a cursor, under the same ids', async () => {
    const { supplier } = world.pipeline;
    const { webhookId } = await world.add(supplier, { url: receiver.url });
    world.deliver();
    await world.receivables(2, { confirmed: false });
    await world.announce();
    await receiver.untilAccepted(2);
    const after = String(receiver.accepted[0]?.body.data['cursor']);
    await world.webhooks.replay(supplier, { idempotencyKey: randomUUID(), webhookId, after });
    await receiver.untilAccepted(3);
    await world.stopDeliverers();

    const ids = receiver.accepted.map(({ id }) => id);
    expect(ids).toEqual([ids[0], ids[1], ids[1]]);
  });

  it('is told again of what was under way when the replay was asked for', async () => {
    const { supplier } = world.pipeline;
    const { webhookId } = await world.add(supplier, { url: receiver.url });
    const before = String((await world.reader.find(supplier, webhookId))?.cursor);
    await world.receivables(1, { confirmed: false });
    await world.announce();
    let release = (): void => undefined;
    const held = new Promise<number>((resolve) => {
      release = () => resolve(204);
    });
    receiver.answer = () => (receiver.received.length === 1 ? held : 204);
    world.deliver();
    await receiver.untilReceived(1);
    const input = { idempotencyKey: randomUUID(), webhookId, after: before };
    await world.webhooks.replay(supplier, input);
    await receiver.untilAccepted(1);
    release();
    await receiver.untilAccepted(2);

    expect(new Set(receiver.accepted.map(({ id }) => id)).size).toBe(1);
  });

  it('begins after a cursor, if it is added with one', async () => {
    const { supplier } = world.pipeline;
    await world.receivables(1, { confirmed: false });
    await world.announce();
    const end = await world.events.end();
    const from = { ...end, blockNumber: end.blockNumber - 3 };
    const page = await world.events.read(supplier, { after: from, types: null, limit: 10 });
    const last = page.events.at(-1);
    if (last === undefined) throw new Error('no events');
    const { cursor } = messageOf({
      ...last,
      blockNumber: last.blockNumber - 1,
      logIndex: 1_000,
    }).data;
    world.deliver();
    await world.add(supplier, { url: receiver.url, after: cursor });
    await receiver.untilAccepted(1);

    expect(receiver.accepted[0]?.id).toBe(messageIdOf(last));
  });
});

describe('a webhook that does not answer well', () => {
  it('is paused after days without an acceptance, and goes on with what waits when it is resumed', async () => {
    const { supplier } = world.pipeline;
    receiver.answer = () => 500;
    const { webhookId } = await world.add(supplier, { url: receiver.url });
    world.deliver({ ...QUICK, pauseAfterMs: 200, giveUpAfterMs: 200 });
    await world.receivables(1);
    await world.announce();
    while ((await state(webhookId)).status === WebhookStatus.ACTIVE) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await state(webhookId)).toEqual({ status: 'PAUSED', pausedBecause: 'FAILING' });
    expect((await deliveries(webhookId)).map((row) => row.state)).not.toContain('ABANDONED');

    receiver.answer = () => 200;
    const resumed = { idempotencyKey: randomUUID(), webhookId, isPaused: false };
    await world.webhooks.change(supplier, resumed);
    await receiver.untilAccepted(2);
    expect(await state(webhookId)).toEqual({ status: 'ACTIVE', pausedBecause: null });
  });

  it('is given up one message that it never takes, so that its receivable goes on', async () => {
    const { webhookId } = await world.add(world.pipeline.supplier, { url: receiver.url });
    receiver.answer = ({ body }) => (body.type === 'receivable.registered' ? 400 : 204);
    world.deliver({ ...QUICK, giveUpAfterMs: 100 });
    const [id = ''] = await world.receivables(1);
    await world.announce();
    await receiver.untilAccepted(1);

    expect(toldOf(id)[0]).toBe('receivable.confirmed');
    const given = (await deliveries(webhookId)).filter(
      (row) => row.state === WebhookDeliveryState.ABANDONED,
    );
    expect(given).toMatchObject([{ type: 'receivable.registered', nextAttemptAt: null }]);
  });

  it('is paused at once, when it says that it is gone', async () => {
    const { webhookId } = await world.add(world.pipeline.supplier, { url: receiver.url });
    receiver.answer = () => 410;
    world.deliver();
    await world.receivables(1, { confirmed: false });
    await world.announce();
    await receiver.untilReceived(1);
    await world.stopDeliverers();

    expect(await state(webhookId)).toEqual({ status: 'PAUSED', pausedBecause: 'GONE' });
  });

  it('is not followed to where it redirects', async () => {
    const { webhookId } = await world.add(world.pipeline.supplier, { url: receiver.url });
    receiver.answer = () => 302;
    const answered = await world.pings.ping(world.pipeline.supplier, webhookId);

    expect(answered).toEqual({ isAccepted: false, statusCode: 302, error: 'HTTP 302' });
    expect(receiver.received).toHaveLength(1);
  });
});
