import type { CommandEntity } from '../../../backend/src/ledger/command.entity.js';
import { CommandReader } from '../../../backend/src/ledger/command.reader.js';
import { LedgerSignals } from '../../../backend/src/ledger/ledger-signals.js';
import { PipelineWorld } from './pipeline.world.js';

const FINALITY_BLOCKS = 2;

let world: PipelineWorld;
let reader: CommandReader;

beforeAll(async () => {
  world = await PipelineWorld.start();
  const config = { ...world.configuration, finalityBlocks: FINALITY_BLOCKS };
  reader = new CommandReader(config, world.database.dataSource, new LedgerSignals());
});

afterAll(async () => {
  await world.stop();
});

async function mine(blocks: number): Promise<void> {
  for (let one = 0; one < blocks; one++) {
    await world.chain.provider.send('evm_mine', []);
  }
  await world.indexAll();
}

function read(submitted: unknown) {
  return reader.findById(world.supplier, (submitted as CommandEntity).commandId);
}

describe('a command is final', () => {
  it('with its block, where blocks are final at once', async () => {
    const submitted = await world.register('A-1');
    expect(await world.command(world.supplier, submitted)).toMatchObject({ isFinal: false });

    await world.settle();

    expect(await world.command(world.supplier, submitted)).toMatchObject({
      ...{ status: 'INCLUDED', isFinal: true },
    });
  });

  it('when its block has as many indexed blocks on top as were set, and not one before', async () => {
    const submitted = await world.register('B-1');
    const refused = await world.register('B-1', { key: 'B-1 again' });
    expect(await read(submitted)).toMatchObject({ status: 'QUEUED', isFinal: false });
    await world.settle();
    expect(await read(submitted)).toMatchObject({ status: 'INCLUDED', isFinal: false });
    expect(await read(refused)).toMatchObject({ status: 'REFUSED', isFinal: false });

    await mine(FINALITY_BLOCKS - 1);
    expect(await read(submitted)).toMatchObject({ isFinal: false });

    await mine(1);
    expect(await read(submitted)).toMatchObject({ status: 'INCLUDED', isFinal: true });
    expect(await read(refused)).toMatchObject({ status: 'REFUSED', isFinal: true });
  });

  it('not before, since its block may be lost: it is SENT again', async () => {
    const snapshot = await world.chain.provider.send('evm_snapshot', []);
    const submitted = await world.register('C-1');
    await world.settle();
    await mine(FINALITY_BLOCKS - 1);

    await world.chain.provider.send('evm_revert', [snapshot]);
    await world.indexAll();
    // One that runs sends again after three seconds; a new one does so at once.
    world.relay = world.newRelay();

    expect(await read(submitted)).toMatchObject({ status: 'SENT', isFinal: false });
    await world.settle();
    await mine(FINALITY_BLOCKS);
    expect(await read(submitted)).toMatchObject({ status: 'INCLUDED', isFinal: true });
  });

  it('at once, when it was cancelled or given up', async () => {
    const cancelled = await world.register('D-1');
    const failed = await world.register('D-2');
    await world.cancellation.cancel(world.supplier, (cancelled as CommandEntity).commandId);
    await world.db.query(`UPDATE command SET failure = 'NOT_EXECUTED' WHERE command_id = $1`, [
      (failed as CommandEntity).commandId,
    ]);

    expect(await read(cancelled)).toMatchObject({ status: 'CANCELLED', isFinal: true });
    expect(await read(failed)).toMatchObject({ status: 'FAILED', isFinal: true });
  });
});
