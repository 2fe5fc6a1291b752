import { LedgerRpc } from '../../../backend/src/ledger/ledger-rpc.js';
import { PipelineWorld } from './pipeline.world.js';

/** Whose answers about receipts arrive late: the chain may have lost the block meanwhile. */
class LateReceipts extends LedgerRpc {
  meanwhile: () => Promise<void> = () => Promise.resolve();

  override async minedIn(transactionHash: string): Promise<number | null> {
    const block = await super.minedIn(transactionHash);
    const { meanwhile } = this;
    this.meanwhile = () => Promise.resolve();
    await meanwhile();
    return block;
  }
}

describe('a relay that learns of a receipt after the chain lost its block', () => {
  let world: PipelineWorld;

  beforeAll(async () => {
    world = await PipelineWorld.start();
  });

  afterAll(async () => {
    await world.stop();
  });

  const mine = () => world.chain.provider.send('anvil_mine', ['0x5']);

  it('executes the command once, and tells what became of it', async () => {
    await world.register('B-0');
    await world.settle();
    const snapshot = await world.chain.provider.send('evm_snapshot', []);
    const first = await world.register('B-1');
    await world.relay.step();
    const second = await world.register('B-2');
    await world.relay.step();
    const rpc = new LateReceipts(world.configuration);
    rpc.meanwhile = async () => {
      await world.chain.provider.send('evm_revert', [snapshot]);
      await mine();
      await world.indexAll();
    };

    await world.newRelay(rpc).step();
    rpc.onModuleDestroy();
    world.relay = world.newRelay();
    await world.settle();

    expect(await world.command(world.supplier, first)).toMatchObject({ status: 'INCLUDED' });
    expect(await world.command(world.supplier, second)).toMatchObject({ status: 'INCLUDED' });
    const rows = await world.db.query(
      `SELECT (SELECT count(*)::int FROM command) AS commands,
         (SELECT count(*)::int FROM command_outcome) AS outcomes`,
    );
    expect(rows[0].outcomes).toBe(rows[0].commands);
  });
});
