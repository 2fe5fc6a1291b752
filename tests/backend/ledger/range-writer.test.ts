import { present } from '../../../backend/src/common/index.js';
import { readCheckpoint } from '../../../backend/src/ledger/projection.repository.js';
import { ProjectorRegistry } from '../../../backend/src/ledger/projector-registry.js';
import { type LedgerRange, RangeReader } from '../../../backend/src/ledger/range-reader.js';
import { RangeWriter } from '../../../backend/src/ledger/range-writer.js';
import { readModels } from '../../../backend/src/read-models.js';
import { PipelineWorld } from './pipeline.world.js';

const RECEIVABLES = ['1', '2', '3'];
/** Blocks that hold the acts of a test: so many register, and so many confirm. */
const BLOCKS = RECEIVABLES.length * 2;

describe('rows that were worked out on a range that is being written', () => {
  let world: PipelineWorld;
  let writer: RangeWriter;

  beforeAll(async () => {
    world = await PipelineWorld.start();
  });

  beforeEach(() => {
    const { configuration, database } = world;
    const registry = new ProjectorRegistry(readModels);
    writer = new RangeWriter(database.dataSource, registry, configuration.deployment);
  });

  afterAll(async () => {
    await world.stop();
  });

  it('are written with the range that they are of', async () => {
    const [first, second] = await actIn('A');

    expect(await write(first, second)).toBe(true);
    expect(await write(second, null)).toBe(true);

    expect(await confirmed('A')).toBe(RECEIVABLES.length);
    await expectSameFromBlock0();
  });

  it('are written in order, when several ranges wait for their turn', async () => {
    const [first, second] = await actIn('E');
    const ranges: LedgerRange[] = [];
    for (let block = first.to.number - RECEIVABLES.length + 1; block <= second.to.number; block++) {
      ranges.push(await read(block, block));
    }
    const following = (range: LedgerRange) => ranges[ranges.indexOf(range) + 1] ?? null;

    const head = second.to.number;
    for (const range of ranges) {
      expect(await writer.write({ checkpoint: await checkpoint(), range, head }, following)).toBe(
        true,
      );
    }

    expect(await confirmed('E')).toBe(RECEIVABLES.length);
    await expectSameFromBlock0();
  });

  it('stay, when a process that saw none of them begins', async () => {
    const [first, second] = await actIn('F');
    expect(await write(first, second)).toBe(true);
    expect(await write(second, null)).toBe(true);
    const range = await read(0, 1);

    expect(
      await writer.write({ checkpoint: null, range, head: second.to.number }, () => null),
    ).toBe(false);

    expect(await confirmed('F')).toBe(RECEIVABLES.length);
    await expectSameFromBlock0();
  });

  it('are dropped, when the write fails', async () => {
    const [first, second] = await actIn('B');
    await world.db.query(
      `ALTER TABLE receivable ADD CONSTRAINT full_up CHECK (status <> 'REGISTERED') NOT VALID`,
    );

    await expect(write(first, second)).rejects.toThrow('full_up');
    expect(await write(second, null, first)).toBe(false);

    await world.db.query('ALTER TABLE receivable DROP CONSTRAINT full_up');
    expect(await write(first, second)).toBe(true);
    expect(await write(second, null)).toBe(true);
    expect(await confirmed('B')).toBe(RECEIVABLES.length);
    await expectSameFromBlock0();
  });

  it('are dropped, when another range comes after it', async () => {
    const [first, second] = await actIn('C');
    const { blockNumber } = await checkpoint();

    expect(await write(first, second)).toBe(true);
    for (let block = first.to.number + 1; block <= blockNumber + BLOCKS; block++) {
      expect(await write(await read(block, block), null)).toBe(true);
    }

    expect(await confirmed('C')).toBe(RECEIVABLES.length);
    await expectSameFromBlock0();
  });

  it('are dropped, when their own range is written by another process', async () => {
    const [first, second] = await actIn('D');

    expect(await write(first, second)).toBe(true);
    await world.indexAll();
    expect(await write(second, null, first)).toBe(false);

    expect(await confirmed('D')).toBe(RECEIVABLES.length);
    await expectSameFromBlock0();
  });

  /** Registers and confirms receivables while nobody indexes; the second range changes rows that the first one makes. */
  async function actIn(name: string): Promise<[LedgerRange, LedgerRange]> {
    const { blockNumber } = await checkpoint();
    for (const number of RECEIVABLES) {
      await world.register(`${name}-${number}`);
      await world.relay.step();
    }
    for (const number of RECEIVABLES) {
      await world.confirm(`${name}-${number}`);
      await world.relay.step();
    }
    const middle = blockNumber + RECEIVABLES.length;
    await mined(blockNumber + BLOCKS);
    return [await read(blockNumber + 1, middle), await read(middle + 1, blockNumber + BLOCKS)];
  }

  async function mined(block: number): Promise<void> {
    while ((await world.rpc.blockNumber()) < block) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async function read(from: number, to: number): Promise<LedgerRange> {
    const { contracts } = world.configuration.deployment;
    return present(await new RangeReader(world.rpc, contracts).next(from, to), 'range');
  }

  async function write(
    range: LedgerRange,
    following: LedgerRange | null,
    after?: LedgerRange,
  ): Promise<boolean> {
    const current = await checkpoint();
    const at = after && {
      ...current,
      blockNumber: after.to.number,
      blockHash: after.to.hash,
    };
    const head = await world.rpc.blockNumber();
    return writer.write({ checkpoint: at ?? current, range, head }, () => following);
  }

  async function checkpoint() {
    const { deployment } = world.configuration;
    return present(await readCheckpoint(world.db, deployment), 'checkpoint');
  }

  async function confirmed(name: string): Promise<number> {
    const ids = RECEIVABLES.map((number) => world.receivableId(`${name}-${number}`));
    const rows: Array<{ count: number }> = await world.db.query(
      `SELECT count(*)::int AS count FROM receivable JOIN lot USING (receivable_id)
       WHERE receivable_id = ANY($1) AND status = 'CONFIRMED'`,
      [ids],
    );
    return rows[0]?.count ?? 0;
  }

  async function expectSameFromBlock0(): Promise<void> {
    const before = await world.readModels();
    await world.db.query('DELETE FROM ledger_checkpoint');
    await world.indexAll();
    expect(await world.readModels()).toEqual(before);
  }
});
