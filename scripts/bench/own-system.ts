import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { dataDirAt, loadOrCreateSecrets } from '../../backend/src/runtime/index.js';
import { descendantsOf } from '../chaos/process-tree.js';
import { ApiClient } from '../cli/client.js';
import type { RuntimeRecord } from '../start/runtime-record.js';

const START_SCRIPT = join('dist', 'scripts', 'start.js');
const START_PATIENCE_MS = 300_000;
const STOP_PATIENCE_MS = 20_000;
const POLL_MS = 100;
const DATABASE_ROLE = 'duebill';
const BYTES_PER_MB = 1_048_576;
/** Fields of `/proc/<pid>/stat` after the name, from 0: times of the process, and of its children that have ended. */
const TICKS = { from: 11, to: 15 };
const TICKS_PER_SECOND = 100;

/** What the backend's process has used since it began. */
export interface ProcessUse {
  readonly cpuSeconds: number;
  readonly rssMb: number;
  /** The most that it ever had, as the kernel counts it. */
  readonly peakRssMb: number;
}

/** Processor seconds of what the backend has started; zero where the kernel has no `/proc`. */
export interface PartsUse {
  readonly databaseCpuSeconds: number;
  readonly nodeCpuSeconds: number;
}

/** `npm start` as a process of its own on a temporary folder, so that its memory and time can be told from ours. */
export class OwnSystem {
  private constructor(
    readonly operator: ApiClient,
    private readonly url: string,
    /** Of the embedded node. */
    readonly rpcUrl: string,
    readonly dataDir: string,
    /** Without user and password. */
    private readonly database: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<OwnSystem> {
    const dataDir = await mkdtemp(join(tmpdir(), 'duebill-bench-'));
    const child = spawn(process.execPath, [START_SCRIPT, '--no-sample'], {
      env: { ...process.env, DUEBILL_DATA_DIR: dataDir, DUEBILL_PORT: '0' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const { url, ledgerRpcUrls, database } = await readRecord(dataDir, child);
    const token = (await readFile(join(dataDir, 'tokens', 'operator'), 'utf8')).trim();
    const operator = new ApiClient({ findEndpoint: () => Promise.resolve({ url, token }) });
    return new OwnSystem(operator, url, ledgerRpcUrls[0] ?? '', dataDir, database, child);
  }

  /** The embedded database, for what no request can do. */
  async databaseUrl(): Promise<string> {
    const secrets = await loadOrCreateSecrets(dataDirAt(this.dataDir));
    const url = new URL(this.database);
    url.username = DATABASE_ROLE;
    url.password = secrets.databasePassword.reveal();
    return url.href;
  }

  /** As the process itself counts it. */
  async use(): Promise<ProcessUse> {
    const text = await (await fetch(new URL('/metrics', this.url))).text();
    const value = (name: string): number =>
      Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
    return {
      cpuSeconds: value('process_cpu_seconds_total'),
      rssMb: value('process_resident_memory_bytes') / BYTES_PER_MB,
      peakRssMb: value('duebill_memory_peak_bytes') / BYTES_PER_MB,
    };
  }

  async partsUse(): Promise<PartsUse> {
    const parts = await Promise.all((await descendantsOf(this.child.pid ?? 0)).map(readProcess));
    const sum = (name: string): number =>
      parts.reduce((total, part) => total + (part.name === name ? part.cpuSeconds : 0), 0);
    return { databaseCpuSeconds: sum('postgres'), nodeCpuSeconds: sum('anvil') };
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_PATIENCE_MS);
    await ended;
    clearTimeout(timer);
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: POLL_MS });
  }
}

/** Name and processor time of a process, as Linux tells them; nothing of one that has gone. */
async function readProcess(pid: number): Promise<{ name: string; cpuSeconds: number }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, name = '', rest = ''] = /\((.*)\) (.*)/.exec(text) ?? [];
  const ticks = rest.split(' ').slice(TICKS.from, TICKS.to).map(Number);
  return { name, cpuSeconds: ticks.reduce((sum, part) => sum + part, 0) / TICKS_PER_SECOND };
}

async function readRecord(dataDir: string, child: ChildProcess): Promise<RuntimeRecord> {
  const giveUpAt = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const text = await readFile(join(dataDir, 'runtime.json'), 'utf8').catch(() => null);
    if (text !== null) return JSON.parse(text) as RuntimeRecord;
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      child.kill('SIGTERM');
      throw new Error('the system did not start');
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
