import { PipelineWorld } from './pipeline.world.js';

/** So many that the first ranges of a backlog are read without images for an undo. */
const MISSED_BLOCKS = 720;

describe('a reorganisation while a backlog is indexed', () => {
  let world: PipelineWorld;

  beforeAll(async () => {
    world = await PipelineWorld.start();
  });

  afterAll(async () => {
    await world.stop();
  });

  const mine = (blocks: number) =>
    world.chain.provider.send('anvil_mine', [`0x${blocks.toString(16)}`]);

  it('leaves nothing of the lost blocks in the read models', async () => {
    await world.register('D-1');
    await world.settle();
    const snapshot = await world.chain.provider.send('evm_snapshot', []);
    // Nobody indexes, while the chain goes on.
    await world.register('D-2');
    await world.relay.step();
    await mine(MISSED_BLOCKS);
    await world.indexer.step();
    await world.chain.provider.send('evm_revert', [snapshot]);
    await mine(MISSED_BLOCKS);
    await world.indexAll();

    const rows: Array<{ id: string }> = await world.db.query(
      'SELECT receivable_id AS id FROM receivable',
    );
    expect(rows).toEqual([{ id: world.receivableId('D-1') }]);

    await world.settle();
    expect((await world.verifier.verify()).differences).toEqual([]);
    const before = await world.readModels();
    await world.db.query('DELETE FROM ledger_checkpoint');
    await world.indexAll();
    expect(await world.readModels()).toEqual(before);
  });
});
