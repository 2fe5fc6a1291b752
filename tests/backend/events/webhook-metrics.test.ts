import { Registry } from 'prom-client';

import { WebhookMetrics } from '../../../backend/src/observability/webhook-metrics.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';
import { EventsWorld, QUICK } from './events.world.js';

let world: EventsWorld;
let registry: Registry;
let metrics: WebhookMetrics;

beforeAll(async () => {
  world = await EventsWorld.start();
});
afterAll(() => world.stop());
beforeEach(() => {
  registry = new Registry();
  metrics = new WebhookMetrics(registry, world.pipeline.database.dataSource);
});
afterEach(() => metrics.onModuleDestroy());

async function valueOf(series: string): Promise<number | undefined> {
  const line = (await registry.metrics()).split('\n').find((text) => text.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

describe('WebhookMetrics', () => {
  it('shows attempts by outcome, the age of what waits, and webhooks by state', async () => {
    const receiver = await WebhookReceiver.start();
    receiver.answer = () => 500;
    await world.add(world.pipeline.supplier, { url: receiver.url });
    await world.add(world.pipeline.buyer, { url: 'http://127.0.0.1:1' });
    await world.receivables(1, { confirmed: false });
    await world.announce();
    world.deliver({ ...QUICK, backOffMs: 60_000, backOffMaxMs: 60_000 });
    await receiver.untilReceived(1);
    await world.stopDeliverers();
    await receiver.stop();
    await world.sql(`UPDATE ledger_event SET block_time = block_time - interval '1 hour'`);

    expect(await valueOf('duebill_webhook_oldest_seconds')).toBeGreaterThanOrEqual(3_600);
    expect(await valueOf('duebill_webhook_attempts_total{outcome="refused"}')).toBe(1);
    expect(await valueOf('duebill_webhook_attempts_total{outcome="unreachable"}')).toBe(1);
    expect(await valueOf('duebill_webhooks{state="active"}')).toBe(2);
  });

  it('does not count what a paused webhook misses as late', async () => {
    await world.sql(
      `UPDATE webhook_endpoint SET status = 'PAUSED', paused_because = 'FAILING', paused_at = now()`,
    );

    expect(await valueOf('duebill_webhook_oldest_seconds')).toBe(0);
    expect(await valueOf('duebill_webhooks{state="failed"}')).toBe(2);
  });

  it('leaves out what cannot be read', async () => {
    const dataSource = { manager: { query: () => Promise.reject(new Error('down')) } };
    const other = new Registry();
    const blind = new WebhookMetrics(other, dataSource as never);
    const text = await other.metrics();
    blind.onModuleDestroy();

    expect(text).not.toMatch(/^duebill_webhook_oldest_seconds /m);
    expect(text).not.toMatch(/^duebill_webhooks\{/m);
  });
});
