import { rm } from 'node:fs/promises';

import { findText, writeFileAtomic } from './files.js';
import {
  findCommandLine,
  findProcess,
  type ProcessIdentity,
  stopProcess,
} from './process-identity.js';
import { RuntimeRefusal } from './runtime.errors.js';

interface ChildRecord extends ProcessIdentity {
  readonly program: string;
}

/** Notes a child on disk, so that the next start can find it if we are killed and it lives on. */
export async function recordChild(path: string, pid: number, program: string): Promise<void> {
  const identity = await findProcess(pid);
  if (identity === undefined) return;
  await writeFileAtomic(path, JSON.stringify({ ...identity, program } satisfies ChildRecord));
}

export async function forgetChild(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Stops what a killed start left running. A process that is not provably that one is left alone. */
export async function stopLeftover(path: string, log: (line: string) => void): Promise<void> {
  const record = parseRecord(await findText(path));
  if (record !== undefined && (await isSameProgram(record))) {
    log(`stopping the process ${record.pid} that an earlier start left behind`);
    const steps = [{ signal: 'SIGKILL', patienceMs: 10_000 }] as const;
    if (!(await stopProcess(record, steps))) {
      throw new RuntimeRefusal(`Process ${record.pid} of an earlier start cannot be stopped.`);
    }
  }
  await forgetChild(path);
}

async function isSameProgram(record: ChildRecord): Promise<boolean> {
  const found = await findProcess(record.pid);
  if (found?.startedAt !== record.startedAt) return false;
  return (await findCommandLine(record.pid))?.startsWith(record.program) ?? false;
}

function parseRecord(text: string | undefined): ChildRecord | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as ChildRecord;
  } catch {
    // Written atomically, so this is nothing of ours.
    return undefined;
  }
}
