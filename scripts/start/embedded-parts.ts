import type { Config } from '../../backend/src/config/index.js';
import {
  type DataDir,
  type EmbeddedLedger,
  startEmbeddedLedger,
  startEmbeddedPostgres,
} from '../../backend/src/runtime/index.js';
import type { LogFiles } from './log-files.js';
import type { StartProgress } from './progress.js';
import { storyGenesis } from './sample.js';
import type { Teardown } from './teardown.js';

export interface StartContext {
  readonly config: Config;
  readonly dir: DataDir;
  readonly logs: LogFiles;
  readonly progress: StartProgress;
  readonly teardown: Teardown;
  /** Aborted by Ctrl-C: the start ends after the step at hand. */
  readonly signal: AbortSignal;
  /** Called with a sentence when a part ends that should go on. */
  readonly onPartEnded: (sentence: string) => void;
}

/** The URL of the database that the configuration names, or of the embedded one. */
export async function provideDatabase(context: StartContext): Promise<string> {
  const { config, dir, progress, teardown } = context;
  if (config.databaseUrl !== undefined) return config.databaseUrl.reveal();
  const log = await context.logs.open('postgres');
  const server = await startEmbeddedPostgres({ dataDir: dir.root, log });
  teardown.add('PostgreSQL', () => server.stop());
  void server.ended.then(context.onPartEnded);
  progress.done('PostgreSQL', server.home);
  return server.url;
}

/** The embedded ledger; nothing if the configuration names one. */
export async function provideLedger(
  context: StartContext,
  isSamplePending: boolean,
): Promise<EmbeddedLedger | undefined> {
  const { config, dir, progress, teardown } = context;
  if (config.ledgerRpcUrls.length > 0) return undefined;
  const log = await context.logs.open('ledger');
  const story = isSamplePending
    ? ({ clock: 'head', genesisTimestamp: storyGenesis() } as const)
    : {};
  const ledger = await startEmbeddedLedger({ dataDir: dir.root, log, ...story });
  teardown.add('The ledger', () => ledger.stop());
  void ledger.ended.then(context.onPartEnded);
  progress.done('ledger', ledger.rpcUrl);
  return ledger;
}
