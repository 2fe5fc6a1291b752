import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START_SCRIPT = join('dist', 'scripts', 'start.js');
const READY = /^DUEBILL_READY (.*)$/m;

export interface ReadySystem {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  readonly ledgerRpcUrls: readonly string[];
}

/** `npm start` as a process of its own, on the folder of a test. */
export class StartedSystem {
  output = '';
  readonly exited: Promise<number | NodeJS.Signals>;
  readonly #child: ChildProcess;
  readonly #ready: Promise<ReadySystem>;

  constructor(dataDir: string, env: NodeJS.ProcessEnv = {}, options = ['--no-sample']) {
    this.#child = spawn(process.execPath, [START_SCRIPT, ...options], {
      env: { ...withoutOurs(process.env), DUEBILL_DATA_DIR: dataDir, DUEBILL_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = new Promise((settle) => {
      this.#child.once('close', (code, signal) => settle(signal ?? code ?? -1));
    });
    this.#ready = new Promise((settle, fail) => {
      const take = (chunk: Buffer) => {
        this.output += chunk.toString();
        const line = READY.exec(this.output)?.[1];
        if (line !== undefined) settle(JSON.parse(line) as ReadySystem);
      };
      this.#child.stdout?.on('data', take);
      this.#child.stderr?.on('data', take);
      void this.exited.then(() => fail(new Error(`ended before it was ready:\n${this.output}`)));
    });
    this.#ready.catch(() => undefined);
  }

  ready(): Promise<ReadySystem> {
    return this.#ready;
  }

  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    this.#child.kill(signal);
    return await this.exited;
  }
}

export async function makeDataDir(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'duebill-start-'));
}

export async function removeDataDir(dataDir: string): Promise<void> {
  for (const pid of processesOn(dataDir)) process.kill(pid, 'SIGKILL');
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Every process whose command line names the folder. */
export function processesOn(dataDir: string): number[] {
  return execFileSync('ps', ['-axww', '-o', 'pid=,command='])
    .toString()
    .split('\n')
    .filter((line) => line.includes(dataDir))
    .map((line) => Number(line.trim().split(' ')[0]));
}

/** What the machine of the test sets must not decide what the test sees. */
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = (name: string) =>
    !name.startsWith('DUEBILL_') && !['DATABASE_URL', 'LEDGER_RPC_URLS', 'NODE_ENV'].includes(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => foreign(name)));
}
