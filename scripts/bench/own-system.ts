import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { dataDirAt, loadOrCreateSecrets } from '../../backend/src/runtime/index.js';
import { ApiClient } from '../cli/client.js';
import type { RuntimeRecord } from '../start/runtime-record.js';

const START_SCRIPT = join('dist', 'scripts', 'start.js');
const START_PATIENCE_MS = 300_000;
const STOP_PATIENCE_MS = 20_000;
const POLL_MS = 100;
const DATABASE_ROLE = 'duebill';
const BYTES_PER_MB = 1_048_576;

/** What the backend's process has used since it began. */
export interface ProcessUse {
  readonly cpuSeconds: number;
  readonly rssMb: number;
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
    };
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
