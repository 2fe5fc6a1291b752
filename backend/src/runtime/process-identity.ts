import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { findText } from './files.js';
import { hasErrorCode } from './runtime.errors.js';

const execute = promisify(execFile);
const POLL_MS = 20;

/**
 * One process, told apart from a later one that got the same pid. `startedAt` is opaque: it is only
 * compared, and differs from platform to platform.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** Who runs under this pid now; nobody if the process is gone or only a zombie. */
export async function findProcess(pid: number): Promise<ProcessIdentity | undefined> {
  if (!isAlive(pid)) return undefined;
  const startedAt = await findStart(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export async function getOwnProcess(): Promise<ProcessIdentity> {
  const own = await findProcess(process.pid);
  return own ?? { pid: process.pid, startedAt: 'unknown' };
}

export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  const found = await findProcess(identity.pid);
  return found !== undefined && found.startedAt === identity.startedAt;
}

/** The command line of a process, its arguments separated by spaces. */
export async function findCommandLine(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    return (await findProcFile(pid, 'cmdline'))?.replaceAll('\0', ' ').trim();
  }
  return await askPs(pid, 'command=');
}

/** Sends the signals in turn, each with its patience, until the process has gone. */
export async function stopProcess(
  identity: ProcessIdentity,
  steps: readonly { signal: NodeJS.Signals; patienceMs: number }[],
): Promise<boolean> {
  for (const { signal, patienceMs } of steps) {
    if (!(await isRunning(identity))) return true;
    signalIfAlive(identity.pid, signal);
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      if (!(await isRunning(identity))) return true;
      await sleep(POLL_MS);
    }
  }
  return !(await isRunning(identity));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return hasErrorCode(error, 'EPERM');
  }
}

function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasErrorCode(error, 'ESRCH')) throw error;
  }
}

async function findStart(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return await askPs(pid, 'lstart=');
  const stat = await findProcFile(pid, 'stat');
  if (stat === undefined) return undefined;
  // The name, in brackets, may hold spaces: fields are counted behind it. State is 3, start is 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  // Ticks count from the boot, so the boot belongs to the identity.
  const boot = (await findText('/proc/sys/kernel/random/boot_id'))?.trim() ?? '';
  return `${boot}:${fields[19] ?? ''}`;
}

async function findProcFile(pid: number, name: string): Promise<string | undefined> {
  try {
    return await findText(`/proc/${pid}/${name}`);
  } catch (error) {
    // The process ended between opening and reading.
    if (hasErrorCode(error, 'ESRCH')) return undefined;
    throw error;
  }
}

async function askPs(pid: number, column: string): Promise<string | undefined> {
  try {
    const { stdout } = await execute('ps', ['-o', column, '-p', String(pid)]);
    return stdout.trim() || undefined;
  } catch {
    // ps ends with 1 when there is no such process.
    return undefined;
  }
}
