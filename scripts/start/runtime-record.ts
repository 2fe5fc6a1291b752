import { readFile, rm } from 'node:fs/promises';

import type { BackendConfig } from '../../backend/src/config/index.js';
import { type DataDir, writeFileAtomic } from '../../backend/src/runtime/index.js';

/** How the command line and other programs of this machine find the running system. */
export interface RuntimeRecord {
  readonly url: string;
  readonly pid: number;
  readonly version: string;
  readonly node: string;
  readonly startedAt: string;
  readonly dataDir: string;
  /** Without user and password. */
  readonly database: string;
  readonly ledgerRpcUrls: readonly string[];
  /** While it is true, the ledger's clock is in the story of the sample. */
  readonly isSampleLoading: boolean;
}

export async function describeRuntime(
  backend: BackendConfig,
  { url, isSampleLoading }: Pick<RuntimeRecord, 'url' | 'isSampleLoading'>,
): Promise<RuntimeRecord> {
  return {
    url,
    pid: process.pid,
    version: await readVersion(),
    node: process.versions.node,
    startedAt: new Date().toISOString(),
    dataDir: backend.dataDir,
    database: withoutCredentials(backend.databaseUrl),
    ledgerRpcUrls: backend.rpcUrls.map(withoutCredentials),
    isSampleLoading,
  };
}

export async function writeRuntimeRecord(dir: DataDir, record: RuntimeRecord): Promise<void> {
  await writeFileAtomic(dir.runtime, `${JSON.stringify(record, null, 2)}\n`);
}

export async function removeRuntimeRecord(dir: DataDir): Promise<void> {
  await rm(dir.runtime, { force: true });
}

function withoutCredentials(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  url.search = '';
  return url.href;
}

/** The compiled file lies one folder deeper than its source. */
async function readVersion(): Promise<string> {
  for (const up of ['../../package.json', '../../../package.json']) {
    const text = await readFile(new URL(up, import.meta.url), 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
  }
  return 'unknown';
}
