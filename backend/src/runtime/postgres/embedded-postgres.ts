import { type RunningChild, startChild, waitForLine } from '../child-process.js';
import { dataDirAt, prepareDataDir } from '../data-dir.js';
import { findFreePort } from '../ports.js';
import { loadOrCreateSecrets } from '../secrets.js';
import { findServerAccount } from './account.js';
import { findPostgresBinaries, programIn } from './binaries.js';
import { type ClusterOptions, ensureCluster, serverSpawnOptions } from './cluster.js';
import { ensureDatabase } from './database.js';
import { placePostgres } from './placement.js';
import { STOP_STEPS, stopOrphanServer } from './postmaster.js';

const READY_LINE = 'database system is ready to accept connections';
/** Recovery after a kill reads the whole log since the last checkpoint. */
const START_PATIENCE_MS = 120_000;
const PORT_ATTEMPTS = 3;

/** A commit is on disk before it is acknowledged; the rest suits one program on one machine. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  // There is no replica: less has to be written, and loading into a new table needs no log.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '1GB',
  // Whoever writes much leaves it to the log's own writer to bring it out.
  wal_buffers: '16MB',
  // Its new files need not be written twice.
  wal_init_zero: 'off',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const;

export interface EmbeddedPostgres {
  readonly url: string;
  /** Where the files are: not in the data folder if the server's account cannot reach it there. */
  readonly home: string;
  /** Resolves with a sentence when the server has ended, whoever brought it about. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** Starts the PostgreSQL of this data folder; its files are made on the first start. */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  log: (line: string) => void;
}): Promise<EmbeddedPostgres> {
  const { log } = options;
  const dir = dataDirAt(options.dataDir);
  await prepareDataDir(dir);
  const secrets = await loadOrCreateSecrets(dir);
  const account = await findServerAccount(log);
  const placement = await placePostgres(dir, await findPostgresBinaries(), account);
  const clusterOptions = { placement, account, adminPassword: secrets.databaseAdminPassword, log };
  const cluster = await ensureCluster(clusterOptions);
  await stopOrphanServer(cluster, log);
  const { child, port } = await startServer(clusterOptions, cluster);
  try {
    const url = await ensureDatabase(port, secrets);
    return { url, home: placement.home, ended: child.ended, stop: () => stopServer(child) };
  } catch (error) {
    await stopServer(child);
    throw error;
  }
}

/**
 * Between finding a free port and using it somebody else may take it: then another one is tried.
 */
async function startServer(
  options: ClusterOptions,
  cluster: string,
): Promise<{ child: RunningChild; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort();
    const child = startChild({
      name: 'The embedded PostgreSQL',
      file: programIn(options.placement.binaries, 'postgres'),
      args: ['-D', cluster, '-p', String(port), ...settingArguments()],
      options: serverSpawnOptions(options),
      log: options.log,
    });
    try {
      const isReady = (line: string) => line.includes(READY_LINE) || undefined;
      await waitForLine(child, isReady, START_PATIENCE_MS);
      return { child, port };
    } catch (error) {
      await stopServer(child);
      const isPortTaken = child.output.tail().includes('could not bind');
      if (!isPortTaken || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

function settingArguments(): string[] {
  return Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function stopServer(child: RunningChild): Promise<void> {
  for (const { signal, patienceMs } of STOP_STEPS) {
    if (hasEnded(child)) return;
    child.process.kill(signal);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((settle) => (timer = setTimeout(settle, patienceMs)));
    await Promise.race([child.ended, patience]);
    clearTimeout(timer);
  }
  if (!hasEnded(child)) throw new Error('The embedded PostgreSQL does not stop.');
}

function hasEnded({ process: child }: RunningChild): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}
