import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { dataSourceOptions } from '../../../backend/src/data-source.js';
import { holderTransaction } from '../../../backend/src/ledger/holder-transaction.js';
import { LeasedWorker } from '../../../backend/src/ledger/leased-worker.js';
import { LedgerSignals } from '../../../backend/src/ledger/ledger-signals.js';
import { eventually } from '../../support/eventually.js';
import { TcpProxy } from '../../support/tcp-proxy.js';
import { TestDatabase } from '../../support/test-database.js';

const LEASE_KEY = 99;
const LOCK_KEY = 98;
/** What is asked of a takeover, also across a network that is cut. */
const TAKEOVER_MS = 5_000;
/** What is asked of a handover. */
const HANDOVER_MS = 1_000;
const RUN_MS = 30;

let database: TestDatabase;
let proxy: TcpProxy;
let signals: LedgerSignals;
let processes: Process[];

/** A worker as one process of several has it, with the times at which its runs began and ended. */
class Process {
  readonly began: number[] = [];
  readonly ended: number[] = [];
  runMs = RUN_MS;
  private readonly worker: LeasedWorker;

  constructor(databaseUrl: string) {
    this.worker = new LeasedWorker(
      { name: 'test', leaseKey: LEASE_KEY, wakeOn: [], idleMs: 10 },
      signals,
      async () => {
        this.began.push(performance.now());
        await new Promise((done) => setTimeout(done, this.runMs));
        this.ended.push(performance.now());
        return false;
      },
    );
    this.worker.start(databaseUrl);
    processes.push(this);
  }

  works(): Promise<boolean> {
    const since = this.began.length;
    return eventually(
      () => this.began.length > since,
      (has) => has,
    );
  }

  stop(): Promise<void> {
    return this.worker.stop();
  }
}

beforeAll(async () => {
  Logger.overrideLogger(['fatal']);
  database = await TestDatabase.start();
});

beforeEach(async () => {
  signals = new LedgerSignals();
  processes = [];
  proxy = await TcpProxy.before(database.url);
});

afterEach(async () => {
  proxy.heal();
  await Promise.all(processes.map((one) => one.stop()));
  await proxy.stop();
});

afterAll(async () => {
  await database.stop();
});

function firstAfter(times: readonly number[], since: number): number {
  return times.find((time) => time > since) ?? Infinity;
}

describe('of several processes', () => {
  it('one works', async () => {
    const all = [0, 1, 2].map(() => new Process(database.url));
    await eventually(
      () => all.some(({ began }) => began.length > 10),
      (has) => has,
    );

    expect(all.filter(({ began }) => began.length > 0)).toHaveLength(1);
  });

  it('the next begins within a second, when the first is stopped; its run ends before', async () => {
    const first = new Process(database.url);
    await first.works();
    const next = new Process(database.url);
    first.runMs = 500;
    await first.works();
    const stoppedAt = performance.now();
    await first.stop();
    const releasedAt = performance.now();

    await next.works();

    expect(first.ended).toHaveLength(first.began.length);
    expect(first.ended.at(-1)).toBeGreaterThan(stoppedAt);
    const [begin] = next.began;
    console.log(`handover: ${Math.round((begin ?? 0) - releasedAt)} ms after the release`);
    expect(begin).toBeGreaterThan(first.ended.at(-1) ?? Infinity);
    expect((begin ?? Infinity) - releasedAt).toBeLessThan(HANDOVER_MS);
  });

  it('another works within 5 s, when the network of the first is cut; the first stops before', async () => {
    const first = new Process(proxy.urlThrough(database.url));
    await first.works();
    const next = new Process(database.url);
    const cutAt = performance.now();
    proxy.cut();

    await next.works();

    const takenAt = firstAfter(next.began, cutAt);
    const quiet = takenAt - (first.ended.at(-1) ?? Infinity);
    console.log(`takeover across a cut: ${Math.round(takenAt - cutAt)} ms, quiet ${quiet} ms`);
    expect(takenAt - cutAt).toBeLessThan(TAKEOVER_MS);
    expect(first.began.at(-1)).toBeLessThan(takenAt);
    expect(quiet).toBeGreaterThan(0);
  });

  it('the first works again, when the network is back and the other is gone', async () => {
    const first = new Process(proxy.urlThrough(database.url));
    await first.works();
    const next = new Process(database.url);
    proxy.cut();
    await next.works();
    proxy.heal();

    await next.stop();

    expect(await first.works()).toBe(true);
  });
});

describe('a transaction of a holder that is cut off', () => {
  it('gives its locks back within 5 s', async () => {
    const through = new DataSource(dataSourceOptions(proxy.urlThrough(database.url)));
    await through.initialize();
    const cutOff = holderTransaction(through, async (db) => {
      await db.query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
      proxy.cut();
      await db.query('SELECT 1');
    });
    cutOff.catch(() => undefined);
    await eventually(
      () => database.dataSource.query('SELECT FROM pg_locks WHERE objid = $1', [LOCK_KEY]),
      (rows: unknown[]) => rows.length > 0,
    );
    const cutAt = performance.now();

    await database.dataSource.query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);

    const waitedMs = performance.now() - cutAt;
    console.log(`locks of a transaction that was cut off: free after ${Math.round(waitedMs)} ms`);
    expect(waitedMs).toBeLessThan(TAKEOVER_MS);
    proxy.heal();
    await expect(cutOff).rejects.toThrow();
    await through.destroy();
  });
});
