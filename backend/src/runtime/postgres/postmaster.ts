import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { findText } from '../files.js';
import { findCommandLine, findProcess, stopProcess } from '../process-identity.js';
import { RuntimeRefusal } from '../runtime.errors.js';

/** Fast shutdown; then the immediate one, after which the next start recovers from the log. */
export const STOP_STEPS = [
  { signal: 'SIGINT', patienceMs: 15_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
] as const;

/**
 * Stops the server that a killed start left running on this cluster. A pid file whose process is
 * gone is PostgreSQL's own business; one whose pid now belongs to some other program would make
 * PostgreSQL refuse to start, and is removed.
 */
export async function stopOrphanServer(
  cluster: string,
  log: (line: string) => void,
): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = Number((await findText(pidFile))?.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  const found = await findProcess(pid);
  if (found === undefined) return;
  const commandLine = `${(await findCommandLine(pid)) ?? ''} `;
  if (!commandLine.includes(` -D ${cluster} `)) {
    log(`pid ${pid} of an earlier PostgreSQL now belongs to another program`);
    await rm(pidFile, { force: true });
    return;
  }
  log(`stopping the PostgreSQL (process ${pid}) that an earlier start left behind`);
  if (await stopProcess(found, STOP_STEPS)) return;
  throw new RuntimeRefusal(
    `PostgreSQL still runs on ${cluster} as process ${pid} and does not stop. ` +
      'End it and start again.',
  );
}
