import { appendFile, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { findAnvilProgram, startAnvil } from '../../../backend/src/runtime/ledger/anvil.js';
import { type LedgerWorld, makeLedgerWorld } from './ledger.support.js';

const DAY_SECONDS = 86_400;
const now = () => Math.floor(Date.now() / 1000);

describe('the embedded ledger', () => {
  let world: LedgerWorld;

  beforeEach(async () => void (world = await makeLedgerWorld()));
  afterEach(() => world.dispose());

  it('takes free transactions of an account without funds, by the wall clock', async () => {
    const user = await world.start();
    const contract = await user.deploy();

    expect(user.ledger.isNew).toBe(true);
    expect(await user.rpc.call('eth_getCode', contract, 'latest')).toHaveLength(2 + 2 * 15);
    expect(Number((await user.block('latest')).timestamp)).toBeGreaterThanOrEqual(now() - 2);
    expect(await user.rpc.call('eth_accounts')).toEqual([]);
  });

  it('puts what arrives together into few blocks, and mines none for nobody', async () => {
    const user = await world.start();
    const contract = await user.deploy();
    await user.store(contract, 200);
    const { number } = await user.block('latest');

    await new Promise((settle) => setTimeout(settle, 600));

    expect(Number(number)).toBeLessThan(202);
    expect((await user.block('latest')).number).toBe(number);
  });

  it('has every block, receipt and log again after a stop and a start', async () => {
    const user = await world.start();
    await user.store(await user.deploy(), 20);
    const head = await user.block('latest');
    const first = await user.block('0x1');
    await user.ledger.stop();

    const again = await world.start();

    expect(again.ledger.isNew).toBe(false);
    expect(await again.block('latest')).toEqual(head);
    expect(await again.block('0x1')).toEqual(first);
    expect(await again.wait(first.transactions[0] as string)).toMatchObject({ status: '0x1' });
    expect(await again.countLogs()).toBe(20);
  });

  it('keeps its genesis block through many starts, each of which stores the chain', async () => {
    const firstBlocks = new Set<string>();
    for (let start = 0; start < 6; start += 1) {
      const user = await world.start({ genesisTimestamp: now() - DAY_SECONDS });
      firstBlocks.add((await user.block('0x0')).hash);
      await user.deploy();
      await user.ledger.stop();
    }

    expect([...firstBlocks]).toHaveLength(1);
  });

  it('mines its journal to the same hashes when it was killed without a snapshot', async () => {
    const user = await world.start({
      genesisTimestamp: now() - 300 * DAY_SECONDS,
      clock: 'head',
    });
    const contract = await user.deploy();
    await user.rpc.call('evm_setNextBlockTimestamp', now() - 30 * DAY_SECONDS);
    await user.store(contract, 30);
    const head = await user.block('latest');
    await copyWhileRunning(world, 'b');

    const again = await world.start({ dataDir: join(world.dir, 'b') });

    expect(await again.block('latest')).toEqual(head);
    expect(await again.countLogs()).toBe(30);
  });

  it('ends at the last whole line of a journal that was torn', async () => {
    const user = await world.start();
    await user.store(await user.deploy(), 3);
    const head = await user.block('latest');
    await copyWhileRunning(world, 'b');
    await appendFile(join(world.dir, 'b', 'ledger', '000000.journal'), '{"number":99,"hash":"0x');

    const again = await world.start({ dataDir: join(world.dir, 'b') });

    expect((await again.block('latest')).hash).toBe(head.hash);
    await again.store(await again.deploy(), 1);
  });

  it('falls back to the snapshot before one that is torn, and loses nothing', async () => {
    for (let round = 0; round < 3; round += 1) {
      const user = await world.start();
      await user.store(await user.deploy(), 2);
      await user.ledger.stop();
    }
    const snapshots = (await readdir(join(world.dir, 'a', 'ledger')))
      .filter((n) => n.endsWith('.gz'))
      .sort();
    await writeFile(join(world.dir, 'a', 'ledger', snapshots.at(-1) as string), 'torn');

    const again = await world.start();

    expect(Number((await again.block('latest')).number)).toBeGreaterThanOrEqual(6);
    expect(await again.countLogs()).toBe(6);
  });

  it('refuses to begin anew when no snapshot is readable', async () => {
    const folder = join(world.dir, 'a', 'ledger');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '000007.journal'), '{"genesisTimestamp":1}\n');
    await writeFile(join(folder, '000007.snapshot.gz'), 'torn');

    await expect(world.start()).rejects.toThrow(/No snapshot of the ledger .* is readable/);
  });

  it('stores a reorganised chain as it is', async () => {
    const user = await world.start();
    const contract = await user.deploy();
    for (let round = 0; round < 5; round += 1) await user.store(contract, 1);
    await user.rpc.call('anvil_reorg', 3, []);
    const head = await user.block('latest');
    await user.ledger.stop();

    const again = await world.start();

    expect((await again.block('latest')).hash).toBe(head.hash);
  });

  it('runs on from the last block when a story is being told', async () => {
    const begin = now() - 300 * DAY_SECONDS;
    const user = await world.start({ genesisTimestamp: begin, clock: 'head' });
    await user.deploy();
    expect(Number((await user.block('latest')).timestamp)).toBeLessThan(begin + 60);
    await user.ledger.stop();

    const again = await world.start({ clock: 'head' });
    await again.deploy();
    expect(Number((await again.block('latest')).timestamp)).toBeLessThan(begin + 120);
    await again.ledger.setClock();
    await again.deploy();
    expect(Number((await again.block('latest')).timestamp)).toBeGreaterThanOrEqual(now() - 2);
  });

  it('stops a node that a killed start left on its folder, and no other', async () => {
    const leave = (folder: string) =>
      startAnvil({
        program: findAnvilProgram(),
        cacheDir: join(world.dir, folder, 'ledger', 'cache'),
        log: () => undefined,
        origin: { genesisTimestamp: now() },
      });
    const ours = await leave('a');
    const foreign = await leave('ab');

    try {
      await world.start();

      await expect(ours.child.ended).resolves.toContain('SIGKILL');
      expect(foreign.child.process.signalCode).toBeNull();
    } finally {
      ours.child.process.kill('SIGKILL');
      foreign.child.process.kill('SIGKILL');
      await foreign.child.ended;
    }
  });
});

/** What a kill -9 at this moment would leave on disk. */
async function copyWhileRunning(world: LedgerWorld, name: string): Promise<void> {
  await new Promise((settle) => setTimeout(settle, 50));
  await cp(join(world.dir, 'a'), join(world.dir, name), { recursive: true });
}
