import { randomBytes, randomUUID } from 'node:crypto';

import { WebhookSecretStore } from '../../../backend/src/events/webhook-secret.store.js';
import { WebhookSecrets } from '../../../backend/src/events/webhook-secrets.js';
import { KeyRotation, KeyVault, SealedStores } from '../../../backend/src/identity/index.js';
import { EventsWorld } from './events.world.js';

let world: EventsWorld;

beforeAll(async () => {
  world = await EventsWorld.start();
});

afterAll(async () => {
  await world.stop();
});

/** A process that was given these master keys, the current one first. */
function processWith(masterKey: string, otherMasterKeys: string[] = []) {
  const { configuration, database } = world.pipeline;
  const given = { ...configuration, masterKey, otherMasterKeys };
  const stores = new SealedStores();
  const secrets = new WebhookSecrets(given);
  new WebhookSecretStore(database.dataSource, secrets, stores).onModuleInit();
  const rotation = new KeyRotation(database.dataSource, new KeyVault(given), stores);
  return { secrets, rotation };
}

describe('a new master key', () => {
  it('takes over the secrets of webhooks, former ones too, with the kept keys', async () => {
    const { pipeline } = world;
    const old = pipeline.configuration.masterKey;
    const next = `0x${randomBytes(32).toString('hex')}`;
    const added = await world.add(pipeline.supplier, { url: 'https://example.com/hook' });
    const { webhookId } = added;
    await world.webhooks.rotate(pipeline.supplier, { idempotencyKey: randomUUID(), webhookId });
    const between = processWith(next, [old]);
    const { keys, outdated: moving } = await between.rotation.read();
    expect(moving).toBe(keys);

    await between.rotation.step(1_000, null);

    expect(await between.rotation.read()).toMatchObject({ keys, outdated: 0 });
    const [row] = await world.sql(
      `SELECT sealed_secret, former_secret FROM webhook_endpoint WHERE endpoint_id = '${webhookId}'`,
    );
    const { secrets } = processWith(next);
    expect(secrets.open(webhookId, row?.['former_secret'] as Buffer)).toBe(added.secret);
    expect(secrets.open(webhookId, row?.['sealed_secret'] as Buffer)).toMatch(/^whsec_/);
    const outdated = processWith(old);
    expect(() => outdated.secrets.open(webhookId, row?.['sealed_secret'] as Buffer)).toThrow();
  });

  it('leaves what none of the given keys opens, and says so', async () => {
    const stranger = processWith(`0x${randomBytes(32).toString('hex')}`);
    const before = await world.sql('SELECT sealed_secret FROM webhook_endpoint');

    const { notOpened } = await stranger.rotation.step(1_000, null);

    expect(notOpened).toBeGreaterThan(0);
    expect(await world.sql('SELECT sealed_secret FROM webhook_endpoint')).toEqual(before);
  });
});
