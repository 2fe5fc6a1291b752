import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

import { findCommandLine, findProcess, stopProcess } from './process-identity.js';
import { RuntimeRefusal } from './runtime.errors.js';

const execute = promisify(execFile);

export interface Leftover {
  /** Path of the executable; the command line begins with it. */
  readonly program: string;
  /** An argument that only this data folder's child has. */
  readonly argument: string;
  readonly log: (line: string) => void;
}

/**
 * Stops what a killed start left running. The command line is the proof that a process is ours: it
 * names our executable and our data folder, whose lock we hold. Any other process is left alone.
 */
export async function stopLeftovers(leftover: Leftover): Promise<void> {
  for (const pid of await listProcessIds()) {
    const commandLine = await findCommandLine(pid);
    if (!commandLine?.startsWith(`${leftover.program} `)) continue;
    if (!`${commandLine} `.includes(` ${leftover.argument} `)) continue;
    const identity = await findProcess(pid);
    if (identity === undefined) continue;
    leftover.log(`stopping process ${pid}, which an earlier start left behind`);
    if (!(await stopProcess(identity, [{ signal: 'SIGKILL', patienceMs: 10_000 }]))) {
      throw new RuntimeRefusal(`Process ${pid} of an earlier start cannot be stopped.`);
    }
  }
}

async function listProcessIds(): Promise<number[]> {
  const names =
    process.platform === 'linux'
      ? await readdir('/proc')
      : (await execute('ps', ['-axo', 'pid='])).stdout.split('\n');
  return names.map((name) => Number(name.trim())).filter((pid) => Number.isInteger(pid) && pid > 0);
}
