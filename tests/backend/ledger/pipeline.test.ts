import { IdempotencyKeyReusedError } from '../../../backend/src/api/index.js';
import { LedgerRpc } from '../../../backend/src/ledger/ledger-rpc.js';
import { ProjectorRegistry } from '../../../backend/src/ledger/projector-registry.js';
import { readModels } from '../../../backend/src/read-models.js';
import { PipelineWorld } from './pipeline.world.js';

let world: PipelineWorld;

beforeAll(async () => {
  world = await PipelineWorld.start();
});

afterAll(async () => {
  await world.stop();
});

async function receivable(number: string) {
  const rows = await world.db.query('SELECT * FROM receivable WHERE receivable_id = $1', [
    world.receivableId(number),
  ]);
  return rows[0];
}

describe('the read models', () => {
  it('handle every event that a contract can emit', () => {
    expect(new ProjectorRegistry(readModels).unhandledEvents()).toEqual([]);
  });
});

describe('a command', () => {
  it('is INCLUDED and projected, after relay and indexer ran', async () => {
    const submitted = await world.register('A-1', { faceMinor: 2n ** 63n - 1n });

    await world.settle();

    expect(await world.command(world.supplier, submitted)).toMatchObject({ status: 'INCLUDED' });
    expect(await receivable('A-1')).toMatchObject({
      status: 'REGISTERED',
      face_minor: '9223372036854775807',
      currency: 'EUR',
      issue_date: '2024-10-04',
    });
  });

  it('is the same one, when key and body come again', async () => {
    const first = await world.register('A-2', { key: 'twice' });
    const second = await world.register('A-2', { key: 'twice' });

    expect(second).toMatchObject({
      commandId: (await world.command(world.supplier, first)).commandId,
    });
  });

  it('is one, when the same request arrives many times at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, () => world.register('A-3', { key: 'at once' })),
    );
    const commands = await Promise.all(all.map((one) => world.command(world.supplier, one)));

    expect(new Set(commands.map(({ commandId }) => commandId)).size).toBe(1);
  });

  it('is refused, when the key comes with another body', async () => {
    await world.register('A-4', { key: 'reused' });

    expect(await world.register('A-5', { key: 'reused' })).toBeInstanceOf(
      IdempotencyKeyReusedError,
    );
  });

  it('is REFUSED with the values of the error, and its neighbours take effect', async () => {
    await world.register('B-1', { key: 'B-1 first' });
    const duplicate = await world.register('B-1', { key: 'B-1 again' });
    const neighbour = await world.register('B-2');

    await world.settle();

    const refused = await world.command(world.supplier, duplicate);
    expect(refused.status).toBe('REFUSED');
    expect(refused.refusal).toMatchObject({
      error: 'ReceivableAlreadyRegistered',
      values: [
        { name: 'receivableId', value: world.receivableId('B-1') },
        { name: 'status', value: '1' },
      ],
    });
    expect(await world.command(world.supplier, neighbour)).toMatchObject({ status: 'INCLUDED' });
  });
});

describe('a relay that dies', () => {
  it('leaves one effect, when it stored the transaction but did not send it', async () => {
    const submitted = await world.register('C-1');
    const deaf = new LedgerRpc(world.configuration);
    deaf.sendRawTransaction = () => Promise.reject(new Error('killed'));
    await expect(world.newRelay({ rpc: deaf }).step()).rejects.toThrow('killed');
    deaf.onModuleDestroy();

    world.relay = world.newRelay();
    await world.settle();

    expect(await world.command(world.supplier, submitted)).toMatchObject({ status: 'INCLUDED' });
  });

  it('leaves one effect, when it sent the transaction and did not live to know', async () => {
    const submitted = await world.register('C-2');
    await world.relay.step();

    world.relay = world.newRelay();
    await world.relay.step();
    await world.settle();

    expect(await world.command(world.supplier, submitted)).toMatchObject({ status: 'INCLUDED' });
    expect(await receivable('C-2')).toMatchObject({ status: 'REGISTERED' });
  });
});

describe('a chain that loses blocks', () => {
  it('gets the same transactions again, and the read models follow', async () => {
    await world.register('D-1');
    await world.settle();
    const snapshot = await world.chain.provider.send('evm_snapshot', []);
    await world.register('D-2');
    await world.settle();
    const confirmed = await world.confirm('D-1');
    await world.settle();
    expect(await receivable('D-1')).toMatchObject({ status: 'CONFIRMED' });

    await world.chain.provider.send('evm_revert', [snapshot]);
    await world.indexAll();

    expect(await receivable('D-1')).toMatchObject({ status: 'REGISTERED', confirmed_at: null });
    expect(await receivable('D-2')).toBeUndefined();
    expect(await world.command(world.buyer, confirmed)).toMatchObject({ status: 'SENT' });

    await world.settle();

    expect(await receivable('D-1')).toMatchObject({ status: 'CONFIRMED' });
    expect(await receivable('D-2')).toMatchObject({ status: 'REGISTERED' });
    expect((await world.verifier.verify()).differences).toEqual([]);
  });
});

describe('verification', () => {
  it('finds every table equal, and remembers the block', async () => {
    await world.settle();

    const { differences, compared, blockNumber } = await world.verifier.verify();

    expect(differences).toEqual([]);
    expect(compared.find(({ table }) => table === 'receivable')?.rows).toBeGreaterThan(5);
    const rows = await world.db.query('SELECT verified_block::int AS block FROM ledger_checkpoint');
    expect(rows).toEqual([{ block: blockNumber }]);
  });

  it('names a planted difference', async () => {
    const receivableId = world.receivableId('D-1');
    await world.db.query(`UPDATE receivable SET due_date = due_date + 1 WHERE receivable_id = $1`, [
      receivableId,
    ]);

    const { differences } = await world.verifier.verify();

    expect(differences).toEqual([
      expect.objectContaining({ table: 'receivable', key: receivableId, field: 'due_date' }),
    ]);
  });
});

describe('a rebuild from block 0', () => {
  it('gives identical tables, and heals what was planted', async () => {
    await world.db.query(`UPDATE receivable SET due_date = due_date - 1 WHERE receivable_id = $1`, [
      world.receivableId('D-1'),
    ]);
    const before = await world.readModels();
    await world.db.query('UPDATE receivable SET due_date = due_date + 3');

    await world.db.query('DELETE FROM ledger_checkpoint');
    await world.indexAll();

    expect(await world.readModels()).toEqual(before);
    expect((await world.verifier.verify()).differences).toEqual([]);
  });
});
