import { UNDO_BLOCKS } from '../../../backend/src/ledger/projection.repository.js';
import { PipelineWorld } from './pipeline.world.js';

let world: PipelineWorld;

beforeEach(async () => {
  world = await PipelineWorld.start();
});

afterEach(async () => {
  await world.stop();
});

async function checkpoint(): Promise<number> {
  const rows = await world.db.query('SELECT block_number::int AS at FROM ledger_checkpoint');
  return rows[0]?.at ?? -1;
}

async function receivables(): Promise<string[]> {
  const rows: Array<{ id: string }> = await world.db.query(
    'SELECT receivable_id AS id FROM receivable ORDER BY 1',
  );
  return rows.map(({ id }) => id);
}

/** Another chain from a block on, however far back that is. */
async function reorganise(toBlock: number, then: () => Promise<void>): Promise<void> {
  const head = await world.rpc.blockNumber();
  await world.chain.provider.send('anvil_rollback', [head - toBlock]);
  await then();
  for (
    let round = 0;
    round < 50 && (await checkpoint()) > (await world.rpc.blockNumber());
    round++
  ) {
    await world.indexer.step();
  }
  await world.indexAll();
}

const mine = (blocks: number): Promise<unknown> =>
  world.chain.provider.send('anvil_mine', [`0x${blocks.toString(16)}`]);

describe('a reorganisation', () => {
  it('takes back rows that several ranges changed, and the events of lost blocks', async () => {
    await world.register('A-1');
    await world.settle();
    const at = await world.rpc.blockNumber();
    const [before, events] = [await world.readModels(), await eventCount()];
    await world.register('A-2');
    await world.settle();
    await world.confirm('A-1');
    await world.settle();
    await world.confirm('A-2');
    await world.settle();

    await reorganise(at, () => Promise.resolve());

    expect(await world.readModels()).toEqual(before);
    expect(await eventCount()).toBe(events);
  });

  it('deeper than what is kept for undoing begins anew, with the same result', async () => {
    await world.register('B-1');
    await world.settle();
    const at = await world.rpc.blockNumber();
    const before = await world.readModels();
    await mine(UNDO_BLOCKS + 100);
    await world.register('B-2');
    await world.settle();
    const [{ oldest }] = await world.db.query(
      'SELECT min(block_number)::int AS oldest FROM ledger_undo_point',
    );
    expect(oldest).toBeGreaterThan(at);

    await reorganise(at, () => mine(3).then(() => undefined));

    expect(await world.readModels()).toEqual(before);
  });

  it('down to the first block leaves nothing of the old chain', async () => {
    await world.register('C-1');
    await world.settle();
    expect(await receivables()).toEqual([world.receivableId('C-1')]);

    await reorganise(1, () => mine(2).then(() => undefined));

    expect(await receivables()).toEqual([]);
    expect(await eventCount()).toBe(0);
    expect(await checkpoint()).toBe(3);
  });
});

async function eventCount(): Promise<number> {
  const [{ count }] = await world.db.query('SELECT count(*)::int AS count FROM ledger_event');
  return count;
}
