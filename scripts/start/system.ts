import {
  type BackendConfig,
  type Config,
  SECRET_VARIABLES,
  type SecretName,
} from '../../backend/src/config/index.js';
import {
  acquireDataLock,
  dataDirAt,
  type EmbeddedLedger,
  type EmbeddedSecrets,
  findFreePort,
  isPortFree,
  loadOrCreateSecrets,
  prepareDataDir,
  RuntimeRefusal,
} from '../../backend/src/runtime/index.js';
import { ensureDeployment } from './deployment.js';
import { provideDatabase, provideLedger, type StartContext } from './embedded-parts.js';
import { LogFiles } from './log-files.js';
import type { StartProgress } from './progress.js';
import {
  describeRuntime,
  removeRuntimeRecord,
  type RuntimeRecord,
  writeRuntimeRecord,
} from './runtime-record.js';
import { isSamplePending, loadSampleIfEmpty } from './sample.js';
import { LedgerStoryClock } from './story-clock.js';
import type { Teardown } from './teardown.js';

export interface SystemOptions {
  readonly isSampleWanted: boolean;
  readonly progress: StartProgress;
  readonly teardown: Teardown;
  readonly onPartEnded: (sentence: string) => void;
  /** Aborted by Ctrl-C: the start ends after the step at hand. */
  readonly signal: AbortSignal;
}

export interface StartedSystem {
  readonly record: RuntimeRecord;
  /** Loads the sample if it is still to be loaded; the system serves meanwhile. */
  readonly loadSample: () => Promise<void>;
}

/** Starts whatever the configuration leaves to us, then the backend on it. */
export async function startSystem(
  readConfig: () => Config,
  options: SystemOptions,
): Promise<StartedSystem> {
  const context = await openDataDir(readConfig(), options);
  const { dir, teardown, signal } = context;
  const sample = { dir, isWanted: options.isSampleWanted };
  const samplePending = await isSamplePending(context.config, sample);
  const databaseUrl = await provideDatabase(context);
  signal.throwIfAborted();
  const ledger = await provideLedger(context, samplePending);
  signal.throwIfAborted();
  const rpcUrls = ledger === undefined ? [...context.config.ledgerRpcUrls] : [ledger.rpcUrl];
  const backend = await configureBackend(context, { databaseUrl, rpcUrls });
  signal.throwIfAborted();
  const isSampleLoading = samplePending && ledger !== undefined;
  const url = await runBackend(backend, context);
  const record = await describeRuntime(backend, { url, isSampleLoading });
  teardown.add('runtime.json', () => removeRuntimeRecord(dir));
  await writeRuntimeRecord(dir, record);
  return {
    record,
    loadSample: async () => {
      if (isSampleLoading) await loadSample(record, ledger, context);
    },
  };
}

async function loadSample(
  record: RuntimeRecord,
  ledger: EmbeddedLedger,
  { dir, progress, signal }: StartContext,
): Promise<void> {
  const clock = new LedgerStoryClock(ledger);
  await loadSampleIfEmpty({ dir, graphqlUrl: record.url, clock, progress, signal });
  await clock.backToPresent();
  await writeRuntimeRecord(dir, { ...record, isSampleLoading: false });
  progress.done('sample');
}

async function openDataDir(config: Config, options: SystemOptions): Promise<StartContext> {
  const dir = dataDirAt(config.dataDir);
  await prepareDataDir(dir);
  const { teardown } = options;
  // Production keeps nothing here that two processes could spoil for each other.
  if (!config.production) {
    const lock = await acquireDataLock(dir.lock);
    teardown.add('The lock', () => lock.release());
  }
  const logs = new LogFiles(dir.logs);
  teardown.add('The logs', () => logs.close());
  return { ...options, config, dir, logs };
}

async function configureBackend(
  { config, dir, progress }: StartContext,
  parts: { databaseUrl: string; rpcUrls: string[] },
): Promise<BackendConfig> {
  const generated = config.production ? undefined : await loadOrCreateSecrets(dir);
  const isEmbedded = config.ledgerRpcUrls.length === 0;
  const networkKey = secretOf('networkKey', config, generated);
  const operatorKey = secretOf('operatorKey', config, generated);
  // On a ledger of somebody else nothing is deployed that was not asked for.
  const deployerKey =
    config.secrets.deployerKey ?? (isEmbedded ? generated?.deployerKey : undefined);
  const deployment = await ensureDeployment({
    rpcUrls: parts.rpcUrls,
    recordPath: isEmbedded ? dir.deployment : config.deploymentFile,
    ...{ deployerKey: deployerKey?.reveal(), operatorKey, networkKey, isEmbedded },
  });
  progress.done('contracts', `chain ${deployment.chainId}, block ${deployment.deployedAtBlock}`);
  return {
    ...parts,
    host: config.host,
    port: await choosePort(config, progress),
    dataDir: dir.root,
    masterKey: secretOf('masterKey', config, generated),
    otherMasterKeys: config.otherMasterKeys.map((key) => key.reveal()),
    ...{ networkKey, operatorKey, relayKey: secretOf('relayKey', config, generated) },
    chainConfirmations: config.chainConfirmations,
    readyLagBlocks: config.readyLagBlocks,
    metricsToken: config.metricsToken?.reveal(),
    finalityBlocks: config.finalityBlocks,
    ...{ pipeline: config.pipeline, tracing: config.tracing },
    ...{ deployment, production: config.production },
  };
}

/** Loaded only now: its modules take a second, and the embedded parts may start meanwhile. */
async function runBackend(backend: BackendConfig, context: StartContext): Promise<string> {
  const { startBackend } = await import('../../backend/src/main.js');
  const running = await startBackend(backend);
  context.teardown.add('The API', () => running.stop());
  context.progress.done('API', running.url);
  return running.url;
}

function secretOf(
  name: SecretName,
  config: Config,
  generated: EmbeddedSecrets | undefined,
): string {
  const secret = config.secrets[name] ?? generated?.[name];
  if (secret === undefined) throw new RuntimeRefusal(`${SECRET_VARIABLES[name]} is missing.`);
  return secret.reveal();
}

/** Only a port that nobody chose may be exchanged for another. */
async function choosePort(
  { host, port, portIsChosen, production }: Config,
  progress: StartProgress,
): Promise<number> {
  if (await isPortFree(host, port)) return port;
  if (portIsChosen || production) {
    const hint = 'Stop that program, or choose another port.';
    throw new RuntimeRefusal(`DUEBILL_PORT: another program listens on ${host}:${port}. ${hint}`);
  }
  progress.line(
    `         Another program listens on ${host}:${port}; a free port is taken instead.`,
  );
  return await findFreePort(host);
}
