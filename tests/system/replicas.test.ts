import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import pg from 'pg';

import { AdvisoryLock } from '../../backend/src/database/index.js';
import {
  type EmbeddedLedger,
  type EmbeddedPostgres,
  startEmbeddedLedger,
  startEmbeddedPostgres,
} from '../../backend/src/runtime/index.js';
import { eventually } from '../support/eventually.js';
import { PartyClient, admitParties } from './party-client.js';
import { makeDataDir, removeDataDir, StartedSystem } from './started-system.js';

const LEASES = [AdvisoryLock.INDEXER_LEASE, AdvisoryLock.RELAY_LEASE];
/** What is asked of a takeover. */
const TAKEOVER_MS = 5_000;

const key = () => `0x11${randomBytes(31).toString('hex')}`;

describe('replicas on one database and one ledger', () => {
  let partsDir: string;
  let database: EmbeddedPostgres;
  let ledger: EmbeddedLedger;
  let admin: pg.Client;
  let env: NodeJS.ProcessEnv;
  const dataDirs: string[] = [];
  const systems: StartedSystem[] = [];

  beforeAll(async () => {
    partsDir = await makeDataDir();
    const log = () => undefined;
    database = await startEmbeddedPostgres({ dataDir: partsDir, log });
    ledger = await startEmbeddedLedger({ dataDir: partsDir, log });
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    env = {
      DATABASE_URL: database.url,
      // The second of two nodes is away all the time.
      LEDGER_RPC_URLS: `${ledger.rpcUrl},http://127.0.0.1:1`,
      DUEBILL_DEPLOYMENT_FILE: join(partsDir, 'network.json'),
      ...{ DUEBILL_MASTER_KEY: key(), DUEBILL_NETWORK_KEY: key() },
      ...{ DUEBILL_RELAY_KEY: key(), DUEBILL_OPERATOR_KEY: key() },
      DUEBILL_DEPLOYER_KEY: key(),
    };
  });

  afterAll(async () => {
    await Promise.all(systems.map((system) => system.end('SIGTERM')));
    await admin.end();
    await ledger.stop();
    await database.stop();
    for (const dir of [partsDir, ...dataDirs]) await removeDataDir(dir);
  });

  async function startReplica(): Promise<StartedSystem> {
    const dataDir = await makeDataDir();
    dataDirs.push(dataDir);
    const system = new StartedSystem(dataDir, env);
    systems.push(system);
    await system.ready();
    return system;
  }

  /** Sessions that hold the leases, in a fixed order. */
  async function holders(): Promise<string> {
    const { rows } = await admin.query<{ pid: number }>(
      `SELECT pid FROM pg_locks
       WHERE locktype = 'advisory' AND granted AND objid = ANY($1::bigint[]) ORDER BY objid`,
      [LEASES],
    );
    return rows.map(({ pid }) => pid).join();
  }

  function nextHolders(before: string): Promise<string> {
    const old = before.split(',');
    return eventually(holders, (now) => {
      const pids = now === '' ? [] : now.split(',');
      return pids.length === LEASES.length && pids.every((pid) => !old.includes(pid));
    });
  }

  it('go on within 5 s after a kill -9, and lose nothing when they are exchanged in turn', async () => {
    const first = await startReplica();
    const operator = await PartyClient.operator(await first.ready());
    const { supplier, buyer } = await admitParties(operator, {
      supplier: ['SUPPLIER'],
      buyer: ['BUYER'],
    });
    const second = await startReplica();
    const clientOf = async (system: StartedSystem) =>
      new PartyClient((await system.ready()).url, supplier.token);
    const register = (client: PartyClient, number: string, awaitInclusion: boolean) =>
      client.act('registerReceivables', {
        idempotencyKey: number,
        awaitInclusion,
        receivables: [
          { buyerId: buyer.partyId, currency: 'EUR', faceMinor: '100', number, ...DATES },
        ],
      });

    const accepted = ['killed'];
    await register(await clientOf(first), 'killed', false);
    const killed = await holders();
    const killedAt = performance.now();
    await first.end('SIGKILL');
    await nextHolders(killed);
    const takeoverMs = performance.now() - killedAt;
    console.log(`takeover after kill -9: ${Math.round(takeoverMs)} ms`);
    expect(takeoverMs).toBeLessThan(TAKEOVER_MS);

    const third = await startReplica();
    const throughSecond = await clientOf(second);
    const writing = (async () => {
      for (let count = 0; ; count += 1) {
        try {
          const number = `rolling ${count}`;
          const { __typename } = await register(throughSecond, number, count % 2 === 0);
          if (__typename === 'Command') accepted.push(number);
        } catch {
          return;
        }
      }
    })();
    await eventually(
      () => accepted.length,
      (count) => count > 4,
    );
    const exchanged = await holders();
    const endedAt = performance.now();
    const ending = second.end('SIGTERM');
    await nextHolders(exchanged);
    console.log(`handover after SIGTERM: ${Math.round(performance.now() - endedAt)} ms`);
    expect(await ending).toBe(0);
    await writing;

    const throughThird = await clientOf(third);
    for (const number of accepted) {
      const query = 'query ($key: String!) { commandByKey(idempotencyKey: $key) { status } }';
      const { status } = await eventually(
        () => throughThird.read<{ status: string }>(query, { key: number }),
        (command) => command.status === 'INCLUDED',
      );
      expect([number, status]).toEqual([number, 'INCLUDED']);
    }
  });
});

const DATES = { issueDate: '2026-01-01', dueDate: '2099-01-01' };
