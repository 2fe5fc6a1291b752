import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../backend/src/runtime/index.js';

describe('the embedded PostgreSQL', () => {
  let dataDir: string;
  let started: EmbeddedPostgres[];
  let lines: string[];

  const start = async () => {
    const server = await startEmbeddedPostgres({ dataDir, log: (line) => void lines.push(line) });
    started.push(server);
    return server;
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'duebill-postgres-'));
    started = [];
    lines = [];
  });

  afterEach(async () => {
    await Promise.all(started.map((server) => server.stop()));
    await rm(dataDir, { recursive: true, force: true });
  });

  it('keeps its data and its password from one start to the next', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();

    const second = await start();

    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('is durable, in UTF-8, and gives Duebill a role that is no superuser', async () => {
    const { url } = await start();
    const settings = `SELECT current_setting('fsync') AS fsync,
      current_setting('synchronous_commit') AS commit, current_setting('is_superuser') AS super,
      current_setting('server_encoding') AS encoding, 'ä' < 'z' AS german, lower('É') AS lower`;

    expect(await query(url, settings)).toEqual([
      { fsync: 'on', commit: 'on', super: 'off', encoding: 'UTF8', german: false, lower: 'é' },
    ]);
    expect(new URL(url).hostname).toBe('127.0.0.1');
  });

  it('stops the server that a killed start left running and starts its own', async () => {
    const orphan = await start();
    await query(orphan.url, 'CREATE TABLE kept AS SELECT 1 AS answer');

    const next = await start();

    expect(await orphan.ended).toContain('code 0');
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 1 }]);
    expect(lines.join('\n')).toContain('that an earlier start left behind');
  });

  it('starts over the pid file of a killed server, even if its pid lives again', async () => {
    const killed = await start();
    const pidFile = join(killed.home, 'data', 'postmaster.pid');
    const pid = await readFile(pidFile, 'utf8');
    await killed.stop();
    await writeFile(pidFile, pid.replace(/^\d+/, String(process.pid)));

    const next = await start();

    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('makes a cluster again that a kill left half-made', async () => {
    const draft = join(dataDir, 'postgres', 'data.new', 'base');
    await mkdir(draft, { recursive: true });
    await writeFile(join(draft, 'rest'), 'x');

    const { url } = await start();

    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses the files of another major version', async () => {
    const server = await start();
    await server.stop();
    await writeFile(join(server.home, 'data', 'PG_VERSION'), '17\n');

    await expect(start()).rejects.toThrow(/written by PostgreSQL 17/);
  });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}
