import { randomBytes } from 'node:crypto';

import pg from 'pg';
import { DataSource } from 'typeorm';

import { dataSourceOptions, migrate } from '../../backend/src/data-source.js';
import {
  TEST_POSTGRES_VARIABLE,
  TEST_TEMPLATE_VARIABLE,
  type TestPostgres,
  startTestPostgres,
} from '../../scripts/test-postgres.js';

/** A migrated, empty database for one test file on a real Postgres. */
export class TestDatabase {
  private constructor(
    private readonly server: TestPostgres,
    private readonly name: string,
    readonly url: string,
    readonly dataSource: DataSource,
  ) {}

  static async start(): Promise<TestDatabase> {
    const given = process.env[TEST_POSTGRES_VARIABLE];
    const server =
      given === undefined
        ? await startTestPostgres()
        : { url: given, stop: () => Promise.resolve() };
    const name = `test_${randomBytes(8).toString('hex')}`;
    // A server that was given may have a database with all migrations, which is copied faster than they run.
    const template = process.env[TEST_TEMPLATE_VARIABLE];
    const source = template === undefined ? '' : ` TEMPLATE ${template}`;
    await runOn(`${server.url}/postgres`, `CREATE DATABASE ${name}${source}`);
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

async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
