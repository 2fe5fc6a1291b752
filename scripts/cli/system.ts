import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  UnreachableError,
  UsageError,
  exitCodeOf,
  refusalLine,
  RefusedError,
} from './api.errors.js';
import { ApiClient, type Endpoint } from './client.js';

/** Options of every command that talks to a running system. */
export interface SystemOptions {
  readonly url?: string;
  readonly token?: string;
  readonly dataDir?: string;
}

const DEFAULT_DATA_DIR = '.duebill';
const API_PATH = '/graphql';
const SAMPLE_POLL_MS = 500;

/** Adds the options that say which system is meant and as whom to speak. */
export function withSystemOptions(command: Command): Command {
  return command
    .option('--url <url>', 'GraphQL endpoint (DUEBILL_URL); default: the system of the data folder')
    .option('--token <token>', 'bearer token (DUEBILL_TOKEN); default: the operator of the folder')
    .option('--data-dir <folder>', 'data folder of the system (DUEBILL_DATA_DIR)');
}

/** A client of the system that the options or the environment name. */
export function connect(options: SystemOptions): ApiClient {
  let lastSentence = '';
  return new ApiClient({
    findEndpoint: () => findEndpoint(options),
    onOutage: (sentence) => {
      // Requests that run at the same time meet the same outage.
      if (sentence !== lastSentence) process.stderr.write(`duebill: ${sentence}\n`);
      lastSentence = sentence;
    },
  });
}

export function dataDirOf({ dataDir }: SystemOptions): string {
  return resolve(dataDir ?? process.env['DUEBILL_DATA_DIR'] ?? DEFAULT_DATA_DIR);
}

/** Runs the work of a command and turns what went wrong into a sentence and an exit code. */
export async function reportingFailures(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    const lines =
      error instanceof RefusedError ? error.refusals.map(refusalLine) : [(error as Error).message];
    for (const line of lines) process.stderr.write(`duebill: ${line}\n`);
  }
}

/** Read again for every try: after a restart the system may listen elsewhere. */
async function findEndpoint(options: SystemOptions): Promise<Endpoint> {
  const url = options.url ?? process.env['DUEBILL_URL'] ?? (await urlOfDataDir(options));
  const token = options.token ?? process.env['DUEBILL_TOKEN'] ?? (await tokenOfDataDir(options));
  return { url: endpointUrl(url), token };
}

async function urlOfDataDir(options: SystemOptions): Promise<string> {
  const path = join(dataDirOf(options), 'runtime.json');
  const text = await findText(path);
  if (text === null) {
    throw new UnreachableError(`no system runs here: ${path} is missing (npm start, or --url)`);
  }
  try {
    const { url } = JSON.parse(text) as { url?: unknown };
    if (typeof url === 'string') return url;
  } catch {
    // Falls through: a file that is not ours says as little as none.
  }
  throw new UnreachableError(`${path} does not say where the system listens`);
}

async function tokenOfDataDir(options: SystemOptions): Promise<string> {
  const path = join(dataDirOf(options), 'tokens', 'operator');
  const token = await findText(path);
  if (token === null) {
    throw new UnreachableError(`no token: ${path} is missing (give --token or DUEBILL_TOKEN)`);
  }
  return token.trim();
}

/**
 * Waits while the system of the data folder loads its sample: until then the ledger's clock is in the past.
 *
 * A system that is named by its address is taken as it is.
 */
export async function waitForSample(options: SystemOptions): Promise<void> {
  if (options.url !== undefined || process.env['DUEBILL_URL'] !== undefined) return;
  const path = join(dataDirOf(options), 'runtime.json');
  for (let isTold = false; await loadsSample(path); isTold = true) {
    if (!isTold) process.stderr.write('duebill: waiting until the sample is loaded\n');
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_POLL_MS));
  }
}

async function loadsSample(path: string): Promise<boolean> {
  const text = await findText(path);
  if (text === null) return false;
  const { pid, isSampleLoading } = JSON.parse(text) as { pid?: number; isSampleLoading?: boolean };
  return isSampleLoading === true && pid !== undefined && isAlive(pid);
}

/** A system that was killed left its record behind. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function endpointUrl(text: string): string {
  if (!URL.canParse(text)) throw new UsageError(`"${text}" is no URL`);
  const url = new URL(text);
  if (url.pathname === '/') url.pathname = API_PATH;
  return url.href;
}

async function findText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
