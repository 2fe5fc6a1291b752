import { randomBytes } from 'node:crypto';

import { KeyRotation, KeyVault, SealedStores } from '../../../backend/src/identity/index.js';
import { PipelineWorld } from './pipeline.world.js';

let world: PipelineWorld;

beforeAll(async () => {
  world = await PipelineWorld.start();
});

afterAll(async () => {
  await world.stop();
});

function vaultWith(masterKey: string, ...otherMasterKeys: string[]): KeyVault {
  return new KeyVault({ ...world.configuration, masterKey, otherMasterKeys });
}

function newKey(): string {
  return randomBytes(32).toString('hex');
}

async function statusOf(submitted: Awaited<ReturnType<PipelineWorld['register']>>) {
  return String((await world.command(world.supplier, submitted)).status);
}

describe('a relay with another master key', () => {
  it('lets commands wait whose keys it cannot open, and they go with the right one', async () => {
    const first = await world.register('A-1');
    const blind = world.newRelay({ vault: vaultWith(newKey()) });

    expect([await blind.step(), await blind.step()]).toEqual([false, false]);
    expect(await statusOf(first)).toBe('QUEUED');

    await world.settle();
    expect(await statusOf(first)).toBe('INCLUDED');
  });

  it('sends what other parties signed, whose keys it opens', async () => {
    const { masterKey } = world.configuration;
    const next = newKey();
    await new KeyRotation(
      world.database.dataSource,
      vaultWith(next, masterKey),
      new SealedStores(),
    ).step(1_000, null);
    await world.db.query(`UPDATE signer_key SET wrapping_key_id = 'of nobody' WHERE party = $1`, [
      world.buyer.party,
    ]);
    const registered = await world.register('A-2');
    const held = await world.confirm('A-1');
    const relay = world.newRelay({ vault: vaultWith(next) });

    await relay.step();
    await world.indexAll();

    expect(await statusOf(registered)).toBe('INCLUDED');
    expect((await world.command(world.buyer, held)).status).toBe('QUEUED');
    const id = await vaultWith(next).currentKeyId();
    await world.db.query(`UPDATE signer_key SET wrapping_key_id = $1`, [id]);
    await relay.step();
    await world.indexAll();
    expect((await world.command(world.buyer, held)).status).toBe('INCLUDED');
    await new KeyRotation(
      world.database.dataSource,
      vaultWith(masterKey, next),
      new SealedStores(),
    ).step(1_000, null);
  });
});

describe('a rotation of master keys', () => {
  it('runs while commands are signed and sent', async () => {
    const { masterKey } = world.configuration;
    const next = newKey();
    const vault = vaultWith(next, masterKey);
    const rotation = new KeyRotation(world.database.dataSource, vault, new SealedStores());
    const submitted: Array<Awaited<ReturnType<PipelineWorld['register']>>> = [];
    for (let key = 0; key < 20; key++) {
      await world.vault.create(world.db, world.supplier.party, { isPrepared: true });
    }

    const rotate = async (): Promise<void> => {
      let after: string | null = null;
      do {
        ({ after } = await rotation.step(2, after));
      } while (after !== null);
    };
    const send = async (): Promise<void> => {
      for (let round = 0; round < 12; round++) {
        submitted.push(await world.register(`B-${round}`));
        // A new process each time: nothing is in memory.
        await world.newRelay({ vault: vaultWith(next, masterKey) }).step();
      }
    };
    await Promise.all([rotate(), send()]);
    world.relay = world.newRelay({ vault: vaultWith(next) });
    await world.settle();

    expect(await rotation.read()).toMatchObject({ outdated: 0 });
    for (const one of submitted) expect(await statusOf(one)).toBe('INCLUDED');
  });
});
