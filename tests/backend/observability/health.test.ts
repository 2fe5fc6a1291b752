import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { BackendConfig } from '../../../backend/src/config/index.js';
import { LedgerLag, type LedgerRpc } from '../../../backend/src/ledger/index.js';
import { type RunningBackend, startBackend } from '../../../backend/src/main.js';
import { ReadinessService } from '../../../backend/src/observability/readiness.service.js';
import { type Chain, startChain } from '../../support/test-chain.js';
import { TestDatabase } from '../../support/test-database.js';
import { deployForTest } from '../../support/test-ledger.js';

const OK = { ok: true };

let chain: Chain;
let database: TestDatabase;
let dataDir: string;
let config: BackendConfig;
let backend: RunningBackend;

beforeAll(async () => {
  chain = await startChain();
  database = await TestDatabase.start();
  dataDir = await mkdtemp(join(tmpdir(), 'duebill-health-'));
  config = { ...(await deployForTest(chain, database.url)), dataDir };
  backend = await startBackend(config);
});

afterAll(async () => {
  await backend.stop();
  await database.stop();
  await chain.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(new URL(path, backend.url));
  return { status: response.status, body: await response.json() };
}

/** Readiness beside a ledger whose head is `ahead` of the read models. */
async function readinessBehind(ahead: number): Promise<ReadinessService> {
  const { dataSource } = database;
  const rows = await dataSource.query('SELECT block_number::int AS at FROM ledger_checkpoint');
  const rpc = {
    blockNumber: () => Promise.resolve(rows[0].at + ahead),
    header: () => Promise.resolve({ time: new Date(Date.now() - 7_000) }),
  } as unknown as LedgerRpc;
  return new ReadinessService(config, dataSource, rpc, new LedgerLag(config, dataSource, rpc));
}

// In this order: the last one stops the ledger.
describe('GET /health', () => {
  it('says alive and ready without a token, when everything is there', async () => {
    expect(await get('/health/live')).toEqual({ status: 200, body: { status: 'alive' } });
    expect(await get('/health/ready')).toEqual({
      status: 200,
      body: {
        status: 'ready',
        checks: { database: OK, migrations: OK, ledger: OK, readModels: OK },
      },
    });
  });

  it('is ready at the bound and not one block behind it', async () => {
    const atBound = await (await readinessBehind(config.readyLagBlocks)).check();
    const behind = await (await readinessBehind(config.readyLagBlocks + 1)).check();

    expect(atBound.status).toBe('ready');
    expect(behind.status).toBe('not ready');
    expect(behind.checks).toEqual({
      ...{ database: OK, migrations: OK, ledger: OK },
      readModels: { ok: false, reason: 'are 101 blocks behind the ledger, more than 100' },
    });
  });

  it('names the migrations, when one that the program knows was not run', async () => {
    const { dataSource } = database;
    const last = 'SELECT max(id) FROM migrations';
    await dataSource.query(`UPDATE migrations SET name = 'x' || name WHERE id = (${last})`);
    const answer = await get('/health/ready');
    await dataSource.query(`UPDATE migrations SET name = substr(name, 2) WHERE id = (${last})`);

    expect(answer).toMatchObject({
      status: 503,
      body: {
        status: 'not ready',
        checks: {
          database: OK,
          migrations: { ok: false, reason: expect.stringMatching(/^lacks 1 of \d+$/) },
        },
      },
    });
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('leaves /metrics open, when there is no token and no production', async () => {
    const response = await fetch(new URL('/metrics', backend.url));

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await response.text()).toMatch(/^duebill_lag_blocks\{projector="live"\} \d+$/m);
  });

  it('stays alive and names the ledger, without its address, when no node answers', async () => {
    await chain.stop();

    const { status, body } = await get('/health/ready');

    expect(status).toBe(503);
    expect(body).toMatchObject({ checks: { database: OK, ledger: { ok: false } } });
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|http|Error/);
    expect((await get('/health/live')).status).toBe(200);
  });
});

describe('LedgerLag', () => {
  it('counts blocks after the confirmations, and seconds since the first one that is missing', async () => {
    const { dataSource } = database;
    const rpc = {
      blockNumber: () => Promise.resolve(1_000_000),
      header: () => Promise.resolve({ time: new Date(Date.now() - 7_000) }),
    } as unknown as LedgerRpc;
    const confirmed = { ...config, chainConfirmations: 10 };

    const lag = await new LedgerLag(confirmed, dataSource, rpc).measure();

    expect(lag.headBlock).toBe(999_990);
    expect(lag.blocks).toBe(999_990 - lag.indexedBlock);
    expect(lag.seconds).toBeGreaterThanOrEqual(7);
    expect(lag.seconds).toBeLessThan(10);
  });
});
