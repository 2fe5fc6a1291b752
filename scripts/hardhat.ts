import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a run of Hardhat printed, on both streams, and how it ended. */
export interface HardhatRun {
  readonly code: number;
  readonly output: string;
}

interface HardhatOptions {
  /** Folder of the project; the current one if not given. */
  readonly cwd?: string;
  /** Beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Runs Hardhat in a process of its own: what it keeps in memory ends with it. */
export function runHardhat(
  args: readonly string[],
  { env = {}, ...options }: HardhatOptions,
): Promise<HardhatRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(join('node_modules', '.bin', 'hardhat'), args, {
      ...options,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
