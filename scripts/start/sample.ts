import { join } from 'node:path';

import type { BackendConfig, Config } from '../../backend/src/config/index.js';
import { type DataDir, findText, writeFileAtomic } from '../../backend/src/runtime/index.js';

/** The story of the sample ends today, and the ledger's time must begin before it. */
const STORY_DAYS = 400;
const DAY_SECONDS = 86_400;

export interface SampleRequest {
  readonly backend: BackendConfig;
  readonly graphqlUrl: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Whether the sample is still to be loaded. Only an installation that is embedded throughout gets
 * it, and one that began without it never does: a ledger's time cannot go back.
 */
export async function isSamplePending(
  config: Config,
  options: { dir: DataDir; isWanted: boolean },
): Promise<boolean> {
  if (config.databaseUrl !== undefined || config.ledgerRpcUrls.length > 0) return false;
  if ((await findText(recordOf(options.dir))) !== undefined) return false;
  if (!options.isWanted) await recordSample(options.dir, 'skipped');
  return options.isWanted;
}

/** Second at which a ledger begins that is going to hold the story. */
export function storyGenesis(): number {
  return Math.floor(Date.now() / 1_000) - STORY_DAYS * DAY_SECONDS;
}

/** Loads the sample portfolio through the API; the ledger's clock runs from its last block. */
export async function loadSampleIfEmpty(_request: SampleRequest): Promise<void> {
  // Filled in with the loader of scripts/sample.
}

export async function recordSample(dir: DataDir, state: 'loaded' | 'skipped'): Promise<void> {
  const record = { state, at: new Date().toISOString() };
  await writeFileAtomic(recordOf(dir), `${JSON.stringify(record)}\n`);
}

function recordOf(dir: DataDir): string {
  return join(dir.root, 'sample.json');
}
