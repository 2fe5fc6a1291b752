import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import {
  type EmbeddedLedger,
  type EmbeddedPostgres,
  findFreePort,
  startEmbeddedLedger,
  startEmbeddedPostgres,
} from '../../backend/src/runtime/index.js';
import { makeDataDir, processesOn, removeDataDir, StartedSystem } from './started-system.js';

const key = () => `0x11${randomBytes(31).toString('hex')}`;

describe('npm start on a database and a ledger of somebody else', () => {
  let partsDir: string;
  let dataDir: string;
  let database: EmbeddedPostgres;
  let ledger: EmbeddedLedger;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    partsDir = await makeDataDir();
    dataDir = await makeDataDir();
    const log = () => undefined;
    database = await startEmbeddedPostgres({ dataDir: partsDir, log });
    ledger = await startEmbeddedLedger({ dataDir: partsDir, log });
    env = {
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      LEDGER_RPC_URLS: ledger.rpcUrl,
      DUEBILL_DEPLOYMENT_FILE: join(dataDir, 'network.json'),
      ...{ DUEBILL_MASTER_KEY: key(), DUEBILL_NETWORK_KEY: key() },
      ...{ DUEBILL_RELAY_KEY: key(), DUEBILL_OPERATOR_KEY: key() },
    };
  });

  afterAll(async () => {
    await ledger.stop();
    await database.stop();
    await removeDataDir(partsDir);
    await removeDataDir(dataDir);
  });

  it('deploys nothing that it was not asked for', async () => {
    const system = new StartedSystem(dataDir, env);

    expect(await system.exited).toBe(69);
    expect(system.output).toContain('DUEBILL_DEPLOYER_KEY to deploy the contracts now');
  });

  it('deploys once with a key, and starts from the record without it', async () => {
    const first = new StartedSystem(dataDir, { ...env, DUEBILL_DEPLOYER_KEY: key() });
    await first.ready();
    expect(await first.end('SIGTERM')).toBe(0);

    const second = new StartedSystem(dataDir, env);
    const { ledgerRpcUrls } = await second.ready();

    expect(ledgerRpcUrls).toEqual([`${ledger.rpcUrl}/`]);
    expect(processesOn(dataDir)).toEqual([]);
    expect(await second.end('SIGTERM')).toBe(0);
    expect(await readFile(join(dataDir, 'network.json'), 'utf8')).toContain('"chainId": "20260"');
  });

  it('starts while the first of its nodes is down', async () => {
    const LEDGER_RPC_URLS = `http://127.0.0.1:${await findFreePort()},${ledger.rpcUrl}`;
    const system = new StartedSystem(dataDir, { ...env, LEDGER_RPC_URLS });

    const { ledgerRpcUrls } = await system.ready();

    expect(ledgerRpcUrls).toHaveLength(2);
    expect(await system.end('SIGTERM')).toBe(0);
  });

  it('says which nodes do not answer, if none does', async () => {
    const LEDGER_RPC_URLS = `http://127.0.0.1:${await findFreePort()}`;
    const system = new StartedSystem(dataDir, { ...env, LEDGER_RPC_URLS });

    expect(await system.exited).toBe(69);
    expect(system.output).toContain('No node at LEDGER_RPC_URLS answers');
  });

  it('keeps no secret and no password in what it prints or writes', async () => {
    const system = new StartedSystem(dataDir, env);
    await system.ready();
    const record = await readFile(join(dataDir, 'runtime.json'), 'utf8');
    await system.end('SIGTERM');

    const password = new URL(database.url).password;
    expect(`${system.output}${record}`).not.toContain(password);
    expect(`${system.output}${record}`).not.toContain(env['DUEBILL_RELAY_KEY']?.slice(2));
  });

  it('refuses a record of another chain', async () => {
    const other = await startEmbeddedLedger({ dataDir, log: () => undefined, genesisTimestamp: 1 });
    const system = new StartedSystem(dataDir, { ...env, LEDGER_RPC_URLS: other.rpcUrl });

    expect(await system.exited).toBe(69);
    expect(system.output).toContain('is not the one that');
    await other.stop();
  });
});
