import type { SpawnOptions } from 'node:child_process';
import { chown, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Secret } from '../../config/index.js';
import { startChild } from '../child-process.js';
import { findText } from '../files.js';
import { stopLeftovers } from '../leftovers.js';
import { RuntimeRefusal } from '../runtime.errors.js';
import type { Account } from './account.js';
import { programIn } from './binaries.js';
import type { Placement } from './placement.js';

export const ADMIN_ROLE = 'postgres';

export interface ClusterOptions {
  readonly placement: Placement;
  readonly account: Account | undefined;
  readonly adminPassword: Secret;
  readonly log: (line: string) => void;
}

/** The folder of the database cluster, made on the first start. */
export async function ensureCluster(options: ClusterOptions): Promise<string> {
  const { home, binaries } = options.placement;
  const cluster = join(home, 'data');
  const found = (await findText(join(cluster, 'PG_VERSION')))?.trim();
  if (found === undefined) {
    await createCluster(options, cluster);
  } else if (found !== binaries.version.split('.')[0]) {
    throw new RuntimeRefusal(
      `The database in ${cluster} was written by PostgreSQL ${found}, and this is ` +
        `${binaries.version}: move the data with pg_dump, or use the version of Duebill before.`,
    );
  }
  return cluster;
}

/** The cluster appears under its name only when it is complete; a half-made one is made again. */
async function createCluster(options: ClusterOptions, cluster: string): Promise<void> {
  const { home, binaries } = options.placement;
  const draft = join(home, 'data.new');
  const program = programIn(binaries, 'initdb');
  await stopLeftovers({ program, argument: `--pgdata=${draft}`, log: options.log });
  await rm(draft, { recursive: true, force: true, maxRetries: 10 });
  const passwordFile = join(home, 'password.tmp');
  await writeFile(passwordFile, `${options.adminPassword.reveal()}\n`, { mode: 0o600 });
  try {
    if (options.account !== undefined) {
      await chown(passwordFile, options.account.uid, options.account.gid);
    }
    await runInitdb(options, program, [`--pgdata=${draft}`, `--pwfile=${passwordFile}`]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, cluster);
}

/** The locale is PostgreSQL's own, so that sorting does not depend on the machine. */
async function runInitdb(options: ClusterOptions, file: string, args: string[]): Promise<void> {
  const child = startChild({
    name: 'initdb',
    file,
    args: [
      ...args,
      ...[`--username=${ADMIN_ROLE}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
    ],
    options: serverSpawnOptions(options),
    log: options.log,
  });
  const end = await child.ended;
  if (child.process.exitCode !== 0) {
    throw new Error(`The embedded PostgreSQL could not be set up: ${end}\n${child.output.tail()}`);
  }
}

/** In a folder that the server's account may enter, and independent of the machine's language. */
export function serverSpawnOptions({ account, placement }: ClusterOptions): SpawnOptions {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  return { ...account, cwd: placement.home, env };
}
