import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The processes that a process started, and those that they started. */
export async function descendantsOf(root: number): Promise<number[]> {
  const { stdout } = await execute('ps', ['-axo', 'pid=,ppid=']);
  const parents = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [root];
  // Grows while it is walked: children of children are looked for, too.
  for (const parent of found) {
    found.push(...parents.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : [])));
  }
  return found.slice(1);
}

/** Every process whose command line names the folder: what a killed part left running. */
export async function processesOn(folder: string): Promise<number[]> {
  const { stdout } = await execute('ps', ['-axww', '-o', 'pid=,command=']);
  const lines = stdout.split('\n').filter((line) => line.includes(folder));
  return lines.map((line) => Number(line.trim().split(' ')[0]));
}

/** A process that has gone meanwhile is what was wanted. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
