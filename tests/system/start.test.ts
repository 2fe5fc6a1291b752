import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

import { JsonRpc } from '../../backend/src/runtime/ledger/json-rpc.js';
import { makeDataDir, processesOn, removeDataDir, StartedSystem } from './started-system.js';

/**
 * Moments of a first start: before initdb, in it, with the server up, while contracts are deployed.
 */
const KILL_AFTER_MS = [150, 400, 700, 1_000, 1_300, 1_600, 2_000];

describe('npm start', () => {
  let dataDir: string;
  const blocker = createServer();

  beforeAll(() => new Promise<void>((done) => blocker.listen(0, '127.0.0.1', done)));
  afterAll(() => blocker.close());
  beforeEach(async () => void (dataDir = await makeDataDir()));
  afterEach(() => removeDataDir(dataDir));

  const blockHash = async (rpcUrl: string | undefined, tag: string) => {
    const rpc = new JsonRpc(rpcUrl ?? '');
    return (await rpc.call<{ hash: string }>('eth_getBlockByNumber', tag, false)).hash;
  };

  it('says where it is, and leaves nothing behind after Ctrl-C', async () => {
    const system = new StartedSystem(dataDir);
    const ready = await system.ready();
    const record = JSON.parse(await readFile(join(dataDir, 'runtime.json'), 'utf8')) as object;
    expect(record).toEqual(ready);
    expect((await fetch(ready.url, { method: 'POST' })).status).toBeLessThan(500);

    expect(await system.end('SIGINT')).toBe(0);

    expect(processesOn(dataDir)).toEqual([]);
    expect(await readdir(dataDir)).not.toContain('lock.json');
    expect(await readdir(dataDir)).not.toContain('runtime.json');
    expect(system.output).not.toContain('postgres://duebill:');
  });

  it('finds its ledger again after a kill, and stops what the kill left running', async () => {
    const killed = new StartedSystem(dataDir);
    const before = await killed.ready();
    const hash = await blockHash(before.ledgerRpcUrls[0], 'latest');
    await killed.end('SIGKILL');
    expect(processesOn(dataDir)).not.toEqual([]);

    const system = new StartedSystem(dataDir);
    const after = await system.ready();

    expect(await blockHash(after.ledgerRpcUrls[0], 'latest')).toBe(hash);
    expect(await system.end('SIGTERM')).toBe(0);
    expect(processesOn(dataDir)).toEqual([]);
  });

  it('starts after it was killed again and again in the middle of its first start', async () => {
    for (const afterMs of KILL_AFTER_MS) {
      const killed = new StartedSystem(dataDir);
      await new Promise((settle) => setTimeout(settle, afterMs));
      await killed.end('SIGKILL');
    }

    const system = new StartedSystem(dataDir);
    await system.ready();

    expect(await system.end('SIGINT')).toBe(0);
    expect(processesOn(dataDir)).toEqual([]);
  });

  it('stops in order when Ctrl-C comes in the middle of the start', async () => {
    for (const afterMs of [300, 900, 1_500]) {
      const system = new StartedSystem(dataDir);
      await new Promise((settle) => setTimeout(settle, afterMs));

      await system.end('SIGINT');

      expect(processesOn(dataDir)).toEqual([]);
    }
  });

  it('refuses a second start on the folder and lets the first one be', async () => {
    const first = new StartedSystem(dataDir);
    const { url } = await first.ready();

    const second = new StartedSystem(dataDir);

    expect(await second.exited).toBe(69);
    expect(second.output).toContain('already runs on this data folder');
    expect((await fetch(url, { method: 'POST' })).status).toBeLessThan(500);
    await first.end('SIGINT');
  });

  it.each<[string, () => StartedSystem | Promise<StartedSystem>, number, string]>([
    [
      'a data folder that is a file',
      async () => {
        await writeFile(join(dataDir, 'file'), '');
        return new StartedSystem(join(dataDir, 'file'));
      },
      69,
      'cannot be used: a file is in its place',
    ],
    [
      'a port that another program has',
      () => {
        const { port } = blocker.address() as AddressInfo;
        return new StartedSystem(dataDir, { DUEBILL_PORT: String(port) });
      },
      69,
      'another program listens on 127.0.0.1:',
    ],
    [
      'an address of another machine',
      () => new StartedSystem(dataDir, { DUEBILL_HOST: '192.0.2.1' }),
      69,
      'DUEBILL_HOST: this machine has no address 192.0.2.1.',
    ],
    [
      'an option that it does not know',
      () => new StartedSystem(dataDir, {}, ['--bogus']),
      64,
      "Unknown option '--bogus'",
    ],
  ])('refuses %s in a sentence', async (_, start, exitCode, sentence) => {
    const system = await start();

    expect(await system.exited).toBe(exitCode);
    expect(system.output).toContain(sentence);
    expect(system.output).not.toMatch(/\n    at /);
    expect(processesOn(dataDir)).toEqual([]);
  });

  it('refuses production on embedded parts and names all that is missing', async () => {
    const system = new StartedSystem(dataDir, { NODE_ENV: 'production' });

    expect(await system.exited).toBe(78);
    expect(system.output).toMatch(
      /DATABASE_URL: .*\n.*LEDGER_RPC_URLS: .*\n.*DUEBILL_MASTER_KEY: /,
    );
    await expect(access(join(dataDir, 'secrets.json'))).rejects.toThrow();
  });
});
